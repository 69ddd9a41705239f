// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a journal: which there are, and how far what is in each is on the disk for good.
 * Safe for any thread.
 */
public final class Segments {
  private static final String SUFFIX = ".segment";

  private final Disk disk;
  private final Consumer<String> notices;
  private final DamagedSegments damaged;
  private final TreeMap<Long, Long> ends = new TreeMap<>();
  private long bytes;
  private long begun;

  /** This one and those before it get no more frames. */
  private long ended;

  private boolean toldOfDeletion;

  private Segments(Disk disk, DamagedSegments damaged, Consumer<String> notices) {
    this.disk = disk;
    this.damaged = damaged;
    this.notices = notices;
  }

  /**
   * Finds the segments. What was being written to the last of them when a crash ended it is cut
   * off: nobody was told that it is safe.
   *
   * @param acknowledged segments before it are of no more use, and deleted
   * @param damagedBytes so many bytes of damaged segments are kept
   * @param notices told what the operator should know, from any thread
   */
  public static Segments open(
      Disk disk, SegmentPlace acknowledged, long damagedBytes, Consumer<String> notices)
      throws IOException {
    DamagedSegments damaged = DamagedSegments.find(disk, damagedBytes, notices);
    Segments segments = new Segments(disk, damaged, notices);
    for (String name : disk.names()) {
      if (name.matches("[0-9]{10}" + SUFFIX)) {
        long number = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
        try (Disk.Content file = disk.open(name)) {
          segments.grown(new SegmentPlace(number, file.size()));
        }
      }
    }
    segments.deleteBefore(acknowledged.segment());
    segments.cutLast();
    return segments;
  }

  private void cutLast() throws IOException {
    Map.Entry<Long, Long> last = ends.lastEntry();
    if (last == null) {
      return;
    }
    long number = last.getKey();
    long size = last.getValue();
    try (Disk.Content file = disk.open(name(number));
        SegmentReader reader = new SegmentReader(file, number)) {
      long whole = reader.wholeUntil(size);
      if (whole < size && !reader.hasFrameBehind(whole, size)) {
        file.truncate(whole);
        notices.accept(
            "the last %d bytes of %s, from byte %d on, were not whole after a crash and are cut off"
                .formatted(size - whole, disk.path().resolve(name(number)), whole));
        grown(new SegmentPlace(number, whole));
      }
      // What a killed process has written may be in the system's memory only.
      file.force();
      disk.force();
    }
  }

  static String name(long number) {
    return "%010d%s".formatted(number, SUFFIX);
  }

  Disk disk() {
    return disk;
  }

  /** Number of the last segment; 0 for none. */
  synchronized long last() {
    return ends.isEmpty() ? 0 : ends.lastKey();
  }

  /** Where the segment ends, as far as it is on the disk; -1 when it is not there. */
  public synchronized long end(long segment) {
    return ends.getOrDefault(segment, -1L);
  }

  /** Number of the segment that follows; 0 for none. */
  public synchronized long after(long segment) {
    Long next = ends.higherKey(segment);
    return next == null ? 0 : next;
  }

  /** Bytes of all segments. */
  public synchronized long bytes() {
    return bytes;
  }

  /** Bytes that the journal takes of the disk: of all segments, and of damaged ones. */
  public long diskBytes() {
    return bytes() + damaged.bytes();
  }

  /** Bytes of all segments from that place on. */
  public synchronized long bytesAfter(SegmentPlace place) {
    long sum = 0;
    for (Map.Entry<Long, Long> each : ends.tailMap(place.segment(), true).entrySet()) {
      long read = each.getKey() == place.segment() ? place.offset() : 0;
      sum += Math.max(0, each.getValue() - read);
    }
    return sum;
  }

  /**
   * A segment is on the disk as far as that.
   *
   * @return false when it was ended meanwhile
   */
  synchronized boolean grown(SegmentPlace end) {
    if (end.segment() <= ended) {
      return false;
    }
    Long before = ends.put(end.segment(), end.offset());
    bytes += end.offset() - (before == null ? 0 : before);
    return true;
  }

  /** A segment gets its first frame. */
  synchronized void begun(long segment) {
    begun = segment;
  }

  /** Number of the last segment that no frame is to be added to any more; 0 for none. */
  synchronized long ended() {
    return ended;
  }

  /**
   * Ends the journal there: what may have been written behind it comes from elsewhere. Returns
   * where it goes on.
   */
  synchronized SegmentPlace endAt(SegmentPlace place) {
    if (begun > ended) {
      ended = begun;
      // Deleted with the others that are done with.
      Long unused = ends.putIfAbsent(ended, 0L);
    }
    return place.segment() > ended ? place : new SegmentPlace(ended + 1, 0);
  }

  /** Deletes all segments before that one. */
  public void deleteBefore(long segment) {
    for (long first = first(); first > 0 && first < segment; first = first()) {
      try {
        disk.delete(name(first));
      } catch (IOException e) {
        // Tried again with the next one, and at the next start.
        if (!toldOfDeletion) {
          notices.accept("cannot delete " + disk.path().resolve(name(first)) + ": " + e);
        }
        toldOfDeletion = true;
        return;
      }
      forget(first);
    }
  }

  private synchronized long first() {
    return ends.isEmpty() ? 0 : ends.firstKey();
  }

  private synchronized void forget(long segment) {
    Long size = ends.remove(segment);
    bytes -= size == null ? 0 : size;
  }

  /** Opens a segment that is there. */
  @Nullable SegmentReader open(long segment) throws IOException {
    try {
      return new SegmentReader(disk.open(name(segment)), segment);
    } catch (NoSuchFileException e) {
      // Told of by the caller, who knows what was wanted of it.
      return null;
    }
  }

  /**
   * Moves a segment out of the way whose rest cannot be read.
   *
   * @param from where that rest begins
   * @param why what is wrong there
   */
  void setAside(SegmentPlace from, String why) {
    String name = name(from.segment());
    long size = end(from.segment());
    synchronized (this) {
      ended = Math.max(ended, from.segment());
    }
    forget(from.segment());
    String kept;
    try {
      kept = "it is kept as " + disk.path().resolve(damaged.take(name, size));
    } catch (IOException e) {
      kept = "it cannot be moved out of the way (" + e + ")";
    }
    notices.accept(
        "%s is damaged at byte %d: %s; %s, and %d bytes of it are not read"
            .formatted(disk.path().resolve(name), from.offset(), why, kept, size - from.offset()));
    damaged.trim();
  }
}
