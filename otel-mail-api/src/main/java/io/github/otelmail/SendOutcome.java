// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.github.otelmail.semconv.MailValues;
import org.jspecify.annotations.Nullable;

/**
 * What became of handing a message over: the server's last answer decides, not whether the client
 * threw.
 */
final class SendOutcome {
  /**
   * A value of {@code email.send.outcome}.
   *
   * @param reply null when none came
   * @param error what the client threw; null for nothing
   * @param replyAwaited the whole message was out when the error came
   * @param counts what the server, or several, told of the recipients
   */
  static String of(
      @Nullable SmtpReply reply,
      @Nullable Throwable error,
      boolean replyAwaited,
      RecipientCounts counts) {
    boolean negative = reply != null && reply.negative();
    if (negative || (error != null && (reply == null || !reply.positive()))) {
      if (!negative && replyAwaited) {
        return MailValues.OUTCOME_UNKNOWN;
      }
      return counts.areOfSeveral() && counts.accepted() > 0
          ? MailValues.OUTCOME_PARTIAL
          : MailValues.OUTCOME_REFUSED;
    }
    if (counts.refused() <= 0) {
      return MailValues.OUTCOME_SENT;
    }
    return counts.accepted() == 0 ? MailValues.OUTCOME_REFUSED : MailValues.OUTCOME_PARTIAL;
  }

  /**
   * A value of {@code error.type}; null when a recipient was accepted.
   *
   * @param closed the server closed the connection
   */
  static @Nullable String errorType(
      String outcome, @Nullable SmtpReply reply, @Nullable Throwable error, boolean closed) {
    if (outcome.equals(MailValues.OUTCOME_SENT) || outcome.equals(MailValues.OUTCOME_PARTIAL)) {
      return null;
    }
    if (reply != null && reply.negative()) {
      return ErrorTypes.of(reply);
    }
    return error == null ? ErrorTypes.OTHER : ErrorTypes.of(error, closed);
  }

  /** The status description of a span with an error type. */
  static String description(
      String outcome, @Nullable SmtpReply reply, @Nullable Throwable error, Redaction redaction) {
    if (outcome.equals(MailValues.OUTCOME_UNKNOWN)) {
      return "no answer after the end of the message: the server may have taken it";
    }
    return reply != null && reply.negative()
        ? redaction.text(reply.text)
        : redaction.message(error);
  }

  private SendOutcome() {}
}
