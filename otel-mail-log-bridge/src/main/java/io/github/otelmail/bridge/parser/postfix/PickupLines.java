// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.parser.Ascii;
import io.github.otelmail.bridge.parser.Cursor;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import io.github.otelmail.bridge.parser.LogParser.Sink;
import io.github.otelmail.bridge.parser.ReplyText;

/**
 * Lines of pickup(8), which takes mail from the maildrop directory: {@code QID: uid=N from=<S>[
 * orig_id=OLD]}, the latter after {@code postsuper -r}.
 */
final class PickupLines {
  private static final byte[] UID = Ascii.bytes("uid=");
  private static final byte[] FROM = Ascii.bytes(" from=");
  private static final byte[] ORIG_ID = Ascii.bytes(" orig_id=");
  private static final KnownLines KNOWN = new KnownLines();

  private PickupLines() {}

  static Outcome parse(PostfixLine line, Sink sink) {
    Cursor text = line.cursor();
    if (line.isComplaint()) {
      return Outcome.IGNORED;
    }
    if (!line.hasQueueId()) {
      return KNOWN.include(text) ? Outcome.IGNORED : Outcome.UNKNOWN;
    }
    if (!text.take(UID)) {
      return Outcome.UNKNOWN;
    }
    int uid = text.smallNumber();
    if (uid < 0 || !text.take(FROM)) {
      return Outcome.UNKNOWN;
    }
    String sender = Addresses.take(text);
    String originalId = text.take(ORIG_ID) ? ReplyText.idAt(text.rest(), 0) : null;
    return line.emit(sink, new MailEvent.Submitted(line.queueId(), uid, sender, originalId));
  }
}
