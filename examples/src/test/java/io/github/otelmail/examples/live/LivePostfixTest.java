// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.examples.bridge.BridgeProcess;
import io.github.otelmail.examples.otlp.ReceivedSpan;
import io.github.otelmail.examples.otlp.TraceCollector;
import io.github.otelmail.examples.relay.RealPostfix;
import io.github.otelmail.semconv.MailAttributes;
import io.github.otelmail.semconv.MailSpanNames;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole path with nothing replaced: an application with the library, two real Postfix in a row,
 * the bridge as a process of its own on both logs, OTLP. The bridge is killed twice on the way; a
 * second bridge that nobody disturbs reads the same logs afterwards.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LivePostfixTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String APP = "app";
  private static final int ERROR = Status.StatusCode.STATUS_CODE_ERROR_VALUE;

  private final Map<String, String> traceOfMail = new HashMap<>();
  private List<ReceivedSpan> spans = List.of();
  private List<ReceivedSpan> undisturbed = List.of();

  @BeforeAll
  @Timeout(180)
  void run(@TempDir Path directory) throws Exception {
    RealPostfix.orSkip();
    List<Path> logs;
    try (TraceCollector collector = TraceCollector.start();
        TwoHops hops = TwoHops.start(directory, collector)) {
      logs = new ArrayList<>(hops.logs());
      try (BridgeProcess bridge = follow(collector, directory, logs)) {
        LiveMail first = LiveMail.all().get(0);
        traceOfMail.put(first.name(), hops.send(first));
        // Once its answer is there the bridge is up, and works while the others are sent.
        await(collector, bridge, span -> span.name().equals(MailSpanNames.DELIVER));
        for (LiveMail mail : LiveMail.all().subList(1, LiveMail.all().size())) {
          traceOfMail.put(mail.name(), hops.send(mail));
        }
        hops.flush();
        await(collector, bridge, span -> isReceived(span) && !isOf(first, span));
        kill(collector, bridge);
      }
      try (BridgeProcess bridge = follow(collector, directory, logs)) {
        await(collector, bridge, span -> span.name().equals(MailSpanNames.RETRY));
        kill(collector, bridge);
      }
      try (BridgeProcess bridge = follow(collector, directory, logs)) {
        endOnceAllAnswered(collector, bridge);
      }
      spans = collector.spans();
    }
    // The order in which the logs are named must not matter either.
    Collections.reverse(logs);
    Path fresh = Files.createDirectory(directory.resolve("undisturbed"));
    try (TraceCollector collector = TraceCollector.start();
        BridgeProcess bridge = follow(collector, fresh, logs)) {
      endOnceAllAnswered(collector, bridge);
      undisturbed = collector.spans();
    }
  }

  @Test
  void everyMail_isOneTrace() {
    TraceChecks.assertWhole(spans);
    assertThat(traceOfMail.values()).doesNotHaveDuplicates();
    assertThat(spans).extracting(ReceivedSpan::traceId).isSubsetOf(traceOfMail.values());
  }

  @Test
  void everyParent_arrivesBeforeItsChildren() {
    TraceChecks.assertParentsFirst(spans, TraceChecks.keys(spansOf(spans, true)));
    TraceChecks.assertParentsFirst(undisturbed, TraceChecks.keys(spansOf(spans, true)));
  }

  @Test
  void killedBridge_losesNothingAndRenamesNothing() {
    assertThat(TraceChecks.contents(spansOf(spans, false)))
        .isEqualTo(TraceChecks.contents(undisturbed));
  }

  @Test
  void addresses_areNowhere() {
    for (LiveMail mail : LiveMail.all()) {
      assertThat(undisturbed)
          .noneSatisfy(
              span -> assertThat(span.span().toString()).containsAnyOf(mail.recipientArray()));
    }
  }

  @Test
  void secondHop_isPartOfTheAttemptThatHandedOver() {
    assertThat(wayTo(LiveMail.ACCEPTED))
        .containsExactly(
            "POST /signup",
            "send email",
            "receive email on hop1",
            "attempt email delivery on hop1",
            "receive email on hop2",
            "attempt email delivery on hop2");
  }

  @Test
  void contentFilter_isAHopOfItsOwn() {
    assertThat(wayTo(LiveMail.FILTERED))
        .containsExactly(
            "POST /signup",
            "send email",
            "receive email on hop1",
            "attempt email delivery on hop1",
            "receive email on hop1",
            "attempt email delivery on hop1",
            "receive email on hop2",
            "attempt email delivery on hop2");
  }

  @ParameterizedTest
  @CsvSource({
    LiveMail.ACCEPTED + ", delivered, ''",
    LiveMail.SLOW + ", delivered, ''",
    LiveMail.GREYLISTED + ", delivered, 4.7.1",
    LiveMail.THROTTLED + ", delivered, 4.7.28",
    LiveMail.DROPPED + ", delivered, 4.4.2",
    LiveMail.BOUNCED + ", bounced, 5.1.1",
    LiveMail.REJECTED + ", bounced, 5.7.1",
    LiveMail.EXPIRED + ", expired, 4.2.2",
  })
  void finalAnswer_andTheRefusalsBeforeIt(String mail, String outcome, String refusal) {
    List<ReceivedSpan> atReceiver =
        answers(spans, mail).stream()
            .filter(span -> host(span).equals("hop2") && !isNotification(span))
            .toList();
    assertThat(atReceiver).hasSize(1);
    assertThat(get(atReceiver.get(0), MailAttributes.EMAIL_DELIVERY_OUTCOME)).isEqualTo(outcome);

    Set<String> refusals =
        named(spans, mail, MailSpanNames.ATTEMPT).stream()
            .filter(span -> span.span().getStatus().getCodeValue() == ERROR)
            .map(span -> get(span, MailAttributes.ERROR_TYPE))
            .collect(Collectors.toSet());
    assertThat(refusals).isEqualTo(refusal.isEmpty() ? Set.of() : Set.of(refusal));
  }

  @ParameterizedTest
  @ValueSource(strings = {LiveMail.BOUNCED, LiveMail.REJECTED, LiveMail.EXPIRED})
  void notification_isPartOfTheTrace(String mail) {
    assertThat(answers(spans, mail).stream().filter(LivePostfixTest::isNotification))
        .singleElement()
        .satisfies(
            span ->
                assertThat(get(span, MailAttributes.EMAIL_DELIVERY_OUTCOME))
                    .isEqualTo("delivered"));
  }

  @Test
  void severalRecipients_haveAnAnswerEach() {
    assertThat(
            answers(spans, LiveMail.SEVERAL).stream()
                .filter(span -> host(span).equals("hop2") && !isNotification(span))
                .map(
                    span ->
                        get(span, MailAttributes.EMAIL_RECIPIENT_DOMAIN)
                            + ' '
                            + get(span, MailAttributes.EMAIL_DELIVERY_OUTCOME)
                            + ' '
                            + get(span, MailAttributes.EMAIL_DELIVERY_ATTEMPTS)))
        .containsExactlyInAnyOrder(
            "accept.test delivered 1", "grey.test delivered 2", "unknown.test bounced 1");
  }

  private static BridgeProcess follow(TraceCollector collector, Path directory, List<Path> logs)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("run", "--new-files=start"));
    command.add("--state-dir=" + directory.resolve("state"));
    logs.forEach(log -> command.add(log.toString()));
    return BridgeProcess.start(command, collector.endpoint(), directory.resolve("bridge.out"));
  }

  private static void await(
      TraceCollector collector, BridgeProcess bridge, Predicate<ReceivedSpan> condition)
      throws IOException, InterruptedException {
    boolean seen = collector.await(all -> all.stream().anyMatch(condition), PATIENCE);
    assertThat(seen).as("bridge printed: %s", bridge.printed()).isTrue();
  }

  /** {@code kill -9}, in the middle of the work. */
  private void kill(TraceCollector collector, BridgeProcess bridge)
      throws IOException, InterruptedException {
    bridge.kill();
    assertThat(bridge.waitFor()).isEqualTo(137);
    assertThat(allAnswered(collector.spans())).as("all was over before the kill").isFalse();
  }

  private static boolean isReceived(ReceivedSpan span) {
    return span.name().equals(MailSpanNames.RECEIVE);
  }

  private boolean isOf(LiveMail mail, ReceivedSpan span) {
    return span.traceId().equals(traceOfMail.get(mail.name()));
  }

  private void endOnceAllAnswered(TraceCollector collector, BridgeProcess bridge)
      throws IOException, InterruptedException {
    boolean answered = collector.await(this::allAnswered, PATIENCE);
    assertThat(answered).as("bridge printed: %s", bridge.printed()).isTrue();
    assertThat(bridge.stop()).as("bridge printed: %s", bridge.printed()).isZero();
  }

  private boolean allAnswered(List<ReceivedSpan> all) {
    return LiveMail.all().stream()
        .allMatch(mail -> answers(all, mail.name()).size() == mail.answers());
  }

  /** The distinct {@code deliver email} spans of a mail's trace. */
  private List<ReceivedSpan> answers(List<ReceivedSpan> all, String mail) {
    return named(all, mail, MailSpanNames.DELIVER);
  }

  /** The application's spans, or the bridge's. */
  private static List<ReceivedSpan> spansOf(List<ReceivedSpan> all, boolean application) {
    return all.stream().filter(span -> span.service().equals(APP) == application).toList();
  }

  /** From the root to the last attempt on the second hop. */
  private List<String> wayTo(String mail) {
    Map<String, ReceivedSpan> byId = new HashMap<>();
    spans.stream()
        .filter(span -> span.traceId().equals(traceOfMail.get(mail)))
        .forEach(span -> byId.put(span.spanId(), span));
    List<String> way = new ArrayList<>();
    ReceivedSpan span =
        named(spans, mail, MailSpanNames.ATTEMPT).stream()
            .filter(attempt -> host(attempt).equals("hop2"))
            .findFirst()
            .orElseThrow();
    while (span != null) {
      way.add(0, span.service().equals(APP) ? span.name() : span.name() + " on " + host(span));
      span = byId.get(String.valueOf(span.parentSpanId()));
    }
    return way;
  }

  private static String host(ReceivedSpan span) {
    return String.valueOf(span.resourceAttribute("host.name"));
  }

  private static boolean isNotification(ReceivedSpan span) {
    return "true".equals(get(span, MailAttributes.EMAIL_NOTIFICATION));
  }

  private static @Nullable String get(ReceivedSpan span, AttributeKey<?> key) {
    return span.attribute(key.getKey());
  }

  private List<ReceivedSpan> named(List<ReceivedSpan> all, String mail, String name) {
    Map<String, ReceivedSpan> distinct = new HashMap<>();
    for (ReceivedSpan span : all) {
      if (span.traceId().equals(traceOfMail.get(mail)) && span.name().equals(name)) {
        distinct.putIfAbsent(span.spanId(), span);
      }
    }
    return List.copyOf(distinct.values());
  }
}
