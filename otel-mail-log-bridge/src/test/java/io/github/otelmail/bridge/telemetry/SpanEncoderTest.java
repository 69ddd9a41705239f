// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the encoder to the SDK's: what both write is decoded with the published classes. */
class SpanEncoderTest {
  private static final String[] TEXTS = {
    "", "a", "mx1.example.com", "Grüße", "日本語", "😀 and a half \ud83d", "\udc00", "x".repeat(300)
  };

  private static final List<SpanKind> KINDS = List.of(SpanKind.values());

  private final Random random = new Random(20261122);
  private final SpanEncoder encoder = new SpanEncoder();

  private static ExportTraceServiceRequest decode(ByteArrayOutputStream bytes) throws IOException {
    return ExportTraceServiceRequest.parseFrom(bytes.toByteArray());
  }

  private ExportTraceServiceRequest ours(List<SpanData> spans) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ProtobufWriter written = encoder.encode(spans);
    written.writeTo(bytes);
    assertThat(bytes.size()).isEqualTo(written.size());
    return decode(bytes);
  }

  private static ExportTraceServiceRequest standard(List<SpanData> spans) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TraceRequestMarshaler.create(spans).writeBinaryTo(bytes);
    return decode(bytes);
  }

  /** The SDK keeps neither resources nor scopes in the order of their first spans. */
  private static void assertSame(ExportTraceServiceRequest ours, ExportTraceServiceRequest other) {
    assertThat(ours.getUnknownFields().asMap()).isEmpty();
    assertThat(ours.getResourceSpansCount()).isEqualTo(other.getResourceSpansCount());
    assertThat(unordered(ours)).isEqualTo(unordered(other));
  }

  private static Map<ResourceSpans, Set<ScopeSpans>> unordered(ExportTraceServiceRequest request) {
    Map<ResourceSpans, Set<ScopeSpans>> scopes = new HashMap<>();
    for (ResourceSpans resource : request.getResourceSpansList()) {
      scopes
          .computeIfAbsent(resource.toBuilder().clearScopeSpans().build(), spans -> new HashSet<>())
          .addAll(resource.getScopeSpansList());
    }
    return scopes;
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private String hex(int digits) {
    StringBuilder text = new StringBuilder("1");
    while (text.length() < digits) {
      text.append(Integer.toHexString(random.nextInt(16)));
    }
    return text.toString();
  }

  private SpanContext context() {
    TraceState state =
        random.nextInt(4) == 0
            ? TraceState.builder().put("a", "1").put("b", "2").build()
            : TraceState.getDefault();
    TraceFlags flags = random.nextBoolean() ? TraceFlags.getSampled() : TraceFlags.getDefault();
    return random.nextBoolean()
        ? SpanContext.create(hex(32), hex(16), flags, state)
        : SpanContext.createFromRemoteParent(hex(32), hex(16), flags, state);
  }

  private Attributes attributes() {
    AttributesBuilder to = Attributes.builder();
    for (int left = random.nextInt(50); left > 0; left--) {
      String key = "key." + random.nextInt(60);
      switch (random.nextInt(8)) {
        case 0 -> to.put(key, random.nextBoolean());
        case 1 -> to.put(key, random.nextLong() >> random.nextInt(64));
        case 2 -> to.put(key, random.nextGaussian());
        case 3 -> to.put(AttributeKey.stringArrayKey(key), List.of(text(), text()));
        case 4 -> to.put(AttributeKey.longArrayKey(key), List.of(0L, random.nextLong()));
        case 5 -> to.put(AttributeKey.booleanArrayKey(key), List.of(true, false));
        case 6 -> to.put(AttributeKey.doubleArrayKey(key), List.of(0.0, -1.5));
        default -> to.put(key, text());
      }
    }
    return to.build();
  }

  private SpanData span(List<Resource> resources, List<InstrumentationScopeInfo> scopes) {
    Attributes attributes = attributes();
    List<EventData> events = new ArrayList<>();
    List<LinkData> links = new ArrayList<>();
    for (int left = random.nextInt(3); left > 0; left--) {
      events.add(EventData.create(random.nextLong(), text(), attributes(), 60));
      links.add(LinkData.create(context(), attributes(), 60));
    }
    StatusData[] states = {
      StatusData.unset(),
      StatusData.ok(),
      StatusData.error(),
      StatusData.create(StatusCode.ERROR, text())
    };
    return TestSpanData.builder()
        .setName(text())
        .setKind(KINDS.get(random.nextInt(KINDS.size())))
        .setSpanContext(context())
        .setParentSpanContext(random.nextBoolean() ? context() : SpanContext.getInvalid())
        .setStartEpochNanos(random.nextLong())
        .setEndEpochNanos(random.nextLong())
        .setAttributes(attributes)
        .setTotalAttributeCount(attributes.size() + random.nextInt(2) * 300)
        .setEvents(events)
        .setTotalRecordedEvents(events.size() + random.nextInt(2))
        .setLinks(links)
        .setTotalRecordedLinks(links.size() + random.nextInt(2))
        .setStatus(states[random.nextInt(states.length)])
        .setResource(resources.get(random.nextInt(resources.size())))
        .setInstrumentationScopeInfo(scopes.get(random.nextInt(scopes.size())))
        .setHasEnded(true)
        .build();
  }

  @Test
  void anySpans_areEncodedAsByTheSdk() throws IOException {
    for (int round = 0; round < 300; round++) {
      List<Resource> resources =
          List.of(Resource.create(attributes()), Resource.create(attributes(), "https://schema/1"));
      List<InstrumentationScopeInfo> scopes =
          List.of(
              InstrumentationScopeInfo.create("plain"),
              InstrumentationScopeInfo.builder(text())
                  .setVersion("1")
                  .setSchemaUrl("https://schema/2")
                  .setAttributes(attributes())
                  .build());
      List<SpanData> spans = new ArrayList<>();
      for (int left = random.nextInt(20); left > 0; left--) {
        spans.add(span(resources, scopes));
      }
      assertSame(ours(spans), standard(spans));
    }
  }

  @Test
  void theSpansOfTheBridge_areEncodedAsByTheSdk() throws IOException {
    List<SpanData> spans = ExportLab.twoHosts();
    assertThat(spans).hasSizeGreaterThan(2);
    assertSame(ours(spans), standard(spans));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 16383, 16384, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void integers_ofEveryLength_areKept(long value) throws IOException {
    SpanData span =
        MailSpan.builder("n", SpanKind.CLIENT, context(), Resource.empty())
            .attributes(Attributes.of(AttributeKey.longKey("n"), value))
            .build();
    assertThat(
            ours(List.of(span))
                .getResourceSpans(0)
                .getScopeSpans(0)
                .getSpans(0)
                .getAttributes(0)
                .getValue()
                .getIntValue())
        .isEqualTo(value);
  }

  @Test
  void noSpans_areAnEmptyRequest() throws IOException {
    assertThat(ours(List.of())).isEqualTo(ExportTraceServiceRequest.getDefaultInstance());
  }
}
