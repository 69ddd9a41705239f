// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.source.FileTail.Start;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds the file that a tail without one begins with, or goes on with, and the place in it. */
final class FirstFile {
  private final Path path;
  private final Start start;
  private final Rotations rotations;
  private final PipelineListener listener;
  private final FileTrouble trouble;

  /** Where to go on, until its file was found. */
  private @Nullable FilePosition resumeAt;

  FirstFile(
      Path path, Start start, Rotations rotations, PipelineListener listener, FileTrouble trouble) {
    this.path = path;
    this.start = start;
    this.rotations = rotations;
    this.listener = listener;
    this.trouble = trouble;
  }

  /** What {@link #open} found. */
  record Opened(LogFile file, long offset) {}

  /** Goes on at a position that was saved. */
  void resumeAt(String position) {
    FilePosition decoded = FilePosition.decode(position);
    if (decoded == null) {
      listener.notice(path + ": the saved position is of no known form; reading from the start");
      decoded = FilePosition.ofNothing(Long.MAX_VALUE);
    }
    resumeAt = decoded;
  }

  void resumeAt(FilePosition position) {
    resumeAt = position;
  }

  /** Where {@link #open} will go on, to be saved; null for the beginning. */
  @Nullable String position() {
    return resumeAt == null ? null : resumeAt.encode();
  }

  /** The file, opened; null while there is none. */
  @Nullable Opened open() throws IOException {
    FilePosition position = resumeAt;
    Opened opened = position == null ? begin() : goOn(position);
    if (opened != null) {
      resumeAt = null;
    }
    return opened;
  }

  private @Nullable Opened begin() throws IOException {
    try {
      LogFile oldest = start == Start.ROTATED ? rotations.after(null, Long.MIN_VALUE) : null;
      LogFile first = oldest != null ? oldest : PlainLogFile.open(path);
      if (!first.hasContent()) {
        // An empty file has no face: it may be copied and truncated before anybody looks again.
        resumeAt = FilePosition.ofNothing(LogFile.modifiedNanos(LogFile.attributes(path)));
        first.close();
        return null;
      }
      return new Opened(first, start == Start.END ? first.endOfLastLine() : 0);
    } catch (NoSuchFileException e) {
      // Whatever is there later was written after this moment.
      resumeAt = FilePosition.ofNothing(System.currentTimeMillis() * 1_000_000);
      trouble.tell("does not exist yet; waiting for it");
      return null;
    }
  }

  /** Where the file of the position is gone, with the oldest one that is newer. */
  private @Nullable Opened goOn(FilePosition position) throws IOException {
    LogFile found = rotations.find(position);
    if (found != null) {
      return new Opened(found, position.offset());
    }
    LogFile next = rotations.after(null, position.modifiedNanos());
    if (next == null) {
      if (!position.isOfNothing()) {
        trouble.tell("the file that was read last is gone, and there is no other yet; waiting");
      }
      return null;
    }
    if (!position.isOfNothing()) {
      listener.notice(
          path
              + ": the file that was read last is gone; going on with "
              + next.path()
              + "; what was written to it after byte "
              + position.offset()
              + " is not read");
    }
    return new Opened(next, 0);
  }
}
