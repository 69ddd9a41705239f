// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.parser.Ascii;
import io.github.otelmail.bridge.parser.Cursor;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import io.github.otelmail.bridge.parser.LogParser.Sink;
import io.github.otelmail.bridge.parser.ReplyText;
import org.jspecify.annotations.Nullable;

/** Lines of smtpd(8) and qmqpd(8), which take mail from the network. */
final class SmtpdLines {
  private static final byte[] CLIENT = Ascii.bytes("client=");
  private static final byte[] SASL_METHOD = Ascii.bytes(", sasl_method=");
  private static final byte[] SASL_USERNAME = Ascii.bytes(", sasl_username=");
  private static final byte[] SASL_SENDER = Ascii.bytes(", sasl_sender=");
  private static final byte[] ORIG_QUEUE_ID = Ascii.bytes(", orig_queue_id=");
  private static final byte[] ORIG_CLIENT = Ascii.bytes(", orig_client=");
  private static final byte[][] FIELDS = {
    SASL_METHOD, SASL_USERNAME, SASL_SENDER, ORIG_QUEUE_ID, ORIG_CLIENT
  };
  private static final byte[] SIZE_LIMIT = Ascii.bytes("queue file size limit exceeded");
  private static final byte[] LOST = Ascii.bytes("lost connection after ");
  private static final byte[] TIMEOUT = Ascii.bytes("timeout after ");
  private static final byte[] ERRORS = Ascii.bytes("too many errors after ");
  private static final byte[] END_OF_MESSAGE = Ascii.bytes("END-OF-MESSAGE");
  private static final KnownLines KNOWN =
      new KnownLines(
          "connect from ",
          "disconnect from ",
          "lost connection ",
          "timeout ",
          "too many errors ",
          "proxy-accept: ",
          "improper command pipelining ",
          "discarding EHLO keywords",
          "bare <LF> received ",
          "bare newline ",
          "initializing ",
          "setting up ",
          "match_",
          "smtpd_",
          "milter",
          "watchdog_",
          "generic_checks",
          "xsasl_",
          ">>> ",
          "<<< ",
          "name ",
          "warn_if_reject");

  private SmtpdLines() {}

  static Outcome parse(PostfixLine line, Sink sink) {
    Cursor text = line.cursor();
    if (line.isComplaint()) {
      return line.hasQueueId() && text.startsWith(SIZE_LIMIT)
          ? line.emit(
              sink,
              new MailEvent.Refused(line.queueId(), new SmtpReply(0, null, text.rest()), true))
          : Outcome.IGNORED;
    }
    if (text.take(CLIENT)) {
      return line.hasQueueId() ? accepted(line, sink) : Outcome.IGNORED;
    }
    if (text.startsWith(LOST) || text.startsWith(TIMEOUT) || text.startsWith(ERRORS)) {
      return line.hasQueueId() ? clientLeft(line, sink) : Outcome.IGNORED;
    }
    if (!line.hasQueueId() && !line.isNoQueue() && KNOWN.include(text)) {
      return Outcome.IGNORED;
    }
    return ActionLines.parse(line, sink);
  }

  /** After the end of the message the reply may be lost, but not the message. */
  private static Outcome clientLeft(PostfixLine line, Sink sink) {
    Cursor text = line.cursor();
    boolean ends = text.find(END_OF_MESSAGE) < 0;
    SmtpReply reply = new SmtpReply(0, null, text.rest());
    return line.emit(sink, new MailEvent.Refused(line.queueId(), reply, ends));
  }

  private static Outcome accepted(PostfixLine line, Sink sink) {
    Cursor text = line.cursor();
    int open = text.find('[');
    int nameStart = text.position();
    if (open < 0) {
      return Outcome.UNKNOWN;
    }
    text.moveTo(open + 1);
    int close = text.find(']');
    int addressEnd = close < 0 ? text.end() : close;
    String name = line.common(nameStart, open);
    String address = line.common(open + 1, addressEnd);
    text.moveTo(addressEnd + 1);
    String user = null;
    String originalId = null;
    int start = nextField(text, text.position());
    while (start >= 0) {
      int next = nextField(text, start + 1);
      int end = next < 0 ? text.end() : next;
      if (user == null && at(text, start, SASL_USERNAME)) {
        user = line.common(start + SASL_USERNAME.length, end);
      } else if (originalId == null && at(text, start, ORIG_QUEUE_ID)) {
        originalId = text.text(start + ORIG_QUEUE_ID.length, end);
      }
      start = next;
    }
    return line.emit(
        sink, new MailEvent.Accepted(line.queueId(), name, address, user, validId(originalId)));
  }

  /** Where the next of the fields that may follow the client begins, -1 without one. */
  private static int nextField(Cursor text, int from) {
    byte[] buffer = text.buffer();
    for (int i = from; i < text.end(); i++) {
      if (buffer[i] == ',') {
        for (byte[] field : FIELDS) {
          if (at(text, i, field)) {
            return i;
          }
        }
      }
    }
    return -1;
  }

  private static boolean at(Cursor text, int index, byte[] field) {
    return Ascii.matches(text.buffer(), index, text.end(), field);
  }

  private static @Nullable String validId(@Nullable String id) {
    return id == null ? null : ReplyText.idAt(id, 0);
  }
}
