// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.parser.Ascii;
import io.github.otelmail.bridge.parser.Cursor;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import io.github.otelmail.bridge.parser.LogParser.Sink;
import org.jspecify.annotations.Nullable;

/** Lines of cleanup(8), which every message goes through. */
final class CleanupLines {
  private static final byte[] MESSAGE_ID = Ascii.bytes("message-id=");
  private static final byte[] RESENT_MESSAGE_ID = Ascii.bytes("resent-message-id=");
  private static final byte[] REMOVED_CANCELED = Ascii.bytes("removed (canceled)");
  private static final byte[] CANCELED = Ascii.bytes("canceled");
  private static final byte[] REMOVED_DISCARDED = Ascii.bytes("removed (discarded)");
  private static final byte[][] LOST = {
    Ascii.bytes("message rejected"),
    Ascii.bytes("queue file size limit exceeded"),
    Ascii.bytes("write queue file"),
    Ascii.bytes("message not accepted")
  };
  private static final KnownLines KNOWN =
      new KnownLines("milter", "cleanup_", "rewrite_", "using ");

  private CleanupLines() {}

  static Outcome parse(PostfixLine line, Sink sink) {
    Cursor text = line.cursor();
    if (!line.hasQueueId()) {
      return line.isComplaint() || KNOWN.include(text) ? Outcome.IGNORED : Outcome.UNKNOWN;
    }
    if (line.isComplaint()) {
      return isLost(text) ? refused(line, sink) : Outcome.IGNORED;
    }
    if (text.take(MESSAGE_ID)) {
      return line.emit(sink, new MailEvent.MessageIdSeen(line.queueId(), messageId(text), false));
    }
    if (text.take(RESENT_MESSAGE_ID)) {
      return line.emit(sink, new MailEvent.MessageIdSeen(line.queueId(), messageId(text), true));
    }
    if (text.startsWith(REMOVED_CANCELED) || text.startsWith(CANCELED)) {
      return refused(line, sink);
    }
    if (text.startsWith(REMOVED_DISCARDED)) {
      return line.emit(sink, new MailEvent.Discarded(line.queueId(), "discarded"));
    }
    return ActionLines.parse(line, sink);
  }

  private static boolean isLost(Cursor text) {
    for (byte[] words : LOST) {
      if (text.find(words) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static Outcome refused(PostfixLine line, Sink sink) {
    SmtpReply reply = new SmtpReply(0, null, line.cursor().rest());
    return line.emit(sink, new MailEvent.Refused(line.queueId(), reply, true));
  }

  /**
   * The header's value without white space and brackets around it. What follows the closing bracket
   * is a comment (RFC 5322 section 3.6.4); a value that was cut off has no closing bracket. Null
   * for an empty one.
   */
  private static @Nullable String messageId(Cursor text) {
    byte[] buffer = text.buffer();
    int start = text.position();
    int end = text.end();
    while (start < end && isSpace(buffer[start])) {
      start++;
    }
    while (end > start && isSpace(buffer[end - 1])) {
      end--;
    }
    if (start < end && buffer[start] == '<') {
      start++;
      end = closingBracket(buffer, start, end);
    }
    return start == end ? null : text.text(start, end);
  }

  private static int closingBracket(byte[] buffer, int start, int end) {
    if (end > start && buffer[end - 1] == '>') {
      return end - 1;
    }
    for (int i = start; i < end - 1; i++) {
      if (buffer[i] == '>' && isSpace(buffer[i + 1])) {
        return i;
      }
    }
    return end;
  }

  private static boolean isSpace(byte c) {
    return c == ' ' || c == '\t' || c == '\r';
  }
}
