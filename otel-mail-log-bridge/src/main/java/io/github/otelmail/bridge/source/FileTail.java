// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one path look like one endless stream of lines, whatever files it names over time.
 *
 * <ul>
 *   <li>Renamed and created anew: the old file is read to its end, then the rotated files that are
 *       newer, then the new one. The writer may go on writing to the old file after the rename, so
 *       the new one is taken up only once it has content.
 *   <li>Copied and truncated: reading goes on in the copy, found by its first bytes among the
 *       rotated files, then at the start of the truncated file. Without a copy (deleted, or never
 *       made) the bytes that were not read yet are lost, and said to be.
 *   <li>Replaced by a copy of it, as rsync and editors do: reading goes on in the copy, at the same
 *       byte where it has the same bytes before it, else at its start.
 *   <li>Absent, or not readable: looked for again at each call, and read from its start.
 *   <li>A last line without line feed is kept back until it is complete, or its file is left.
 *   <li>Compressed after its rotation: reading goes on in the compressed file, at the same byte.
 * </ul>
 *
 * A file is known by its first bytes; its inode only decides between a file and a copy of it.
 */
public final class FileTail implements LogSource {

  /** Where a file begins to be read that no position tells of. */
  public enum Start {
    /** At the first line of the oldest rotated file, compressed ones among them. */
    ROTATED,
    /** At its first line. */
    START,
    /** After its last line; a file that appears later is read from its first line. */
    END
  }

  /** When there will be no line any more. */
  public enum Until {
    /** At the end of what is there now. */
    NOW,
    /** When the file was deleted, not only renamed, and read to its end. */
    DELETED,
    /** Never. */
    FOREVER
  }

  private final Path path;
  private final Rotations rotations;
  private final LineBuffer lines;
  private final PipelineListener listener;
  private final Until until;
  private final UnreadBytes unread;
  private final FileTrouble trouble;

  /** Leads to {@link #file} while that is null. */
  private final FirstFile first;

  private @Nullable LogFile file;

  /** When what was read was last written: what is newer was not read. */
  private long modifiedNanos = Long.MIN_VALUE;

  /** Start of the line that was handed out and may not be done with; -1 without one. */
  private long handedOut = -1;

  /** The file was left by its writer; it is read once more before it is closed. */
  private boolean left;

  /** Nobody could open the file again: it is read to its end, and nothing else. */
  private boolean ending;

  /**
   * Opens nothing yet.
   *
   * @param position what {@link #position()} said, null to begin as {@code start} says
   * @param until when the source ends
   */
  public FileTail(
      Path path, Start start, @Nullable String position, Until until, PipelineListener listener) {
    this(
        path,
        start,
        position,
        until,
        new LineBuffer(LineBuffer.MAX_LINE_BYTES, listener),
        listener);
  }

  FileTail(
      Path path,
      Start start,
      @Nullable String position,
      Until until,
      LineBuffer lines,
      PipelineListener listener) {
    this.path = path.toAbsolutePath().normalize();
    this.rotations = new Rotations(this.path, listener);
    this.until = until;
    this.lines = lines;
    this.listener = listener;
    this.unread = new UnreadBytes(this.path, rotations);
    this.trouble = new FileTrouble(name(), listener);
    this.first = new FirstFile(this.path, start, rotations, listener, trouble);
    if (position != null) {
      first.resumeAt(position);
    }
  }

  @Override
  public String name() {
    return path.toString();
  }

  /** What {@link #key} says of the file that is read now, and of the one that the path names. */
  public Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    if (file != null) {
      keys.add(file.key());
    }
    String named = key(path);
    if (named != null) {
      keys.add(named);
    }
    return keys;
  }

  /** The file system's name for a file, device and inode; null when there is neither. */
  public static @Nullable String key(Path path) {
    BasicFileAttributes attributes = Rotations.attributes(path);
    return attributes == null || attributes.fileKey() == null ? null : LogFile.key(attributes);
  }

  @Override
  public Next next(LogLine line) {
    handedOut = -1;
    try {
      Next found = look(line);
      trouble.passed();
      return found;
    } catch (IOException e) {
      trouble.tell(e);
      return none();
    }
  }

  private Next look(LogLine line) throws IOException {
    while (true) {
      if (file == null && !openFirst()) {
        return none();
      }
      long offset = lines.lineOffset();
      if (lines.next(line)) {
        handedOut = offset;
        return Next.LINE;
      }
      if (fill()) {
        continue;
      }
      if (ending) {
        boolean isLast = lines.last(line);
        handedOut = isLast ? offset : -1;
        return isLast ? Next.LINE : Next.END;
      }
      if (!left) {
        left = hasSuccessor();
        if (!left) {
          return none();
        }
        // What was written before the writer left may have come after the last read.
        continue;
      }
      if (openCopy()) {
        continue;
      }
      if (lines.last(line)) {
        handedOut = offset;
        return Next.LINE;
      }
      openSuccessor();
    }
  }

  /** A file that was moved elsewhere, or deleted, is open here and nowhere to be found. */
  @Override
  public boolean stopReceiving() {
    LogFile current = file;
    if (current != null) {
      LogFile found = rotations.find(current.position(lines.lineOffset(), modifiedNanos));
      ending = found == null;
      Rotations.closeQuietly(found);
    }
    return ending;
  }

  private Next none() {
    return until == Until.NOW || (until == Until.DELETED && isDeleted()) ? Next.END : Next.NONE;
  }

  private boolean isDeleted() {
    LogFile current = file;
    return Rotations.attributes(path) == null && (current == null || !rotations.has(current.key()));
  }

  /** Reads on; false at the end of the file. */
  private boolean fill() throws IOException {
    LogFile current = open();
    // Seen before the bytes are: a time that is too early finds a copy too many, not too few.
    long modified = modifiedNanos(current);
    ByteBuffer space = lines.space();
    int count = current.read(space, lines.readOffset());
    if (!current.intact(lines.readOffset() + Math.max(count, 0))) {
      leaveTruncated(current);
      return true;
    }
    modifiedNanos = modified;
    if (count > 0) {
      lines.filled(count);
      unread.reached(current.key(), lines.readOffset());
      left = false;
      return true;
    }
    return false;
  }

  private boolean hasSuccessor() throws IOException {
    LogFile successor = successor();
    Rotations.closeQuietly(successor);
    return successor != null;
  }

  private boolean openFirst() throws IOException {
    FirstFile.Opened opened = first.open();
    if (opened == null) {
      return false;
    }
    use(opened.file(), opened.offset());
    return true;
  }

  private void leaveTruncated(LogFile truncated) throws IOException {
    FilePosition position = truncated.position(lines.lineOffset(), modifiedNanos);
    truncated.close();
    file = null;
    LogFile copy = rotations.find(position);
    if (copy != null) {
      use(copy, position.offset());
      return;
    }
    first.resumeAt(FilePosition.ofNothing(modifiedNanos));
    if (position.isOfNothing()) {
      return;
    }
    listener.notice(
        name()
            + ": was truncated and no copy of it is found; what was written to it after byte "
            + position.offset()
            + " is not read");
  }

  /** Goes on in a copy of the file that has taken its place or has more; false without one. */
  private boolean openCopy() throws IOException {
    LogFile current = open();
    FilePosition position = current.position(lines.lineOffset(), modifiedNanos);
    LogFile copy = rotations.copy(current, position, lines.readOffset());
    if (copy == null) {
      return false;
    }
    current.close();
    use(copy, position.offset());
    return true;
  }

  private void openSuccessor() throws IOException {
    LogFile current = open();
    LogFile next = successor();
    if (next == null) {
      // It was renamed or emptied again since; the next look finds what there is then.
      left = false;
      return;
    }
    if (next.fingerprint().isLike(current.fingerprint())) {
      listener.notice(
          name() + ": was replaced by a file that begins as it did; reading that from its start");
    }
    current.close();
    use(next, 0);
  }

  private @Nullable LogFile successor() throws IOException {
    LogFile current = open();
    BasicFileAttributes now = Rotations.attributes(path);
    if (now != null && LogFile.key(now).equals(current.key())) {
      return null;
    }
    return rotations.after(current, modifiedNanos);
  }

  private void use(LogFile next, long offset) throws IOException {
    file = next;
    lines.reset(offset);
    unread.reached(next.key(), offset);
    left = false;
    modifiedNanos = modifiedNanos(next);
    trouble.over();
  }

  private LogFile open() {
    LogFile current = file;
    if (current == null) {
      throw new IllegalStateException("no file is open");
    }
    return current;
  }

  @Override
  public @Nullable String position() {
    LogFile current = file;
    if (current == null) {
      return first.position();
    }
    return current.position(handedOut < 0 ? lines.lineOffset() : handedOut, modifiedNanos).encode();
  }

  @Override
  public long modifiedMicros() {
    LogFile current = file;
    long nanos = current == null ? modifiedNanos : modifiedNanos(current);
    return nanos == Long.MIN_VALUE ? Long.MIN_VALUE : nanos / 1000;
  }

  @Override
  public @Nullable String trouble() {
    return trouble.present();
  }

  /** No compressed ones. */
  @Override
  public long unreadBytes() {
    return unread.count();
  }

  /** When the file was last written; as it was known where it has another name by now. */
  private long modifiedNanos(LogFile current) {
    BasicFileAttributes now = Rotations.attributes(current.path());
    return now != null && LogFile.key(now).equals(current.key())
        ? LogFile.modifiedNanos(now)
        : modifiedNanos;
  }

  @Override
  public void close() {
    Rotations.closeQuietly(file);
    file = null;
  }
}
