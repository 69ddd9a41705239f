// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.BridgeLab.Death;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mails that were queued before the bridge began to read. */
@Timeout(60)
class QueueSnapshotTest {
  private static final String YEAR = "2026-11-22T";
  private static final List<String> LOG =
      List.of(
          line("10:00:00.000000", "qmgr", "0F5383D: removed"),
          line("10:00:01.000000", "anvil", "statistics: max cache size 1"),
          line(
              "10:00:03.000000",
              "smtp",
              "A11111D: to=<b@example.org>, relay=mx[192.0.2.1]:25, delay=86403, delays=86402/0/0.5/0.5,"
                  + " dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as B1)"),
          line("10:00:03.100000", "qmgr", "A11111D: removed"),
          line("10:00:30.000000", "anvil", "statistics: max cache size 1"),
          line("10:00:31.000000", "qmgr", "0F5383D: removed"));

  @TempDir Path directory;

  private static String line(String time, String daemon, String text) {
    return YEAR + time + "+00:00 mx1 postfix/" + daemon + "[7]: " + text + "\n";
  }

  /** {@code 2026-11-21T10:00:00Z} and a mail of that second, and one that is too young. */
  private static String mail(String queueId, long arrival) {
    return "{\"queue_name\": \"deferred\", \"queue_id\": \"%s\", \"arrival_time\": %d, \"message_size\": 4711,"
            .formatted(queueId, arrival)
        + " \"sender\": \"a@example.com\", \"recipients\": [{\"address\": \"b@example.org\","
        + " \"delay_reason\": \"host mx[192.0.2.1] said: 451 4.7.1 Greylisted (in reply to RCPT TO"
        + " command)\"}]}\n";
  }

  private QueueQuery query(String... mails) throws IOException {
    Path listing = Files.writeString(directory.resolve("listing"), String.join("", mails));
    return new QueueQuery(
        List.of("cat", listing.toString()),
        List.of("printf", "MX1.example.com\\npostfix/out\\n"),
        List.of("echo", "vps-123"),
        100);
  }

  private BridgeLab lab(QueueQuery query) {
    CountDownLatch answered = new CountDownLatch(1);
    BridgeLab lab = new BridgeLab(directory).log("mail.log", LOG).inStepsOf(1);
    lab.queue = query;
    lab.onWake = answered::countDown;
    lab.onWait =
        () -> {
          try {
            assertThat(answered.await(1, TimeUnit.MINUTES)).isTrue();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    return lab;
  }

  private static List<SpanData> spans(BridgeLab lab) {
    List<SpanData> spans = new ArrayList<>();
    lab.onSpan = spans::add;
    lab.run();
    return spans;
  }

  private static final long DAY_BEFORE = 1_795_255_202L;

  @Test
  void aMailThatWasQueuedBefore_hasItsArrivalSizeAndReason() throws IOException {
    BridgeLab lab = lab(query(mail("A11111D", DAY_BEFORE), mail("C22222D", DAY_BEFORE + 90_000)));
    List<SpanData> spans = spans(lab);
    assertThat(lab.said()).contains("--queue-snapshot: 1 mails were queued before");
    SpanData receive = named(spans, "receive email");
    assertThat(receive.getStartEpochNanos() / 1_000_000_000).isEqualTo(DAY_BEFORE);
    assertThat(receive.getAttributes().asMap().toString()).contains("4711");
    SpanData wait = named(spans, "wait for retry");
    assertThat(wait.getAttributes().asMap().toString()).contains("greylisted");
    SpanData deliver = named(spans, "deliver email");
    assertThat(deliver.getAttributes().asMap().toString()).contains("delivered");
  }

  @Test
  void aLogThatHasTheHostByItsOwnName_isThatOfTheQueue() throws IOException {
    QueueQuery other = query(mail("A11111D", DAY_BEFORE));
    BridgeLab lab =
        lab(
            new QueueQuery(
                other.listing(),
                List.of("printf", "mail.example.com\\npostfix\\n"),
                List.of("echo", "mx1.internal"),
                100));
    assertThat(spans(lab)).isNotEmpty();
    assertThat(lab.said()).contains("--queue-snapshot: 1 mails were queued before");
  }

  private static SpanData named(List<SpanData> spans, String name) {
    return spans.stream()
        .filter(span -> span.getName().equals(name))
        .reduce(
            (one, other) -> {
              throw new AssertionError("two spans " + name + ": " + one + other);
            })
        .orElseThrow(() -> new AssertionError("no span " + name + " in " + spans));
  }

  @Test
  void killedAfterTheQueueWasTaken_anotherAnswerChangesNothing() throws IOException {
    BridgeLab quietLife = lab(query(mail("A11111D", DAY_BEFORE)));
    quietLife.run();
    for (Death death : Death.values()) {
      directory = Files.createDirectory(directory.resolve("life"));
      BridgeLab killed = lab(query(mail("A11111D", DAY_BEFORE)));
      killed.dyingAt(1, death);
      killed.onDeath =
          () -> {
            try {
              killed.queue = query();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          };
      assertThat(killed.run().received()).isEqualTo(quietLife.received());
    }
  }

  @Test
  void withoutPostqueue_oneNoticeSaysSo() throws IOException {
    BridgeLab lab =
        lab(
            new QueueQuery(
                List.of("/nonexistent/postqueue"), query().names(), query().node(), 100));
    assertThat(spans(lab)).isNotEmpty();
    assertThat(lab.said())
        .containsOnlyOnce("--queue-snapshot: ")
        .contains("/nonexistent/postqueue", "known from their next line on");
  }

  @Test
  void aPostqueueThatFails_isQuoted() throws IOException {
    List<String> failing = List.of("sh", "-c", "echo mail system is down >&2; exit 69");
    BridgeLab lab = lab(new QueueQuery(failing, query().names(), query().node(), 100));
    assertThat(spans(lab)).isNotEmpty();
    assertThat(lab.said()).contains("--queue-snapshot: sh ended with 69: mail system is down");
  }

  @Test
  void aPostqueueThatMayNotAsk_isToldWhoMay() throws IOException {
    List<String> failing =
        List.of("sh", "-c", "echo Connect to the Postfix showq service: Permission denied; exit 1");
    BridgeLab lab = lab(new QueueQuery(failing, query().names(), query().node(), 100));
    assertThat(spans(lab)).isNotEmpty();
    assertThat(lab.said())
        .contains("Permission denied; members of the group postdrop may ask")
        .contains("SupplementaryGroups=postdrop; mails that were queued before");
  }

  @Test
  void theCommands_nameTheDirectoryOnlyWhereItIsNotTheUsual() {
    assertThat(QueueQuery.of("/etc/postfix", 1).listing()).containsExactly("postqueue", "-j");
    assertThat(QueueQuery.of("/etc/other", 1).listing())
        .containsExactly("postqueue", "-c", "/etc/other", "-j");
    assertThat(QueueQuery.of("/etc/other", 1).names())
        .containsExactly("postconf", "-c", "/etc/other", "-xh", "myhostname", "syslog_name");
  }
}
