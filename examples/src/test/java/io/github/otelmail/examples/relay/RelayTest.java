// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.examples.destination.Arrival;
import io.github.otelmail.examples.destination.Behaviour;
import io.github.otelmail.examples.destination.Destination;
import io.github.otelmail.examples.smtp.SmtpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every relay does, and writes. The stand-in is held to what the real Postfix does. */
abstract class RelayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SENDER = "app@accept.test";

  /** All but the one whose mailbox stays full, and the notifications for unknown and policy. */
  private static final int MAILS_WITH_AN_END = Behaviour.values().length - 1 + 2;

  private static final Pattern REMOVED = Pattern.compile("qmgr\\[\\d+\\]: \\w+: removed");
  private static final String LINE_START = "\\w{3} \\d\\d \\d\\d:\\d\\d:\\d\\d mx1 postfix/";

  @TempDir Path directory;

  abstract Relay start(Destination destination, Path log) throws IOException;

  @Test
  void everyBehaviour_isAnsweredAndLogged() throws Exception {
    Path log = directory.resolve("mail.log");
    String lines;
    try (Destination destination = Destination.start();
        Relay relay = start(destination, log)) {
      for (Behaviour behaviour : Behaviour.values()) {
        send(relay, "user@" + behaviour.domain());
      }
      await(destination, Behaviour.ACCEPT, a -> a.recipients().contains("user@accept.test"));
      await(destination, Behaviour.GREYLIST, a -> true);
      await(destination, Behaviour.THROTTLE, a -> true);
      await(destination, Behaviour.SLOW, a -> true);
      await(destination, Behaviour.DROP, a -> true);
      assertThat(
              destination.await(
                  all -> all.stream().filter(a -> a.sender().isEmpty()).count() == 2, PATIENCE))
          .as("notifications for unknown and policy")
          .isTrue();
      // The receiver has a mail before the relay has written so.
      lines = GrowingFile.with(relay.log(), REMOVED, MAILS_WITH_AN_END);
    }
    assertThat(lines)
        .containsPattern(
            LINE_START + "smtpd\\[\\d+\\]: [0-9B-z]{10,}z\\w+: client=\\S+\\[127.0.0.1\\]")
        .containsPattern("cleanup\\[\\d+\\]: \\w+: message-id=<accept.test@app.test>")
        .containsPattern(
            "qmgr\\[\\d+\\]: \\w+: from=<app@accept.test>, size=\\d+, nrcpt=1 \\(queue")
        .containsPattern(delivery("accept.test", "2.0.0", "sent", "250 2.0.0 Ok: queued as"))
        .containsPattern(
            delivery("grey.test", "4.7.1", "deferred", "host \\S+ said: 451 4.7.1 <user"))
        .containsPattern(delivery("grey.test", "2.0.0", "sent", "250 2.0.0 Ok: queued as"))
        .containsPattern(
            delivery("throttle.test", "4.7.28", "deferred", "host \\S+ said: 421 4.7.28"))
        .containsPattern(
            delivery("drop.test", "4.4.2", "deferred", "lost connection with 127.0.0.1"))
        .containsPattern(delivery("full.test", "4.2.2", "deferred", "host \\S+ said: 452 4.2.2"))
        .containsPattern(
            delivery(
                "unknown.test", "5.1.1", "bounced", "host .* \\(in reply to RCPT TO command\\)"))
        .containsPattern(
            delivery(
                "policy.test", "5.7.1", "bounced", "host .* \\(in reply to end of DATA command\\)"))
        .containsPattern("bounce\\[\\d+\\]: \\w+: sender non-delivery notification: \\w+")
        .containsPattern(REMOVED);
  }

  private static String delivery(String domain, String dsn, String status, String reason) {
    return "smtp\\[\\d+\\]: \\w+: to=<user@"
        + domain
        + ">, relay=127.0.0.1\\[127.0.0.1\\]:\\d+, delay=[\\d.]+, delays=[\\d.]+/[\\d.]+/[\\d.]+/[\\d.]+, dsn="
        + dsn
        + ", status="
        + status
        + " \\("
        + reason;
  }

  private static void send(Relay relay, String recipient) {
    String domain = recipient.substring(recipient.indexOf('@') + 1);
    String message =
        "Message-ID: <" + domain + "@app.test>\r\nFrom: app@accept.test\r\n\r\n.a line\r\n";
    SmtpClient.Result result =
        SmtpClient.send(
            "app.test", relay.port(), SENDER, recipient, message.getBytes(StandardCharsets.UTF_8));
    assertThat(result.code()).as(result.text()).isEqualTo(250);
    assertThat(result.text()).startsWith("2.0.0 Ok: queued as ");
  }

  private static void await(
      Destination destination, Behaviour receiver, Predicate<Arrival> condition)
      throws InterruptedException {
    assertThat(
            destination.await(
                all -> all.stream().anyMatch(a -> a.receiver() == receiver && condition.test(a)),
                PATIENCE))
        .as("arrival at %s", receiver)
        .isTrue();
  }
}
