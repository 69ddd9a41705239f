// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Segments that could not be read to their end. They are kept for the operator to look at, within a
 * limit: the oldest are deleted first. Safe for any thread.
 */
final class DamagedSegments {
  private static final String SUFFIX = ".damaged";

  private final Disk disk;
  private final long maxBytes;
  private final Consumer<String> notices;

  /** By their names, which are in the order of the journal. */
  private final TreeMap<String, Long> sizes = new TreeMap<>();

  /** Changed under the lock, and read without: who asks must not wait for the disk. */
  private volatile long bytes;

  private DamagedSegments(Disk disk, long maxBytes, Consumer<String> notices) {
    this.disk = disk;
    this.maxBytes = maxBytes;
    this.notices = notices;
  }

  /** Finds those of earlier runs, and tells of them. */
  static DamagedSegments find(Disk disk, long maxBytes, Consumer<String> notices)
      throws IOException {
    DamagedSegments found = new DamagedSegments(disk, maxBytes, notices);
    for (String name : disk.names()) {
      if (name.endsWith(SUFFIX)) {
        try (Disk.Content file = disk.open(name)) {
          found.add(name, file.size());
        }
      }
    }
    found.trim();
    if (!found.sizes.isEmpty()) {
      notices.accept(
          "%d damaged segments, %d bytes, are kept in %s, the last of them as %s; delete them when"
                  .formatted(found.sizes.size(), found.bytes, disk.path(), found.sizes.lastKey())
              + " they are of no more use");
    }
    return found;
  }

  /** Bytes of all that are kept. */
  long bytes() {
    return bytes;
  }

  /**
   * Takes a segment out of the journal.
   *
   * @param size of it, bytes
   * @return its new name
   * @throws IOException when it cannot be renamed
   */
  synchronized String take(String segment, long size) throws IOException {
    String name = segment + SUFFIX;
    disk.rename(segment, name);
    disk.force();
    add(name, size);
    return name;
  }

  private synchronized void add(String name, long size) {
    Long replaced = sizes.put(name, size);
    bytes += size - (replaced == null ? 0 : replaced);
  }

  /** Deletes what is beyond the limit. */
  synchronized void trim() {
    while (bytes > maxBytes) {
      Map.Entry<String, Long> oldest = sizes.firstEntry();
      try {
        disk.delete(oldest.getKey());
      } catch (IOException e) {
        // Tried again with the next one, and at the next start.
        notices.accept("cannot delete " + disk.path().resolve(oldest.getKey()) + ": " + e);
        return;
      }
      bytes -= oldest.getValue();
      sizes.remove(oldest.getKey());
      notices.accept(
          "deleted %s: no more than %d bytes of damaged segments are kept"
              .formatted(disk.path().resolve(oldest.getKey()), maxBytes));
    }
  }
}
