// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends frames to a journal. A run begins a segment of its own, so that no place is used twice;
 * only the last segment is ever open, so only its end can be torn by a crash.
 *
 * <p>After a failure the frames behind the last {@link #force} are to be appended again: first of
 * all what may be there of them is cut off. For one thread.
 */
public final class SegmentWriter implements Closeable {
  private static final String PROBE = "probe";
  private static final int PROBE_BYTES = 1 << 16;

  private final Segments segments;
  private final long segmentBytes;
  private final long reserveBytes;

  private Disk.@Nullable Content file;

  /** Where the next frame goes, in the present segment or that of the last run. */
  private SegmentPlace place;

  private SegmentPlace safe = SegmentPlace.START;
  private boolean begun;
  private boolean unlisted;
  private boolean failed;

  /**
   * Writes nothing yet.
   *
   * @param after a place that was handed out by an earlier run
   * @param segmentBytes size of a segment, unless a single frame is larger
   * @param reserveBytes what is left free on the file system, for other files
   */
  public SegmentWriter(
      Segments segments, SegmentPlace after, long segmentBytes, long reserveBytes) {
    this.segments = segments;
    this.segmentBytes = segmentBytes;
    this.reserveBytes = reserveBytes;
    place = new SegmentPlace(Math.max(segments.last(), after.segment()), 0);
  }

  /**
   * Appends a frame; it is safe after {@link #force}.
   *
   * @return where it begins
   */
  public SegmentPlace append(List<byte[]> lines) throws IOException {
    if (failed) {
      repair();
    }
    failed = true;
    long size = Frame.size(lines);
    if (file != null && place.offset() > 0 && place.offset() + size > segmentBytes) {
      forceFile(file);
      closeFile();
    }
    Disk.Content current = file == null ? begin() : file;
    ByteBuffer frame = Frame.encode(lines, place);
    current.write(frame, place.offset());
    SegmentPlace written = place;
    place = place.plus(size);
    failed = false;
    return written;
  }

  /** All frames that end here or before are on the disk. */
  public SegmentPlace safe() {
    return safe;
  }

  /** Where the frame of these lines ends that begins at that place. */
  public static SegmentPlace end(SegmentPlace place, List<byte[]> lines) {
    return place.plus(Frame.size(lines));
  }

  /**
   * Finds out whether frames could be written now, without one.
   *
   * @throws IOException when they could not
   */
  public void probe() throws IOException {
    Disk disk = segments.disk();
    checkSpace(disk);
    try (Disk.Content probe = disk.create(PROBE)) {
      probe.write(ByteBuffer.allocate(PROBE_BYTES), 0);
      probe.force();
    }
    disk.delete(PROBE);
  }

  private void checkSpace(Disk disk) throws IOException {
    long usable = disk.usableBytes();
    if (usable < reserveBytes + segmentBytes) {
      throw new IOException("only " + usable + " bytes are free on " + disk.path());
    }
  }

  private Disk.Content begin() throws IOException {
    Disk disk = segments.disk();
    checkSpace(disk);
    long number = Math.max(place.segment(), segments.ended()) + 1;
    Disk.Content made = disk.create(Segments.name(number));
    file = made;
    place = new SegmentPlace(number, 0);
    segments.begun(number);
    begun = true;
    unlisted = true;
    return made;
  }

  /** Returns when all frames are on the disk. */
  public void force() throws IOException {
    if (failed) {
      repair();
    }
    if (file != null) {
      failed = true;
      forceFile(file);
      failed = false;
    }
  }

  private void forceFile(Disk.Content current) throws IOException {
    current.force();
    if (unlisted) {
      segments.disk().force();
      unlisted = false;
    }
    if (!segments.grown(place)) {
      throw new IOException("the segment was found to be damaged");
    }
    safe = place;
  }

  /** Cuts off what is behind the last frame that is safe. */
  private void repair() throws IOException {
    closeFile();
    long end = segments.end(place.segment());
    boolean ended = place.segment() <= segments.ended();
    if (begun && !(ended && end < 0)) {
      place = new SegmentPlace(place.segment(), Math.max(0, end));
      try {
        Disk.Content again = segments.disk().open(Segments.name(place.segment()));
        file = again;
        again.truncate(place.offset());
        again.force();
      } catch (NoSuchFileException e) {
        // Not made yet, or gone: the next one is.
        file = null;
      }
    }
    if (ended) {
      closeFile();
    }
    failed = false;
  }

  private void closeFile() throws IOException {
    Disk.Content open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() throws IOException {
    closeFile();
  }
}
