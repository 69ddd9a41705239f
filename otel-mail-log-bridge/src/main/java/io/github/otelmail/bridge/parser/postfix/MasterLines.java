// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import io.github.otelmail.bridge.parser.LogParser.Sink;

/** Lines of master(8) and of the postfix-script that the postfix(1) command runs. */
final class MasterLines {
  private static final KnownLines RESTART =
      new KnownLines(
          "daemon started ",
          "reload ",
          "terminating on signal ",
          "starting the Postfix mail system",
          "stopping the Postfix mail system",
          "refreshing the Postfix mail system",
          "aborting the Postfix mail system");
  private static final KnownLines KNOWN =
      new KnownLines(
          "waiting for the Postfix mail system",
          "the Postfix mail system is ",
          "terminating the Postfix mail system",
          "flushing the mail queue",
          "not owned by ",
          "postfix-script",
          "master_",
          "To disable backwards compatibility",
          "see http",
          "chrooted",
          "running as ",
          "creating ");

  private MasterLines() {}

  static Outcome parse(PostfixLine line, Sink sink) {
    if (line.isComplaint()) {
      return Outcome.IGNORED;
    }
    if (RESTART.has(line.cursor())) {
      return line.emit(sink, new MailEvent.Restarted());
    }
    return KNOWN.include(line.cursor()) ? Outcome.IGNORED : Outcome.UNKNOWN;
  }
}
