// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.MailEvent.Notified.Kind;
import io.github.otelmail.bridge.parser.Ascii;
import io.github.otelmail.bridge.parser.Cursor;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import io.github.otelmail.bridge.parser.LogParser.Sink;
import io.github.otelmail.bridge.parser.ReplyText;

/**
 * Lines of bounce(8), defer(8) and trace(8): {@code OLD: sender non-delivery notification: NEW}.
 *
 * <p>A copy for the postmaster counts as {@link Kind#STATUS}: it is about the entry, but it is not
 * what the sender is told.
 */
final class BounceLines {
  private static final byte[] SENDER = Ascii.bytes("sender ");
  private static final byte[] POSTMASTER = Ascii.bytes("postmaster ");
  private static final byte[] FAILURE = Ascii.bytes("non-delivery notification: ");
  private static final byte[] DELAY = Ascii.bytes("delay notification: ");
  private static final byte[] STATUS = Ascii.bytes("delivery status notification: ");
  private static final KnownLines KNOWN =
      new KnownLines(
          "not sending ", "sender notification failed", "bounce_", "append ", "new bounce");

  private BounceLines() {}

  static Outcome parse(PostfixLine line, Sink sink) {
    Cursor text = line.cursor();
    if (line.isComplaint()) {
      return Outcome.IGNORED;
    }
    if (!line.hasQueueId()) {
      return KNOWN.include(text) ? Outcome.IGNORED : Outcome.UNKNOWN;
    }
    boolean postmaster = text.take(POSTMASTER);
    if (!postmaster && !text.take(SENDER)) {
      return KNOWN.include(text) ? Outcome.IGNORED : Outcome.UNKNOWN;
    }
    Kind kind;
    if (text.take(FAILURE)) {
      kind = Kind.FAILURE;
    } else if (text.take(DELAY)) {
      kind = Kind.DELAY;
    } else if (text.take(STATUS)) {
      kind = Kind.STATUS;
    } else {
      return Outcome.UNKNOWN;
    }
    String notification = ReplyText.idAt(text.rest(), 0);
    return notification == null
        ? Outcome.UNKNOWN
        : line.emit(
            sink,
            new MailEvent.Notified(line.queueId(), notification, postmaster ? Kind.STATUS : kind));
  }
}
