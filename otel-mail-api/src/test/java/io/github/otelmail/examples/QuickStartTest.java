// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.MailContext;
import io.github.otelmail.MailSend;
import io.github.otelmail.MailTelemetry;
import io.github.otelmail.semconv.AddressPolicy;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Scope;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The code of README.md, with the public API alone. */
class QuickStartTest {
  private final OpenTelemetry openTelemetry = OpenTelemetry.noop();

  /** What a client might answer. */
  record Reply(int code, String text) {}

  /** A client that is not Jakarta Mail. */
  interface Client {
    CompletableFuture<Reply> send(Map<String, String> headers);
  }

  void jakartaMail(Session session, Message message) throws MessagingException {
    MailTelemetry telemetry = MailTelemetry.create(openTelemetry);
    telemetry.instrument(session);
    Transport.send(message);
  }

  void outbox(MailTelemetry telemetry, Map<String, String> row, Message message)
      throws MessagingException {
    row.put("trace", telemetry.capture().toString());
    try (Scope scope = MailContext.parse(row.get("trace")).asLink()) {
      telemetry.send(message);
    }
  }

  MailTelemetry choices(byte[] key) {
    MailTelemetry telemetry =
        MailTelemetry.builder(openTelemetry)
            .addressPolicy(AddressPolicy.DOMAIN)
            .streamHeader("X-Mail-Stream")
            .deadline("otp", Duration.ofSeconds(60))
            .signingKey(key)
            .build();
    return telemetry;
  }

  @Test
  void otherClient_isTracedToItsAnswer() {
    MailTelemetry telemetry = choices(new byte[32]);
    Map<String, String> headers = new HashMap<>();
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    Client client = message -> answer;
    MailSend send =
        telemetry
            .newSend()
            .server("smtp.example.com", 587)
            .recipients(Collections.singletonList("jo@example.com"))
            .headers(headers::put)
            .start();
    CompletableFuture<Reply> sent =
        client
            .send(headers)
            .whenComplete(
                (reply, error) -> {
                  if (reply != null) {
                    send.reply(reply.code(), reply.text());
                  }
                  send.end(error);
                });
    answer.complete(new Reply(250, "250 2.0.0 Ok"));

    assertThat(sent).isCompleted();
  }

  @Test
  void readme_showsThisCode() throws IOException {
    String source =
        compact(
            Files.readString(
                Path.of("src/test/java/io/github/otelmail/examples/QuickStartTest.java")));
    List<String> blocks =
        List.of(Files.readString(Path.of("README.md")).split("```")).stream()
            .filter(block -> block.startsWith("java\n"))
            .map(block -> compact(block.substring("java\n".length())))
            .collect(Collectors.toList());

    assertThat(blocks).hasSize(5).allMatch(source::contains);
  }

  private static String compact(String code) {
    return code.replaceAll("\\s+", "");
  }
}
