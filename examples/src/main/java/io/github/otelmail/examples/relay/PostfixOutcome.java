// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import io.github.otelmail.examples.smtp.SmtpClient;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An attempt's result in the words of Postfix's delivery line. */
record PostfixOutcome(
    String daemon, String relay, String enhancedCode, String status, String reason) {
  private static final Pattern ENHANCED = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})( .*)?");

  /**
   * Reads a result.
   *
   * @param port where it was sent to; null when there is no such domain
   */
  static PostfixOutcome of(SmtpClient.Result result, @Nullable Integer port) {
    if (port == null) {
      return new PostfixOutcome("error[104]", "none", "5.1.2", "bounced", result.text());
    }
    String host = "127.0.0.1[127.0.0.1]";
    if (result.stage().isEmpty()) {
      String reason = "connect to " + host + ':' + port + ": " + result.text();
      return new PostfixOutcome("smtp[104]", "none", "4.4.1", "deferred", reason);
    }
    String relay = host + ':' + port;
    if (result.code() == 0) {
      String reason = "lost connection with " + host + " while sending " + result.stage();
      return new PostfixOutcome("smtp[104]", relay, "4.4.2", "deferred", reason);
    }
    String status = result.code() < 400 ? "sent" : result.code() < 500 ? "deferred" : "bounced";
    String answer = result.code() + " " + result.text();
    String reason =
        result.code() < 400
            ? answer
            : "host %s said: %s (in reply to %s command)".formatted(host, answer, result.stage());
    Matcher enhanced = ENHANCED.matcher(result.text());
    String enhancedCode = enhanced.matches() ? enhanced.group(1) : result.code() / 100 + ".0.0";
    return new PostfixOutcome("smtp[104]", relay, enhancedCode, status, reason);
  }
}
