// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.parser.Cursor;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import io.github.otelmail.bridge.parser.LogParser.Sink;

/**
 * Lines of postsuper(1): what the operator did to an entry, then how many it did it to.
 *
 * <p>{@code QID: expired} only marks the entry: qmgr(8) tries once more and then logs its end.
 */
final class PostsuperLines {
  private static final KnownLines TOTALS =
      new KnownLines(
          "Deleted: ",
          "Requeued: ",
          "Placed on hold: ",
          "Released from hold: ",
          "Force-expired: ",
          "Expired: ",
          "Renamed to match inode number: ",
          "Name");

  private PostsuperLines() {}

  static Outcome parse(PostfixLine line, Sink sink) {
    Cursor text = line.cursor();
    if (line.isComplaint()) {
      return Outcome.IGNORED;
    }
    if (!line.hasQueueId()) {
      return TOTALS.include(text) ? Outcome.IGNORED : Outcome.UNKNOWN;
    }
    String id = line.queueId();
    return switch (text.rest()) {
      case "removed" -> line.emit(sink, new MailEvent.Deleted(id));
      case "requeued" -> line.emit(sink, new MailEvent.Requeued(id));
      case "placed on hold" -> line.emit(sink, new MailEvent.Held(id, "placed on hold"));
      case "released from hold" -> line.emit(sink, new MailEvent.Released(id));
      case "expired" -> Outcome.IGNORED;
      default -> Outcome.UNKNOWN;
    };
  }
}
