// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import io.github.otelmail.bridge.event.Bytes;
import io.github.otelmail.bridge.event.LogLine;

/**
 * Reads what stands before the text of a syslog line, in any of the forms mail logs come in:
 *
 * <ul>
 *   <li>RFC 3164 {@code Mmm dd HH:MM:SS host tag[pid]: text}, the day padded or not, the second
 *       with or without a fraction ({@code journalctl -o short-precise}), also with a year
 *   <li>ISO 8601 stamps with or without fraction and zone (rsyslog, {@code journalctl -o
 *       short-iso})
 *   <li>RFC 5424 {@code <PRI>1 stamp host tag pid msgid data text}
 *   <li>each with {@code <PRI>} in front, and with Solaris's {@code [ID n mail.info]} before the
 *       text
 *   <li>as one JSON object per line (journald, docker), or behind a container runtime's {@code
 *       stamp stdout F}
 * </ul>
 *
 * <p>Holds the last line's header as indexes into a buffer; nothing is copied. One thread only.
 */
public final class SyslogHeader {
  private static final byte[] SOLARIS = Ascii.bytes("[ID ");
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] STDOUT = Ascii.bytes("stdout F ");
  private static final byte[] STDERR = Ascii.bytes("stderr F ");

  private static final long BRACKETS = Bytes.repeated('[');
  private static final long COLONS = Bytes.repeated(':');
  private static final long SPACES = Bytes.repeated(' ');

  private final SyslogStamp stamp;
  private final Cursor cursor = new Cursor();
  private final Cursor timeCursor = new Cursor();
  private final JsonEnvelope envelope = new JsonEnvelope();

  private long timeMicros;
  private int resolutionMicros;
  private byte[] hostBuffer = new byte[0];
  private int hostStart;
  private int hostEnd;
  private byte[] tagBuffer = new byte[0];
  private int tagStart;
  private int tagEnd;
  private int pid;

  /** A reader of headers; {@code clock} supplies what stamps lack. */
  public SyslogHeader(SyslogClock clock) {
    this.stamp = new SyslogStamp(clock);
  }

  /**
   * Reads the header of a line.
   *
   * @return false when there is none with a time in it; the accessors then have no meaning
   */
  public boolean read(LogLine line) {
    byte[] buffer = line.buffer();
    cursor.set(buffer, line.start(), trimmedEnd(buffer, line.start(), line.end()));
    if (cursor.peek() < 0) {
      // Editors and PowerShell begin a file with it.
      boolean unused = cursor.take(BYTE_ORDER_MARK);
    }
    if (cursor.peek() == '{') {
      return readJson(line);
    }
    return readPlain(true);
  }

  /** Time of the line, epoch microseconds. */
  public long timeMicros() {
    return timeMicros;
  }

  /** Length of the interval the stamp stands for, microseconds. */
  public int resolutionMicros() {
    return resolutionMicros;
  }

  /** Process id, 0 without one. */
  public int pid() {
    return pid;
  }

  /** What {@code cache} has for the host's name; the name may be empty. */
  public <T> T host(ByteKeyCache<T> cache) {
    return cache.get(hostBuffer, hostStart, hostEnd);
  }

  /** What {@code cache} has for the syslog tag without process id; the tag may be empty. */
  public <T> T tag(ByteKeyCache<T> cache) {
    return cache.get(tagBuffer, tagStart, tagEnd);
  }

  /** The text after the header, without white space at its end. */
  public Cursor body() {
    return cursor;
  }

  private static int trimmedEnd(byte[] buffer, int start, int end) {
    int last = end;
    while (last > start && buffer[last - 1] <= ' ' && buffer[last - 1] >= 0) {
      last--;
    }
    return last;
  }

  private boolean readPlain(boolean outermost) {
    boolean priority = takePriority();
    if (priority && cursor.startsWith(SyslogStamp.VERSION_1)) {
      cursor.moveTo(cursor.position() + 2);
      return readStamp() && readRfc5424();
    }
    if (!readStamp()) {
      return false;
    }
    if (outermost && (cursor.take(STDOUT) || cursor.take(STDERR))) {
      long time = timeMicros;
      int resolution = resolutionMicros;
      if (!readPlain(false)) {
        return false;
      }
      setTime(time, resolution);
      return true;
    }
    readHostAndTag();
    return true;
  }

  private boolean readStamp() {
    if (!stamp.read(cursor)) {
      return false;
    }
    setTime(stamp.timeMicros(), stamp.resolutionMicros());
    return true;
  }

  private void setTime(long time, int resolution) {
    timeMicros = time;
    resolutionMicros = resolution;
  }

  private boolean takePriority() {
    if (cursor.peek() != '<') {
      return false;
    }
    int close = cursor.find('>');
    if (close < 0 || close - cursor.position() > 4) {
      return false;
    }
    cursor.moveTo(close + 1);
    return true;
  }

  private boolean readRfc5424() {
    hostBuffer = cursor.buffer();
    hostStart = cursor.position();
    hostEnd = fieldEnd(hostStart);
    tagBuffer = hostBuffer;
    tagStart = cursor.position();
    tagEnd = fieldEnd(tagStart);
    int number = cursor.smallNumber();
    pid = Math.max(0, number);
    fieldEnd(cursor.position());
    fieldEnd(cursor.position());
    takeStructuredData();
    takeSpaces();
    if (cursor.startsWith(BYTE_ORDER_MARK)) {
      cursor.moveTo(cursor.position() + BYTE_ORDER_MARK.length);
    }
    return true;
  }

  /** Moves over a field and the space after it; the end of its value, which is empty for "-". */
  private int fieldEnd(int start) {
    int space = cursor.find(' ');
    int stop = space < 0 ? cursor.end() : space;
    cursor.moveTo(stop + 1);
    return stop == start + 1 && cursor.buffer()[start] == '-' ? start : stop;
  }

  private void takeStructuredData() {
    byte[] buffer = cursor.buffer();
    int at = cursor.position();
    int end = cursor.end();
    if (cursor.peek() == '-') {
      cursor.moveTo(at + 1);
      return;
    }
    boolean quoted = false;
    boolean inside = false;
    for (; at < end && (inside || buffer[at] == '['); at++) {
      byte c = buffer[at];
      if (c == '\\') {
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '[' || c == ']')) {
        inside = c == '[';
      }
    }
    cursor.moveTo(at);
  }

  private void readHostAndTag() {
    byte[] buffer = cursor.buffer();
    int start = cursor.position();
    int space = cursor.find(' ');
    int stop = space < 0 ? cursor.end() : space;
    boolean noHost = stop - start > 1 && buffer[stop - 1] == ':' && buffer[stop - 2] == ']';
    hostBuffer = buffer;
    hostStart = start;
    hostEnd = noHost ? start : stop;
    if (!noHost) {
      cursor.moveTo(stop);
      takeSpaces();
    }
    readTag();
  }

  private void readTag() {
    byte[] buffer = cursor.buffer();
    int end = cursor.end();
    int at = cursor.position();
    tagBuffer = buffer;
    tagStart = at;
    at = tagEnd(buffer, at, end);
    tagEnd = at;
    pid = 0;
    if (at < end && buffer[at] == '[') {
      cursor.moveTo(at + 1);
      pid = Math.max(0, cursor.smallNumber());
      int close = cursor.peek() == ']' ? cursor.position() : cursor.find(']');
      at = close < 0 ? end : close + 1;
    }
    if (at < end && buffer[at] == ':') {
      at++;
    } else if (at == tagEnd) {
      tagEnd = tagStart;
      at = tagStart;
    }
    cursor.moveTo(at);
    takeSpaces();
    if (cursor.take(SOLARIS)) {
      int close = cursor.find(']');
      cursor.moveTo(close < 0 ? end : close + 1);
      takeSpaces();
    }
  }

  /** Index of the first bracket, colon or space; {@code end} without one. */
  private static int tagEnd(byte[] buffer, int start, int end) {
    int at = start;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long word = Bytes.word(buffer, at);
      long matches =
          Bytes.matches(word, BRACKETS) | Bytes.matches(word, COLONS) | Bytes.matches(word, SPACES);
      if (matches != 0) {
        return at + Bytes.before(matches);
      }
    }
    while (at < end && buffer[at] != '[' && buffer[at] != ':' && buffer[at] != ' ') {
      at++;
    }
    return at;
  }

  private void takeSpaces() {
    while (cursor.peek() == ' ') {
      cursor.moveTo(cursor.position() + 1);
    }
  }

  private boolean readJson(LogLine line) {
    if (!envelope.read(line)) {
      return false;
    }
    byte[] message = envelope.message();
    int end = trimmedEnd(message, 0, message.length);
    cursor.set(message, 0, end);
    boolean complete = message.length > 0 && message[0] != '{' && readPlain(false);
    boolean timed = stamp.readWhole(envelope.time(), timeCursor);
    if (timed) {
      setTime(stamp.timeMicros(), stamp.resolutionMicros());
    }
    if (complete) {
      return true;
    }
    cursor.set(message, 0, end);
    hostBuffer = envelope.host();
    hostStart = 0;
    hostEnd = hostBuffer.length;
    byte[] tag = envelope.tag();
    if (tag.length == 0) {
      readTag();
    } else {
      tagBuffer = tag;
      tagStart = 0;
      tagEnd = tag.length;
      pid = envelope.pid();
    }
    return timed;
  }
}
