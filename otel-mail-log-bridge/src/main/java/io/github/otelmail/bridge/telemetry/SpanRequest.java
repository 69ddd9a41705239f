// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.github.otelmail.bridge.telemetry.EncodedSpans.Section;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Some of the spans as one {@code ExportTraceServiceRequest}, by resource, each resource's in their
 * order. Field numbers are those of {@code opentelemetry/proto/trace/v1/trace.proto}.
 *
 * <p>Valid until the spans are cleared.
 */
final class SpanRequest implements MessageWriter {
  /** Large requests, because each one waits for its answer. */
  static final int MAX_SPANS = 4096;

  /** No larger than receivers take by default: 4 MiB over gRPC, 20 MiB over HTTP in a Collector. */
  static final int MAX_BYTES = 3 << 20;

  /** Of one resource: what stands before its spans, and where those lie, one behind the other. */
  private static final class Part {
    final Section section;
    final int from;
    int to;
    byte[] head = {};

    Part(Section section, int from) {
      this.section = section;
      this.from = from;
      this.to = from;
    }

    int length() {
      return head.length + to - from;
    }
  }

  private final EncodedSpans spans;
  private final int from;
  private final int to;
  private final List<Part> parts = new ArrayList<>();
  private final int length;

  /** The spans from one index to before another. */
  SpanRequest(EncodedSpans spans, int from, int to) {
    this.spans = spans;
    this.from = from;
    this.to = to;
    IdentityHashMap<Section, Part> known = new IdentityHashMap<>();
    for (int i = from; i < to; i++) {
      Section section = spans.section(i);
      Part part = known.get(section);
      if (part == null) {
        part = new Part(section, spans.start(i));
        known.put(section, part);
        parts.add(part);
      }
      part.to = spans.end(i);
    }
    int sum = 0;
    for (Part part : parts) {
      part.head = head(part);
      sum += part.length();
    }
    length = sum;
  }

  /** The longest request that begins with the given span: at least one span. */
  static SpanRequest next(EncodedSpans spans, int from) {
    long bytes = 0;
    int to = from;
    while (to < spans.size() && to - from < MAX_SPANS) {
      bytes += spans.end(to) - spans.start(to);
      if (bytes > MAX_BYTES && to > from) {
        break;
      }
      to++;
    }
    return new SpanRequest(spans, from, to);
  }

  private static byte[] head(Part part) {
    byte[] resource = part.section.resourceFields();
    ProtobufWriter scope = new ProtobufWriter(0);
    scope.header(2, ResourceFields.SCOPE.length + part.to - part.from);
    ProtobufWriter head = new ProtobufWriter(resource.length + ResourceFields.SCOPE.length);
    head.header(
        1, resource.length + scope.size() + ResourceFields.SCOPE.length + part.to - part.from);
    head.raw(resource);
    head.raw(scope.copy());
    head.raw(ResourceFields.SCOPE);
    return head.copy();
  }

  /** How many spans are in it. */
  int size() {
    return to - from;
  }

  /** Index of the span behind the last one. */
  int end() {
    return to;
  }

  SpanRequest firstHalf() {
    return new SpanRequest(spans, from, from + size() / 2);
  }

  SpanRequest secondHalf() {
    return new SpanRequest(spans, from + size() / 2, to);
  }

  @Override
  public void writeMessage(OutputStream out) throws IOException {
    for (Part part : parts) {
      out.write(part.head);
      part.section.writeTo(out, part.from, part.to);
    }
  }

  @Override
  public int getContentLength() {
    return length;
  }

  /** As exporters of the SDK take them, in the order in which they came. */
  List<SpanData> decoded() {
    List<SpanData> decoded = new ArrayList<>(size());
    for (int i = from; i < to; i++) {
      Section section = spans.section(i);
      decoded.add(MailSpan.decode(section.copy(spans.start(i), spans.end(i)), section.resource()));
    }
    return decoded;
  }
}
