// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@code error.type}: few, whatever the texts of the errors are. A reply gives its
 * enhanced code or its code; the network a word of its own; anything else the class of the
 * exception.
 */
final class ErrorTypes {
  /** OpenTelemetry's fallback value. */
  static final String OTHER = "_OTHER";

  static final String TIMED_OUT = "timed_out";
  static final String CONNECTION_CLOSED = "connection_closed";
  private static final int MAX_CAUSES = 16;

  static String of(SmtpReply reply) {
    String enhanced = reply.enhancedCode();
    return enhanced == null ? Integer.toString(reply.code) : enhanced;
  }

  /** Jakarta Mail chains its exceptions so that {@link Throwable#getCause()} finds all of them. */
  static String of(Throwable error) {
    return of(error, false);
  }

  /** The same; the server is known to have closed the connection if the error tells nothing. */
  static String of(Throwable error, boolean closed) {
    String word = Failsafe.getOrNull("read an error", () -> networkWordIn(error));
    return word != null ? word : closed ? CONNECTION_CLOSED : error.getClass().getName();
  }

  private static @Nullable String networkWordIn(Throwable error) {
    Throwable cause = error;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      String word = networkWord(cause);
      if (word != null) {
        return word;
      }
      cause = cause.getCause();
    }
    return null;
  }

  private static @Nullable String networkWord(Throwable cause) {
    if (cause instanceof UnknownHostException) {
      return "host_not_found";
    }
    if (cause instanceof SocketTimeoutException) {
      return TIMED_OUT;
    }
    if (cause instanceof NoRouteToHostException) {
      return "host_unreachable";
    }
    String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (cause instanceof ConnectException) {
      return text.contains("timed out") ? TIMED_OUT : "connection_refused";
    }
    if (cause instanceof SSLException) {
      return "secure_connection_error";
    }
    if (cause instanceof SocketException) {
      return socketWord(text);
    }
    if (cause instanceof EOFException || isEnd(text)) {
      return CONNECTION_CLOSED;
    }
    return cause instanceof InterruptedIOException ? "interrupted" : null;
  }

  /** What SMTPTransport gives as the reply when the connection was closed. */
  static boolean isEnd(@Nullable String reply) {
    return reply != null && reply.trim().equalsIgnoreCase("[EOF]");
  }

  private static String socketWord(String text) {
    if (text.contains("timed out")) {
      return TIMED_OUT;
    }
    return text.contains("unreachable") ? "network_unreachable" : "connection_reset";
  }

  private ErrorTypes() {}
}
