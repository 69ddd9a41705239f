// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal frame by frame, as far as it is on the disk for good. A segment that cannot be
 * read on is set aside, with a notice, and the next one read. For one thread.
 */
public final class JournalReader implements Closeable {
  /** What is not damaged and cannot be read may be readable again: too many files are open. */
  private static final int MAX_TRIES = 100;

  private final Segments segments;
  private final Consumer<String> notices;
  private SegmentPlace place;
  private @Nullable SegmentReader reader;
  private int failures;

  /**
   * Reads nothing yet.
   *
   * @param place where to begin
   * @param notices told what the operator should know
   */
  public JournalReader(Segments segments, SegmentPlace place, Consumer<String> notices) {
    this.segments = segments;
    this.place = place;
    this.notices = notices;
  }

  /** Where the next frame begins, as far as that is known: it may be in the segment after. */
  public SegmentPlace place() {
    return place;
  }

  /** The frame there is known already, and ends at this place. */
  public void skipTo(SegmentPlace end) {
    place = end;
  }

  /**
   * All there is was read, and what the writer could not write comes from elsewhere: what may be on
   * the disk of that is not to be read, now or later.
   */
  public void endHere() {
    place = segments.endAt(place);
  }

  /**
   * Goes to the segment after the present one where that is read to its end.
   *
   * @return false when there is nothing more to read
   */
  public boolean seek() {
    while (true) {
      long end = segments.end(place.segment());
      if (end > place.offset()) {
        return true;
      }
      long next = segments.after(place.segment());
      if (next == 0) {
        return false;
      }
      boolean wasThere = place.segment() > 0 && (end == place.offset() || place.offset() == 0);
      if (place.segment() > 0 && (!wasThere || next > place.segment() + 1)) {
        notices.accept(
            "what followed segment "
                + place.segment()
                + ", byte "
                + place.offset()
                + ", is not there any more; reading on in segment "
                + next);
      }
      place = new SegmentPlace(next, 0);
    }
  }

  /** Reads the frame at {@link #place}, and goes on behind it; null when none can be read now. */
  public @Nullable List<byte[]> read() {
    if (!seek()) {
      return null;
    }
    long end = segments.end(place.segment());
    try {
      SegmentReader current = reader();
      if (current == null) {
        throw new IOException("the file is gone");
      }
      List<byte[]> lines = current.read(place.offset(), end);
      place = place.plus(Frame.size(lines));
      failures = 0;
      return lines;
    } catch (IOException e) {
      close();
      failed(e);
      return null;
    }
  }

  private void failed(IOException e) {
    boolean damaged = e instanceof DamagedException;
    failures++;
    if (damaged || failures >= MAX_TRIES) {
      failures = 0;
      segments.setAside(place, damaged ? String.valueOf(e.getMessage()) : e.toString());
      place = new SegmentPlace(place.segment() + 1, 0);
    }
  }

  private @Nullable SegmentReader reader() throws IOException {
    SegmentReader current = reader;
    if (current == null || current.segment() != place.segment()) {
      close();
      current = segments.open(place.segment());
      reader = current;
    }
    return current;
  }

  @Override
  public void close() {
    SegmentReader current = reader;
    reader = null;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        // It was only read from.
        return;
      }
    }
  }
}
