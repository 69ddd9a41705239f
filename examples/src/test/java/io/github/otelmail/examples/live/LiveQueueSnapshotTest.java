// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.otelmail.examples.bridge.BridgeProcess;
import io.github.otelmail.examples.destination.Destination;
import io.github.otelmail.examples.otlp.ReceivedSpan;
import io.github.otelmail.examples.otlp.TraceCollector;
import io.github.otelmail.examples.relay.GrowingFile;
import io.github.otelmail.examples.relay.PostfixInstance;
import io.github.otelmail.examples.relay.RealPostfix;
import io.github.otelmail.semconv.MailAttributes;
import io.github.otelmail.semconv.MailSpanNames;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A mail is queued in a real Postfix, and the log that tells of its arrival is rotated away. A
 * bridge that starts then asks Postfix for its queue, and makes one trace of what the queue says
 * and what the log says later.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LiveQueueSnapshotTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final LiveMail QUEUED =
      new LiveMail("queued", List.of("ben@grey.test", "chris@throttle.test"), false, 2);
  private static final LiveMail LATER = new LiveMail("later", List.of("a@accept.test"), false, 1);

  private static final Pattern DEFERRED = Pattern.compile("status=deferred");
  private static final Pattern ASKED = Pattern.compile("were queued before");
  private static final String OUTPUT = "bridge.out";

  private Instant sent = Instant.EPOCH;
  private List<ReceivedSpan> spans = List.of();

  @BeforeAll
  @Timeout(180)
  void run(@TempDir Path directory) throws Exception {
    RealPostfix.orSkip();
    Path log = directory.resolve("hop1.log");
    try (Destination receivers = Destination.start();
        PostfixInstance postfix =
            PostfixInstance.builder("hop1.relay.test")
                .destinations(receivers.ports())
                // It is tried again when the test says so.
                .parameter("minimal_backoff_time", "1h")
                .parameter("maximal_backoff_time", "1h")
                .parameter("maximal_queue_lifetime", "1d")
                .start(log);
        MailClient application = new MailClient(SpanProcessor.composite())) {
      sent = Instant.now();
      application.sendUntraced(QUEUED, postfix.port());
      GrowingFile.with(log, DEFERRED, 2);
      // The queue's listing and the log tell whole seconds: a mail of the same one is left to the
      // log.
      boolean unused = new CountDownLatch(1).await(2, TimeUnit.SECONDS);
      postfix.rotateLog();
      follow(directory, log, postfix, application);
    }
  }

  private void follow(Path directory, Path log, PostfixInstance postfix, MailClient application)
      throws Exception {
    try (TraceCollector collector = TraceCollector.start();
        BridgeProcess bridge = start(directory, log, postfix, collector)) {
      application.sendUntraced(LATER, postfix.port());
      assertThat(GrowingFile.with(directory.resolve(OUTPUT), ASKED, 1))
          .contains("--queue-snapshot: 1 mails were queued before");
      postfix.flush();
      boolean answered =
          collector.await(all -> named(all, MailSpanNames.DELIVER).size() == 3, PATIENCE);
      assertThat(answered).as("bridge printed: %s", printed(bridge)).isTrue();
      assertThat(bridge.stop()).isZero();
      spans = collector.spans();
    }
  }

  private static BridgeProcess start(
      Path directory, Path log, PostfixInstance postfix, TraceCollector collector)
      throws IOException {
    return BridgeProcess.start(
        List.of(
            "run",
            "--new-files=start",
            "--queue-snapshot=" + postfix.configuration(),
            "--state-dir=" + directory.resolve("state"),
            log.toString()),
        collector.endpoint(),
        directory.resolve(OUTPUT));
  }

  private static String printed(BridgeProcess bridge) {
    try {
      return bridge.printed();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<ReceivedSpan> named(List<ReceivedSpan> all, String name) {
    return all.stream().filter(span -> span.name().equals(name)).toList();
  }

  /** The spans of the mail that was queued, in order of arrival. */
  private List<ReceivedSpan> queued() {
    String trace =
        named(spans, MailSpanNames.RETRY).stream()
            .map(ReceivedSpan::traceId)
            .findFirst()
            .orElseThrow();
    return spans.stream().filter(span -> span.traceId().equals(trace)).toList();
  }

  @Test
  void bothMails_areATraceEach() {
    TraceChecks.assertWhole(spans);
    TraceChecks.assertParentsFirst(spans, Set.of());
    assertThat(spans.stream().map(ReceivedSpan::traceId).collect(Collectors.toSet())).hasSize(2);
  }

  @Test
  void arrivalAndSize_areThoseOfTheQueue() {
    assertThat(named(queued(), MailSpanNames.RECEIVE))
        .singleElement()
        .satisfies(
            span -> {
              assertThat(span.span().getStartTimeUnixNano() / 1_000_000_000)
                  .isBetween(sent.getEpochSecond(), sent.getEpochSecond() + 10);
              assertThat(Long.parseLong(span.attribute(MailAttributes.SMTP_DATA_SIZE.getKey())))
                  .isGreaterThan(100);
            });
  }

  @Test
  void waits_haveTheReasonsOfTheQueue() {
    assertThat(named(queued(), MailSpanNames.RETRY))
        .extracting(span -> span.attribute(MailAttributes.EMAIL_DELIVERY_REASON.getKey()))
        .containsExactlyInAnyOrder("greylisted", "throttled");
  }

  @Test
  void everyRecipient_isKnownAndHasItsAnswer() {
    assertThat(named(queued(), MailSpanNames.DELIVER))
        .extracting(
            span -> span.attribute(MailAttributes.EMAIL_RECIPIENT_DOMAIN.getKey()),
            span -> span.attribute(MailAttributes.EMAIL_DELIVERY_OUTCOME.getKey()),
            span -> span.attribute(MailAttributes.EMAIL_DELIVERY_ATTEMPTS.getKey()))
        .containsExactlyInAnyOrder(
            tuple("grey.test", "delivered", "2"), tuple("throttle.test", "delivered", "2"));
  }

  @Test
  void addresses_areNowhere() {
    assertThat(spans)
        .noneSatisfy(
            span -> assertThat(span.span().toString()).containsAnyOf(QUEUED.recipientArray()));
  }
}
