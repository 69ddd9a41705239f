// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.context.MessageContext;
import io.github.otelmail.bridge.context.MessageContext.Source;
import io.github.otelmail.bridge.context.MessageContext.Trust;
import io.github.otelmail.bridge.context.TraceContextResolver;
import io.github.otelmail.bridge.context.TrustedNetworks;
import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.Relay;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.tracker.Attempt;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import io.github.otelmail.bridge.tracker.Entry.Relation;
import io.github.otelmail.bridge.tracker.EntryKey;
import io.github.otelmail.bridge.tracker.StepIdentity;
import io.github.otelmail.bridge.tracker.Wait;
import io.github.otelmail.semconv.AddressPolicy;
import io.github.otelmail.semconv.MailAttributes;
import io.github.otelmail.semconv.MailSpanNames;
import io.github.otelmail.semconv.TraceToken;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the spans say. */
class MailSpansAttributesTest {
  private static final String JO = "Jo@Example.com";
  private static final SmtpReply GREYLISTED =
      new SmtpReply(451, "4.7.1", "451 4.7.1 <jo@example.com>: try later, jo");

  private final SpanTree tree = new SpanTree();

  @Test
  void wholeStory_inAllItsDetails() throws IOException {
    tellAll(AddressPolicy.DOMAIN);
    try (InputStream golden = getClass().getResourceAsStream("whole-story.txt")) {
      assertThat(tree.details())
          .isEqualTo(new String(requireNonNull(golden).readAllBytes(), UTF_8));
    }
  }

  @Test
  void everyAttribute_isOfTheVocabulary() throws IllegalAccessException {
    Set<AttributeKey<?>> vocabulary = new HashSet<>();
    for (Field field : MailAttributes.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())
          && field.get(null) instanceof AttributeKey<?> key) {
        vocabulary.add(key);
      }
    }
    tellAll(AddressPolicy.FULL);
    Set<AttributeKey<?>> emitted = new HashSet<>();
    for (SpanData span : tree.spans()) {
      emitted.addAll(span.getAttributes().asMap().keySet());
      span.getEvents().forEach(event -> emitted.addAll(event.getAttributes().asMap().keySet()));
    }
    assertThat(vocabulary).containsAll(emitted);
    assertThat(emitted).hasSizeGreaterThan(25);
  }

  @ParameterizedTest
  @CsvSource({"NONE", "DOMAIN", "HASH"})
  void addresses_areNowhereInFull(AddressPolicy policy) {
    tellAll(policy);
    assertThat(tree.details()).doesNotContainIgnoringCase("jo@example.com");
    assertThat(tree.details()).doesNotContainIgnoringCase("alias@example.org");
  }

  @ParameterizedTest
  @CsvSource({
    "NONE,,, 451 4.7.1 <*>: try later; *",
    "DOMAIN,, example.com, 451 4.7.1 <*@example.com>: try later; *",
    "FULL, Jo@Example.com, example.com, 451 4.7.1 <jo@example.com>: try later; jo",
  })
  void addresses_areShownByPolicy(
      AddressPolicy policy, @Nullable String address, @Nullable String domain, String text) {
    tellAll(policy);
    SpanData attempt = attempts().get(0);
    assertThat(attempt.getAttributes().get(MailAttributes.EMAIL_RECIPIENT_ADDRESS))
        .isEqualTo(address);
    assertThat(attempt.getAttributes().get(MailAttributes.EMAIL_RECIPIENT_DOMAIN))
        .isEqualTo(domain);
    assertThat(attempt.getAttributes().get(MailAttributes.SMTP_RESPONSE_TEXT))
        .isEqualTo(text.replace(';', ','));
    assertThat(attempt.getStatus().getDescription()).isEqualTo(text.replace(';', ','));
  }

  @Test
  void localDelivery_namesNoServer() {
    story().tells(attempt("local", new Relay("local", null, 0), new SmtpReply(0, "2.0.0", "ok")));
    assertThat(attempts().get(0).getAttributes().asMap())
        .doesNotContainKeys(
            MailAttributes.SERVER_ADDRESS,
            MailAttributes.NETWORK_PROTOCOL_NAME,
            MailAttributes.SMTP_CONNECTION_USE,
            MailAttributes.SMTP_RESPONSE_STATUS_CODE)
        .containsEntry(MailAttributes.EMAIL_DELIVERY_AGENT, "local");
  }

  @Test
  void attemptThatReachedNobody_namesNoServer() {
    story().tells(attempt("smtp", new Relay("none", null, 0), new SmtpReply(0, null, "refused")));
    assertThat(attempts().get(0).getAttributes().asMap())
        .doesNotContainKeys(MailAttributes.SERVER_ADDRESS, MailAttributes.SERVER_PORT)
        .containsEntry(MailAttributes.NETWORK_PROTOCOL_NAME, "smtp");
  }

  @ParameterizedTest
  @CsvSource({"550, 5.1.1, 5.1.1", "550,, 550", "0,, connection"})
  void errorType_isTheMostExactThingKnown(int code, @Nullable String enhanced, String expected) {
    Attempt failed =
        failed(
            new SmtpReply(code, enhanced, "no"), FailureReason.CONNECTION, DeliveryStatus.BOUNCED);
    story().tells(failed);
    assertThat(attempts().get(0).getAttributes().get(MailAttributes.ERROR_TYPE))
        .isEqualTo(expected);
  }

  @Test
  void errorType_withoutAnyReasonIsTheOutcome() {
    story().tells(failed(new SmtpReply(0, null, "no"), null, DeliveryStatus.DEFERRED));
    assertThat(attempts().get(0).getAttributes().get(MailAttributes.ERROR_TYPE))
        .isEqualTo("deferred");
  }

  @ParameterizedTest
  @CsvSource({"59.5, false", "59.7, false", "59.8, true", "600, true"})
  void late_countsFromTheTimeInTheToken(double finished, boolean late) {
    story().ends(JO, Outcome.DELIVERED, finished);
    assertThat(tree.only(MailSpanNames.DELIVER).getAttributes().get(MailAttributes.EMAIL_LATE))
        .isEqualTo(late);
  }

  @ParameterizedTest
  @CsvSource({"60, false", "60.1, true"})
  void late_withoutThatTimeCountsFromTheArrival(double finished, boolean late) {
    MailSpans spans =
        new MailSpans(
            origin ->
                new MessageContext(
                    "4bf92f3577b34da6a3ce929d0e0e4736",
                    "00f067aa0ba902b7",
                    true,
                    Source.HEADER,
                    Trust.NETWORK,
                    null,
                    -1,
                    null,
                    60),
            SpanSettings.DEFAULT,
            tree.encoded);
    MailStory.arrives(spans, "m1@example.com", 0).ends(JO, Outcome.DELIVERED, finished);
    assertThat(tree.only(MailSpanNames.DELIVER).getAttributes().get(MailAttributes.EMAIL_LATE))
        .isEqualTo(late);
  }

  @Test
  void late_isUnsaidWithoutADeadlineAndForNotifications() {
    MailStory.arrives(spans(AddressPolicy.DOMAIN), "m1@example.com", 0)
        .ends(JO, Outcome.DELIVERED, 9999);
    story()
        .continues(Relation.NOTIFICATION, "mx1", "7C003", 3)
        .ends("shop@example.org", Outcome.DELIVERED, 9999);
    for (SpanData span : tree.spans()) {
      assertThat(span.getAttributes().get(MailAttributes.EMAIL_LATE)).isNull();
    }
  }

  @Test
  void resource_isTheMtasOwnWithWhatTheUserGave() {
    Resource given =
        Resource.create(
            Attributes.builder()
                .put("deployment.environment.name", "qa")
                .put("host.name", "bridge")
                .build());
    MtaResources resources = new MtaResources(given);
    Resource resource = resources.of(new EntryKey("mx1", "postfix-out", "4F2A1"));
    assertThat(names(resource).toString())
        .isEqualTo(
            "{deployment.environment.name=qa, host.name=mx1, service.instance.id=mx1/postfix-out,"
                + " service.name=postfix-out}");
    assertThat(resources.of(new EntryKey("mx1", "postfix-out", "5A001"))).isSameAs(resource);
    assertThat(resources.of(new EntryKey("mx2", "postfix-out", "4F2A1"))).isNotEqualTo(resource);
  }

  @Test
  void resource_takesTheServiceNameTheUserGave() {
    Resource given =
        Resource.create(Attributes.builder().put("service.name", "mail-relay").build());
    Resource resource = new MtaResources(given).of(new EntryKey("mx1", "", "4F2A1"));
    assertThat(names(resource).toString())
        .isEqualTo("{host.name=mx1, service.instance.id=mx1/mta, service.name=mail-relay}");
  }

  @Test
  void scope_isTheBridge() {
    story();
    assertThat(tree.spans().get(0).getInstrumentationScopeInfo().getName())
        .isEqualTo("io.github.otelmail.bridge");
    assertThat(tree.spans().get(0).getInstrumentationScopeInfo().getVersion()).isNotEmpty();
  }

  private static Map<String, Object> names(Resource resource) {
    Map<String, Object> names = new TreeMap<>();
    resource.getAttributes().forEach((key, value) -> names.put(key.getKey(), value));
    return names;
  }

  private void tellAll(AddressPolicy policy) {
    MailStory.arrives(spans(policy), token(), 0)
        .waits(Wait.Kind.QUEUE, 0.2, 0.3, null)
        .tells(deferredAfterAnotherHost())
        .waits(Wait.Kind.RETRY, 0.5, 60.5, FailureReason.GREYLISTED)
        .sends(JO, 60.5, 60.9, "9B7C2", true)
        .ends(JO, Outcome.DELIVERED, 60.9, new SmtpReply(250, "2.0.0", "250 2.0.0 Ok"), null)
        .ends("al@example.net", Outcome.BOUNCED, 61, new SmtpReply(550, null, "550 no"), "7C003")
        .continues(Relation.NOTIFICATION, "mx1", "7C003", 61);
  }

  private static Attempt deferredAfterAnotherHost() {
    return new Attempt(
        StepIdentity.NONE,
        JO,
        "alias@example.org",
        1,
        "smtp",
        MailStory.micros(0.3),
        MailStory.micros(0.5),
        1_000,
        20_000,
        30_000,
        new Relay("mx.example.com", "192.0.2.1", 25),
        2,
        DeliveryStatus.DEFERRED,
        GREYLISTED,
        FailureReason.GREYLISTED,
        "tls13",
        null,
        false,
        List.of("host mx0.example.com[192.0.2.9] refused <alias@example.org>"));
  }

  private static Attempt attempt(String agent, Relay relay, SmtpReply reply) {
    return new Attempt(
        StepIdentity.NONE,
        JO,
        null,
        1,
        agent,
        0,
        0,
        -1,
        -1,
        -1,
        relay,
        1,
        DeliveryStatus.SENT,
        reply,
        null,
        null,
        null,
        false,
        List.of());
  }

  private static Attempt failed(
      SmtpReply reply, @Nullable FailureReason reason, DeliveryStatus status) {
    Relay relay = new Relay("none", null, 0);
    return new Attempt(
        StepIdentity.NONE,
        JO,
        null,
        1,
        "smtp",
        0,
        0,
        -1,
        -1,
        -1,
        relay,
        1,
        status,
        reply,
        reason,
        null,
        null,
        false,
        List.of());
  }

  private List<SpanData> attempts() {
    List<SpanData> attempts = new ArrayList<>(tree.spans());
    attempts.removeIf(span -> !span.getName().equals(MailSpanNames.ATTEMPT));
    return attempts;
  }

  private MailStory story() {
    return MailStory.arrives(spans(AddressPolicy.DOMAIN), token(), 0);
  }

  private MailSpans spans(AddressPolicy policy) {
    return new MailSpans(
        new TraceContextResolver(null, TrustedNetworks.defaults()),
        new SpanSettings(policy, TraceMode.PARENT, Sampler.alwaysOn(), Resource.empty()),
        tree.encoded);
  }

  private static String token() {
    return requireNonNull(
            TraceToken.format(
                "4bf92f3577b34da6a3ce929d0e0e4736",
                "00f067aa0ba902b7",
                1,
                MailStory.EPOCH_MICROS / 1000 - 300,
                "otp",
                60,
                "example.org",
                null))
        .replaceAll("[<>]", "");
  }
}
