// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what is sent to the SDK's marshaler: what both write is decoded with published classes. */
class SpanRequestTest {
  private static final SpanRef TRACE = new SpanRef(1, -1, 7, true, false);
  private static final SpanKey<String> TEXT = SpanKey.of(AttributeKey.stringKey("text"));
  private static final SpanKey<Long> NUMBER = SpanKey.of(AttributeKey.longKey("number"));
  private static final SpanKey<Double> FRACTION = SpanKey.of(AttributeKey.doubleKey("fraction"));
  private static final SpanKey<Boolean> TRUTH = SpanKey.of(AttributeKey.booleanKey("truth"));

  private static final String[] TEXTS = {
    "",
    "a",
    "mx1.example.com",
    "Grüße",
    "日本語",
    "😀 and a half \ud83d",
    "\udc00",
    "x".repeat(125),
    "x".repeat(127),
    "x".repeat(128),
    "x".repeat(20_000)
  };

  private static final SpanShape[] SHAPES = {
    SpanShape.RECEIVE, SpanShape.QUEUE, SpanShape.ATTEMPT, SpanShape.DELIVER
  };

  private final EncodedSpans spans = new EncodedSpans();

  private static ExportTraceServiceRequest sent(SpanRequest request) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    request.writeMessage(bytes);
    assertThat(bytes.size()).isEqualTo(request.getContentLength());
    return ordered(ExportTraceServiceRequest.parseFrom(bytes.toByteArray()));
  }

  private static ExportTraceServiceRequest standard(List<SpanData> spans) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TraceRequestMarshaler.create(spans).writeBinaryTo(bytes);
    return ordered(ExportTraceServiceRequest.parseFrom(bytes.toByteArray()));
  }

  /** The SDK sorts attributes by their keys, and resources by nothing. */
  private static ExportTraceServiceRequest ordered(ExportTraceServiceRequest request) {
    assertThat(request.getUnknownFields().asMap()).isEmpty();
    List<ResourceSpans> resources = new ArrayList<>();
    for (ResourceSpans resource : request.getResourceSpansList()) {
      ResourceSpans.Builder copy = resource.toBuilder();
      assertThat(copy.getScopeSpansCount()).isEqualTo(1);
      for (Span.Builder span : copy.getScopeSpansBuilder(0).getSpansBuilderList()) {
        List<KeyValue> attributes = new ArrayList<>(span.getAttributesList());
        attributes.sort(Comparator.comparing(KeyValue::getKey));
        span.clearAttributes().addAllAttributes(attributes);
      }
      resources.add(copy.build());
    }
    resources.sort(Comparator.comparing(resource -> resource.getResource().toString()));
    return ExportTraceServiceRequest.newBuilder().addAllResourceSpans(resources).build();
  }

  private static void anything(EncodedSpans to, Random random) {
    List<Resource> resources =
        List.of(
            Resource.builder().put("host.name", "mx1").build(),
            Resource.builder().put("host.name", "mx2").setSchemaUrl("https://schema/1").build());
    SpanWriter span =
        to.begin(
            resources.get(random.nextInt(2)),
            SHAPES[random.nextInt(SHAPES.length)],
            new SpanRef(random.nextLong(), random.nextLong() | 1, 1, true, false),
            random.nextLong() | 1);
    if (random.nextBoolean()) {
      span.parent(reference(random));
    }
    span.times(random.nextInt(), random.nextInt());
    for (int left = random.nextInt(3); left > 0; left--) {
      span.link(reference(random));
      span.event(random.nextInt(), text(random), TEXT, text(random));
    }
    span.put(NUMBER, random.nextLong() >> random.nextInt(64));
    span.put(FRACTION, random.nextGaussian());
    span.put(TRUTH, random.nextBoolean());
    span.put(TEXT, random.nextInt(9) == 0 ? null : text(random));
    if (random.nextBoolean()) {
      span.failed(text(random));
    }
    span.end();
  }

  private static SpanRef reference(Random random) {
    return new SpanRef(
        random.nextLong(),
        random.nextLong() | 1,
        random.nextLong() | 1,
        random.nextBoolean(),
        random.nextBoolean());
  }

  private static String text(Random random) {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  @Test
  void anySpans_areEncodedAsByTheSdk() throws IOException {
    Random random = new Random(20261122);
    for (int round = 0; round < 300; round++) {
      spans.clear();
      for (int left = random.nextInt(20); left > 0; left--) {
        anything(spans, random);
      }
      SpanRequest request = SpanRequest.next(spans, 0);
      assertThat(request.size()).isEqualTo(spans.size());
      if (!spans.isEmpty()) {
        assertThat(sent(request)).isEqualTo(standard(request.decoded()));
      }
    }
  }

  @Test
  void theSpansOfTheBridge_areEncodedAsByTheSdk() throws IOException {
    EncodedSpans twoHosts = ExportLab.twoHosts();
    SpanRequest request = SpanRequest.next(twoHosts, 0);
    assertThat(request.size()).isGreaterThan(2);
    assertThat(sent(request)).isEqualTo(standard(twoHosts.decoded()));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 16383, 16384, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void integers_ofEveryLength_areKept(long value) {
    SpanWriter span = spans.begin(Resource.empty(), SpanShape.QUEUE, TRACE, 9);
    span.put(NUMBER, value);
    span.end();
    assertThat(spans.decoded().get(0).getAttributes().get(AttributeKey.longKey("number")))
        .isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"5, 7, 7000", "5, 5, 5001", "5, 4, 5001"})
  void end_isAfterTheStart(long startMicros, long endMicros, long endNanos) {
    spans.begin(Resource.empty(), SpanShape.QUEUE, TRACE, 9).times(startMicros, endMicros).end();
    SpanData span = spans.decoded().get(0);
    assertThat(span.getStartEpochNanos()).isEqualTo(startMicros * 1000);
    assertThat(span.getEndEpochNanos()).isEqualTo(endNanos);
  }

  @Test
  void smallSpans_areCutByNumber() {
    add(10_000, 10);
    assertThat(SpanRequest.next(spans, 0).end()).isEqualTo(4096);
    assertThat(SpanRequest.next(spans, 4096).end()).isEqualTo(8192);
    assertThat(SpanRequest.next(spans, 8192).end()).isEqualTo(10_000);
  }

  @Test
  void largeSpans_areCutBySize() throws IOException {
    add(1000, 10_000);
    SpanRequest first = SpanRequest.next(spans, 0);
    assertThat(first.size()).isBetween(300, 315);
    assertThat(first.getContentLength()).isLessThan(SpanRequest.MAX_BYTES + 1000);
    SpanRequest second = SpanRequest.next(spans, first.end());
    assertThat(sent(second).getResourceSpans(0).getScopeSpans(0).getSpansCount())
        .isEqualTo(second.size());
  }

  @Test
  void spanLargerThanARequest_isARequest() {
    add(2, 4_000_000);
    assertThat(SpanRequest.next(spans, 0).end()).isEqualTo(1);
    assertThat(SpanRequest.next(spans, 1).end()).isEqualTo(2);
  }

  @Test
  void halves_areTheWhole() {
    Random random = new Random(7);
    for (int i = 0; i < 7; i++) {
      anything(spans, random);
    }
    SpanRequest whole = SpanRequest.next(spans, 0);
    List<String> ids = new ArrayList<>();
    whole.firstHalf().decoded().forEach(span -> ids.add(span.getSpanId()));
    whole.secondHalf().decoded().forEach(span -> ids.add(span.getSpanId()));
    assertThat(ids)
        .containsExactlyElementsOf(whole.decoded().stream().map(SpanData::getSpanId).toList());
  }

  @Test
  void manyResources_areLetGoOf() {
    for (int i = 0; i < 100; i++) {
      Resource resource = Resource.builder().put("host.name", "mx" + i).build();
      spans.begin(resource, SpanShape.QUEUE, TRACE, i + 1).times(1, 2).end();
    }
    assertThat(spans.decoded()).hasSize(100);
    spans.clear();
    assertThat(spans.isEmpty()).isTrue();
    assertThat(spans.total()).isEqualTo(100);
    add(3, 1);
    assertThat(spans.decoded()).hasSize(3);
  }

  private void add(int count, int textLength) {
    for (int i = 0; i < count; i++) {
      SpanWriter span = spans.begin(Resource.empty(), SpanShape.QUEUE, TRACE, i + 1);
      span.put(TEXT, "a".repeat(textLength));
      span.end();
    }
  }
}
