// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SmtpServerTest {
  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());

  @Test
  void pipelinedCommands_areAnsweredInOrder() throws IOException {
    try (SmtpServer server = SmtpServer.start("mx.test", this::keeping)) {
      assertThat(
              talk(
                  server,
                  lines("EHLO app", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA")
                      + lines("S: 1", "", "..dot", ".", "QUIT")))
          .startsWith("220 mx.test ESMTP", "250-mx.test")
          .endsWith(
              "250 2.1.0 Ok",
              "250 2.1.5 Ok",
              "354 End data with <CR><LF>.<CR><LF>",
              "250 2.0.0 Ok",
              "221 2.0.0 Bye");
    }
    assertThat(messages).containsExactly("S: 1\r\n\r\n.dot\r\n");
  }

  @Test
  void commandsOutOfOrder_areRefused() throws IOException {
    try (SmtpServer server = SmtpServer.start("mx.test", this::keeping)) {
      assertThat(talk(server, lines("RCPT TO:<c@d>", "DATA", "WHAT", "QUIT")))
          .containsExactly(
              "220 mx.test ESMTP",
              "503 5.5.1 Error: need MAIL command",
              "554 5.5.1 Error: no valid recipients",
              "502 5.5.2 Error: command not recognized",
              "221 2.0.0 Bye");
    }
  }

  @Test
  void closingAnswer_arrivesBeforeTheEnd_evenWhenTheClientSentAhead() throws IOException {
    SmtpSession throttling =
        new SmtpSession() {
          @Override
          public SmtpResponse recipient(String address) {
            return SmtpResponse.closing(421, "4.7.28 later");
          }

          @Override
          public SmtpResponse message(byte[] content) {
            throw new AssertionError("nothing was accepted");
          }
        };
    try (SmtpServer server = SmtpServer.start("mx.test", () -> throttling)) {
      assertThat(talk(server, lines("MAIL FROM:<a@b>", "RCPT TO:<c@d>", "RCPT TO:<e@f>", "DATA")))
          .containsExactly("220 mx.test ESMTP", "250 2.1.0 Ok", "421 4.7.28 later");
    }
  }

  @Test
  void tooBigMessage_isRefused_andTheSessionGoesOn() throws IOException {
    try (SmtpServer server = SmtpServer.start("mx.test", this::keeping)) {
      String big = "x".repeat(998) + "\r\n";
      assertThat(
              talk(
                  server,
                  lines("MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA")
                      + big.repeat(1100)
                      + lines(".", "NOOP", "QUIT")))
          .endsWith("552 5.3.4 Message too big", "250 2.0.0 Ok", "221 2.0.0 Bye");
    }
    assertThat(messages).isEmpty();
  }

  @Test
  void client_reportsTheAnswerThatDecided() throws IOException {
    try (SmtpServer server = SmtpServer.start("mx.test", this::keeping)) {
      SmtpClient.Result result = send(server.port());
      assertThat(result.code()).isEqualTo(250);
      assertThat(result.stage()).isEqualTo("end of DATA");
      assertThat(messages).containsExactly(".one\r\n");
    }
  }

  @Test
  void client_withoutServer_reportsNoStage() throws IOException {
    SmtpServer server = SmtpServer.start("mx.test", this::keeping);
    server.close();
    SmtpClient.Result result = send(server.port());
    assertThat(result.code()).isZero();
    assertThat(result.stage()).isEmpty();
    assertThat(result.text()).containsIgnoringCase("refused");
  }

  private static SmtpClient.Result send(int port) {
    return SmtpClient.send("app", port, "a@b", "c@d", ".one\r\n".getBytes(StandardCharsets.UTF_8));
  }

  private SmtpSession keeping() {
    return content -> {
      messages.add(new String(content, StandardCharsets.UTF_8));
      return SmtpResponse.of(250, "2.0.0 Ok");
    };
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  /** Sends everything at once and reads until the server closes. */
  private static List<String> talk(SmtpServer server, String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .lines()
          .toList();
    }
  }
}
