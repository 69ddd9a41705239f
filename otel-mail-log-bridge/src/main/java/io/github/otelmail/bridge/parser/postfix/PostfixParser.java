// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.parser.Ascii;
import io.github.otelmail.bridge.parser.ByteKeyCache;
import io.github.otelmail.bridge.parser.Cursor;
import io.github.otelmail.bridge.parser.LogParser;
import io.github.otelmail.bridge.parser.SyslogClock;
import io.github.otelmail.bridge.parser.SyslogHeader;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * Reads the log of Postfix 2.3 to 3.11, as syslogd, rsyslog, journald or postlogd(8) wrote it.
 *
 * <p>Lines of files that are merged in time order are parsed in two steps: {@link #header} tells a
 * line's time, {@link #body} says the rest. {@link #parse} does both.
 *
 * <p>{@code message repeated N times: [ text ]} stands for N more lines at the same instant. An
 * attempt or a failed host is then told N times, at most {@value #MAX_REPEATS}; all other events
 * say the same said twice and are told once.
 */
public final class PostfixParser implements LogParser {
  /** What {@link #problem()} says of a line without a readable header. */
  public static final String NO_HEADER = "header";

  static final int MAX_REPEATS = 100;

  private static final byte[] REPEATED = Ascii.bytes("message repeated ");
  private static final byte[] REPEATED_TEXT = Ascii.bytes(" times: [ ");
  private static final byte[] LAST_REPEATED = Ascii.bytes("last message repeated ");
  private static final byte[] JOURNAL_NOTE = Ascii.bytes("-- ");

  private final SyslogClock clock;
  private final SyslogHeader header;
  private final ByteKeyCache<PostfixTag> tags = new ByteKeyCache<>(PostfixTag::of);
  private final PostfixLine line;
  private final DeliveryLines delivery = new DeliveryLines();
  private PostfixTag tag = PostfixTag.of("");
  private boolean readable;
  private boolean note;
  private long lastTimeMicros = Long.MIN_VALUE;

  /**
   * A parser for one log.
   *
   * @param zone zone of stamps that name none
   * @param referenceMicros epoch microseconds that no line is after, for stamps without a year:
   *     when the file was last written, or now
   */
  public PostfixParser(ZoneId zone, LongSupplier referenceMicros) {
    this.clock = new SyslogClock(zone, referenceMicros);
    this.header = new SyslogHeader(clock);
    this.line = new PostfixLine(header);
  }

  @Override
  public boolean header(LogLine logLine) {
    readable = header.read(logLine);
    if (readable) {
      lastTimeMicros = header.timeMicros();
      tag = header.tag(tags);
    } else {
      note = isNote(logLine);
    }
    return readable;
  }

  @Override
  public Outcome body(Sink sink) {
    if (!readable) {
      return note ? Outcome.IGNORED : Outcome.MALFORMED;
    }
    Cursor text = header.body();
    if (tag.family() == PostfixTag.Family.FOREIGN) {
      return text.startsWith(LAST_REPEATED) ? Outcome.IGNORED : Outcome.FOREIGN;
    }
    int times = text.startsWith(REPEATED) ? takeRepeats(text) : 1;
    line.start(tag, text, times);
    if (line.hasQueueId() && !line.isComplaint() && delivery.recognises(text)) {
      return delivery.parse(line, sink);
    }
    return switch (tag.family()) {
      case SMTPD -> SmtpdLines.parse(line, sink);
      case CLEANUP -> CleanupLines.parse(line, sink);
      case PICKUP -> PickupLines.parse(line, sink);
      case QUEUE_MANAGER -> QueueManagerLines.parse(line, sink);
      case DELIVERY -> DeliveryAgentLines.parse(line, sink);
      case BOUNCE -> BounceLines.parse(line, sink);
      case SUPERUSER -> PostsuperLines.parse(line, sink);
      case MASTER -> MasterLines.parse(line, sink);
      case SILENT, FOREIGN -> Outcome.IGNORED;
    };
  }

  @Override
  public void resume(long timeMicros) {
    clock.resume(timeMicros);
    lastTimeMicros = timeMicros;
  }

  @Override
  public long lastTimeMicros() {
    return lastTimeMicros;
  }

  @Override
  public String problem() {
    return readable ? tag.daemon() : NO_HEADER;
  }

  /** Takes the wrapping off a repeated line. */
  private static int takeRepeats(Cursor text) {
    int start = text.position();
    text.take(REPEATED);
    int times = text.smallNumber();
    if (times < 1 || !text.take(REPEATED_TEXT)) {
      text.moveTo(start);
      return 1;
    }
    int last = text.end() - 1;
    if (last >= text.position() && text.buffer()[last] == ']') {
      text.endAt(last);
    }
    return Math.min(times, MAX_REPEATS);
  }

  /** Blank lines, and what journalctl puts between lines: {@code -- Boot … --}. */
  private static boolean isNote(LogLine logLine) {
    byte[] buffer = logLine.buffer();
    for (int i = logLine.start(); i < logLine.end(); i++) {
      if (buffer[i] < 0 || buffer[i] > ' ') {
        return Ascii.matches(buffer, i, logLine.end(), JOURNAL_NOTE);
      }
    }
    return true;
  }
}
