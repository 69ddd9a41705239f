// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.parser.Cursor;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import io.github.otelmail.bridge.parser.LogParser.Sink;

/**
 * What delivery agents write besides {@link DeliveryLines}: that one of several hosts failed, with
 * the queue id and no recipient, and notes about connections.
 */
final class DeliveryAgentLines {
  private static final KnownLines HOST_FAILED =
      new KnownLines(
          "host ",
          "connect to ",
          "lost connection with ",
          "conversation with ",
          "Protocol error: ",
          "local data error ",
          "SASL authentication ",
          "Cannot SASL authenticate ",
          "Cannot start TLS",
          "TLS is required",
          "TLSA lookup error ",
          "Server certificate ",
          "REQUIRETLS ",
          "Client TLS ",
          "SMTPUTF8 is required",
          "Host or domain name not found",
          "Name service error ",
          "mail for ");
  private static final KnownLines NOTE =
      new KnownLines(
          "passing ",
          "enabling PIX ",
          "breaking line ",
          "Sender requested ",
          "Host offered STARTTLS",
          "skipping ",
          "bounced ",
          "info: ",
          "warning: ",
          "replace: ",
          "prepend: ",
          "ignore: ",
          "strip: ");
  private static final KnownLines KNOWN =
      new KnownLines(
          "connect to ",
          "host ",
          "Host offered STARTTLS",
          "smtp_",
          "dsn_",
          "deliver_",
          "maps_",
          "xsasl_",
          "flush_",
          "mime_",
          "using ",
          "local",
          "mail_");

  private DeliveryAgentLines() {}

  static Outcome parse(PostfixLine line, Sink sink) {
    Cursor text = line.cursor();
    if (line.isComplaint()) {
      return Outcome.IGNORED;
    }
    if (!line.hasQueueId()) {
      return KNOWN.include(text) ? Outcome.IGNORED : Outcome.UNKNOWN;
    }
    if (HOST_FAILED.has(text)) {
      return line.emitEach(sink, new MailEvent.HostFailed(line.queueId(), text.rest()));
    }
    return NOTE.include(text) ? Outcome.IGNORED : Outcome.UNKNOWN;
  }
}
