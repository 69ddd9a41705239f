// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorTypesTest {
  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(new UnknownHostException("x"), "host_not_found"),
        Arguments.of(new SocketTimeoutException("Read timed out"), "timed_out"),
        Arguments.of(new ConnectException("Connection timed out"), "timed_out"),
        Arguments.of(new ConnectException("Connection refused"), "connection_refused"),
        Arguments.of(new NoRouteToHostException("no route"), "host_unreachable"),
        Arguments.of(new SocketException("Network is unreachable"), "network_unreachable"),
        Arguments.of(new SocketException("Connection reset"), "connection_reset"),
        Arguments.of(new SocketException("Connection timed out"), "timed_out"),
        Arguments.of(new SSLHandshakeException("no"), "secure_connection_error"),
        Arguments.of(new EOFException(), "connection_closed"),
        Arguments.of(new IOException("[EOF]"), "connection_closed"),
        Arguments.of(new InterruptedIOException(), "interrupted"),
        Arguments.of(new IOException("other"), "java.io.IOException"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void word_isThatOfTheNetworkOrTheClass(Throwable error, String word) {
    assertThat(ErrorTypes.of(error)).isEqualTo(word);
  }

  @ParameterizedTest
  @MethodSource("errors")
  void word_isFoundInTheCauses(Throwable error, String word) {
    Throwable outer = new IllegalStateException(new IllegalStateException(error));
    assertThat(ErrorTypes.of(outer))
        .isEqualTo(word.startsWith("java.") ? "java.lang.IllegalStateException" : word);
  }

  @Test
  void reply_givesItsEnhancedCodeOrItsCode() {
    assertThat(ErrorTypes.of(SmtpReply.parse("451 4.7.1 later"))).isEqualTo("4.7.1");
    assertThat(ErrorTypes.of(SmtpReply.parse("451 later"))).isEqualTo("451");
  }
}
