// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** How much was written to a log and not read yet. Told by one thread, asked by any. */
final class UnreadBytes {
  private record Reached(String key, long offset) {}

  private final Path path;
  private final Rotations rotations;
  private volatile @Nullable Reached reached;

  UnreadBytes(Path path, Rotations rotations) {
    this.path = path;
    this.rotations = rotations;
  }

  /** So much of the file with that key was read. */
  void reached(String key, long offset) {
    reached = new Reached(key, offset);
  }

  /** What was written to the file that is read and to those after it; no compressed ones. */
  long count() {
    Reached last = reached;
    BasicFileAttributes now = Rotations.attributes(path);
    if (last == null) {
      return 0;
    }
    if (now != null && LogFile.key(now).equals(last.key())) {
      return Math.max(0, now.size() - last.offset());
    }
    long ofPath = now == null ? 0 : now.size();
    return ofPath + rotations.bytesAfter(last.key(), last.offset());
  }
}
