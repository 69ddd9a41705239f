// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.event.Bytes;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.parser.Ascii;
import io.github.otelmail.bridge.parser.Cursor;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import io.github.otelmail.bridge.parser.LogParser.Sink;
import io.github.otelmail.bridge.parser.ReplyText;
import org.jspecify.annotations.Nullable;

/**
 * What smtpd(8), cleanup(8) and their milters decided about a message or a command:
 *
 * <pre>{@code
 * ACTION: WHERE from CLIENT: REPLY; from=<> to=<> proto= helo=<>
 * ACTION: header|body|content TEXT from CLIENT; from=<> to=<> proto= helo=<>[: EXPLANATION]
 * }</pre>
 */
final class ActionLines {
  private static final byte[][] ORIGINS = {
    Ascii.bytes("milter-"), Ascii.bytes("proxy-"), Ascii.bytes("header-"), Ascii.bytes("body-")
  };
  private static final byte[] REJECT = Ascii.bytes("reject: ");
  private static final byte[] HOLD = Ascii.bytes("hold: ");
  private static final byte[] DISCARD = Ascii.bytes("discard: ");
  private static final byte[] REDIRECT = Ascii.bytes("redirect: ");
  private static final byte[] QUARANTINE = Ascii.bytes("quarantine: ");
  private static final byte[] HEADER = Ascii.bytes("header ");
  private static final byte[][] CONTENT = {HEADER, Ascii.bytes("body "), Ascii.bytes("content ")};
  private static final byte[] MIME_ERROR = Ascii.bytes("mime-error ");
  private static final byte[] TRACEPARENT = Ascii.bytes("header traceparent:");
  private static final byte[][] WHOLE_MESSAGE = {
    Ascii.bytes("DATA "), Ascii.bytes("BDAT "), Ascii.bytes("END-OF-MESSAGE")
  };
  private static final byte[] FROM = Ascii.bytes(" from ");
  private static final byte[][] ENVELOPE = {
    Ascii.bytes("; from=<"), Ascii.bytes("; to=<"), Ascii.bytes("; proto=")
  };
  private static final byte[] EXPLANATION = Ascii.bytes(">: ");
  private static final byte[] COLON = Ascii.bytes(": ");
  private static final KnownLines OTHER =
      new KnownLines(
          "info: ",
          "warning: ",
          "warn: ",
          "reject_warning: ",
          "filter: ",
          "replace: ",
          "prepend: ",
          "pass: ",
          "permit: ",
          "bcc: ",
          "strip: ",
          "delay: ",
          "ignore: ",
          "dunno: ",
          "abort: ",
          "accept: ",
          "add: ",
          "change: ",
          "delete: ",
          "insert: ");

  private ActionLines() {}

  static Outcome parse(PostfixLine line, Sink sink) {
    Cursor text = line.cursor();
    for (byte[] origin : ORIGINS) {
      text.take(origin);
    }
    if (text.take(REJECT)) {
      return refused(line, sink);
    }
    if (text.take(HOLD) || text.take(QUARANTINE)) {
      return line.hasQueueId()
          ? line.emit(sink, new MailEvent.Held(line.queueId(), reason(text)))
          : Outcome.IGNORED;
    }
    if (text.take(DISCARD)) {
      return line.hasQueueId()
          ? line.emit(sink, new MailEvent.Discarded(line.queueId(), reason(text)))
          : Outcome.IGNORED;
    }
    if (text.take(REDIRECT)) {
      return line.hasQueueId()
          ? line.emit(sink, new MailEvent.Redirected(line.queueId()))
          : Outcome.IGNORED;
    }
    if (!OTHER.include(text)) {
      return Outcome.UNKNOWN;
    }
    String traceparent = line.hasQueueId() ? traceparent(text) : null;
    return traceparent == null
        ? Outcome.IGNORED
        : line.emit(sink, new MailEvent.ContextSeen(line.queueId(), traceparent));
  }

  private static Outcome refused(PostfixLine line, Sink sink) {
    Cursor text = line.cursor();
    boolean ends = line.hasQueueId() && isAboutWholeMessage(text);
    SmtpReply reply = ReplyText.reply(reason(text));
    String queueId = line.hasQueueId() ? line.queueId() : null;
    return line.emit(sink, new MailEvent.Refused(queueId, reply, ends));
  }

  /** A command such as RCPT may be refused and the message still accepted for others. */
  private static boolean isAboutWholeMessage(Cursor text) {
    for (byte[] stage : WHOLE_MESSAGE) {
      if (text.startsWith(stage)) {
        return true;
      }
    }
    return isAboutContent(text) || text.startsWith(MIME_ERROR);
  }

  private static boolean isAboutContent(Cursor text) {
    for (byte[] kind : CONTENT) {
      if (text.startsWith(kind)) {
        return true;
      }
    }
    return false;
  }

  /** The reply or explanation; for a check without one, what was checked, never its content. */
  private static String reason(Cursor text) {
    byte[] buffer = text.buffer();
    int start = text.position();
    int end = text.end();
    if (isAboutContent(text)) {
      int envelope = lastEnvelope(buffer, start, end);
      int explanation = envelope < 0 ? -1 : Ascii.indexOf(buffer, envelope, end, EXPLANATION);
      return explanation < 0 ? checked(text) : text.text(explanation + EXPLANATION.length, end);
    }
    for (byte[] mark : ENVELOPE) {
      int found = Ascii.indexOf(buffer, start, end, mark);
      end = found < 0 ? end : found;
    }
    int from = Ascii.indexOf(buffer, start, end, FROM);
    int address = from < 0 ? -1 : Bytes.indexOf(buffer, from, end, ']');
    int colon = Ascii.indexOf(buffer, address < 0 ? start : address, end, COLON);
    return text.text(colon < 0 ? start : colon + COLON.length, end);
  }

  private static int lastEnvelope(byte[] buffer, int start, int end) {
    int last = -1;
    int at = Ascii.indexOf(buffer, start, end, ENVELOPE[0]);
    while (at >= 0) {
      last = at;
      at = Ascii.indexOf(buffer, at + 1, end, ENVELOPE[0]);
    }
    return last;
  }

  /** {@code header Name}, {@code body} or {@code content}. */
  private static String checked(Cursor text) {
    int stop = text.startsWith(HEADER) ? text.find(':') : text.find(' ');
    return text.text(text.position(), stop < 0 ? text.end() : stop);
  }

  /** The value of the traceparent header, null when the action is about something else. */
  private static @Nullable String traceparent(Cursor text) {
    int action = text.find(COLON);
    if (action < 0) {
      return null;
    }
    text.moveTo(action + COLON.length);
    if (!text.takeIgnoreCase(TRACEPARENT)) {
      return null;
    }
    while (text.peek() == ' ' || text.peek() == '?') {
      text.moveTo(text.position() + 1);
    }
    int start = text.position();
    int space = text.find(' ');
    String value = text.text(start, space < 0 ? text.end() : space);
    return value.isEmpty() ? null : value;
  }
}
