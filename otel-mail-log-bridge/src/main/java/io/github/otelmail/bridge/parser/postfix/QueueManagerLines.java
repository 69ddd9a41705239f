// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.parser.Ascii;
import io.github.otelmail.bridge.parser.Cursor;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import io.github.otelmail.bridge.parser.LogParser.Sink;

/** Lines of qmgr(8) and oqmgr(8): an entry becomes active, expires, is removed. */
final class QueueManagerLines {
  private static final byte[] FROM = Ascii.bytes("from=");
  private static final byte[] SIZE = Ascii.bytes(", size=");
  private static final byte[] RECIPIENTS = Ascii.bytes(", nrcpt=");
  private static final byte[] EXPIRED = Ascii.bytes(", status=expired");
  private static final byte[] FORCE_EXPIRED = Ascii.bytes(", status=force-expired");
  private static final byte[] REMOVED = Ascii.bytes("removed");
  private static final byte[] SKIPPED = Ascii.bytes("skipped, ");
  private static final KnownLines KNOWN = new KnownLines("qmgr_", "start ", "done ");

  private QueueManagerLines() {}

  static Outcome parse(PostfixLine line, Sink sink) {
    Cursor text = line.cursor();
    if (line.isComplaint()) {
      return Outcome.IGNORED;
    }
    if (!line.hasQueueId()) {
      return KNOWN.include(text) ? Outcome.IGNORED : Outcome.UNKNOWN;
    }
    if (text.take(FROM)) {
      return ofSender(line, sink);
    }
    if (text.take(REMOVED)) {
      return text.atEnd()
          ? line.emit(sink, new MailEvent.Removed(line.queueId()))
          : Outcome.UNKNOWN;
    }
    return text.startsWith(SKIPPED) ? Outcome.IGNORED : Outcome.UNKNOWN;
  }

  private static Outcome ofSender(PostfixLine line, Sink sink) {
    Cursor text = line.cursor();
    String sender = Addresses.take(text);
    if (text.take(SIZE)) {
      long size = text.number();
      int recipients = text.take(RECIPIENTS) ? text.smallNumber() : -1;
      return size < 0 || recipients < 0
          ? Outcome.UNKNOWN
          : line.emit(sink, new MailEvent.Activated(line.queueId(), sender, size, recipients));
    }
    boolean forced = text.startsWith(FORCE_EXPIRED);
    return forced || text.startsWith(EXPIRED)
        ? line.emit(sink, new MailEvent.Expired(line.queueId(), forced))
        : Outcome.UNKNOWN;
  }
}
