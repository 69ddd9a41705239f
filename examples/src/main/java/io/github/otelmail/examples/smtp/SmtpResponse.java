// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.smtp;

/**
 * What a server answers to a command.
 *
 * @param code three digits, RFC 5321 section 4.2
 * @param text one line, with the enhanced status code of RFC 3463 in front where there is one
 * @param then what becomes of the connection
 */
public record SmtpResponse(int code, String text, Then then) {

  /** What becomes of the connection after the answer. */
  public enum Then {
    /** It stays open. */
    STAY,
    /** The answer is sent, then the server closes. */
    CLOSE,
    /** The server closes without a word. */
    DROP
  }

  /** An answer after which the session goes on. */
  public static SmtpResponse of(int code, String text) {
    return new SmtpResponse(code, text, Then.STAY);
  }

  /** An answer after which the server closes the connection. */
  public static SmtpResponse closing(int code, String text) {
    return new SmtpResponse(code, text, Then.CLOSE);
  }

  /** No answer: the connection breaks. */
  public static SmtpResponse drop() {
    return new SmtpResponse(0, "", Then.DROP);
  }

  /** True for a positive answer. */
  public boolean isOk() {
    return then == Then.STAY && code < 400;
  }
}
