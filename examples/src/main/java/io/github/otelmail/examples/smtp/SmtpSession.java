// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.smtp;

/** The decisions of a server in one connection. All calls come from one thread, in SMTP's order. */
public interface SmtpSession {
  /** Answers MAIL FROM. */
  default SmtpResponse mail(String sender) {
    return SmtpResponse.of(250, "2.1.0 Ok");
  }

  /** Answers RCPT TO. */
  default SmtpResponse recipient(String address) {
    return SmtpResponse.of(250, "2.1.5 Ok");
  }

  /** Answers DATA; a positive answer is 354. */
  default SmtpResponse data() {
    return SmtpResponse.of(354, "End data with <CR><LF>.<CR><LF>");
  }

  /** Answers the final dot. */
  SmtpResponse message(byte[] content);

  /** The transaction is over or given up: RSET, a new MAIL, a refused message, the end. */
  default void reset() {}
}
