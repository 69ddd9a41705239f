// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spans on their way out, in the order in which they came, as the bytes that OTLP sends.
 *
 * <p>Not thread-safe.
 */
public final class EncodedSpans {
  private static final int INITIAL_SPANS = 1 << 10;
  private static final int INITIAL_BYTES = 1 << 12;

  /** What is kept of memory for the next spans. */
  private static final int KEPT_SECTIONS = 16;

  private static final int KEPT_BYTES = 8 << 20;

  /** The spans of one resource, one behind the other. */
  static final class Section {
    private final Resource resource;
    private final byte[] resourceFields;
    private final ProtobufWriter spans = new ProtobufWriter(INITIAL_BYTES);

    private Section(Resource resource) {
      this.resource = resource;
      resourceFields = ResourceFields.of(resource);
    }

    Resource resource() {
      return resource;
    }

    /** What stands before the scope. */
    byte[] resourceFields() {
      return resourceFields;
    }

    void writeTo(OutputStream out, int from, int to) throws IOException {
      spans.writeTo(out, from, to);
    }

    byte[] copy(int from, int to) {
      return spans.copy(from, to);
    }
  }

  private final Map<Resource, Section> sections = new HashMap<>();
  private final SpanWriter writer = new SpanWriter(this);
  private @Nullable Section current;

  // For each span, in the order in which they came.
  private @Nullable Section[] sectionOf = new @Nullable Section[INITIAL_SPANS];
  private int[] startOf = new int[INITIAL_SPANS];
  private int[] endOf = new int[INITIAL_SPANS];
  private int size;
  private long total;

  /** How many spans there are. */
  public int size() {
    return size;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** How many spans there ever were, those that are gone included. */
  public long total() {
    return total;
  }

  /** Lets go of all of them. */
  public void clear() {
    size = 0;
    current = null;
    boolean keep = sections.size() <= KEPT_SECTIONS;
    for (Section section : sections.values()) {
      keep &= section.spans.capacity() <= KEPT_BYTES;
      section.spans.clear();
    }
    if (!keep) {
      sections.clear();
    }
    Arrays.fill(sectionOf, null);
  }

  /** The spans as exporters of the SDK take them, in the order in which they came. */
  public List<SpanData> decoded() {
    return new SpanRequest(this, 0, size).decoded();
  }

  /**
   * Begins a root span, sampled, without attributes. The one before must be at its end.
   *
   * @param resource what it tells of
   * @param trace a span of its trace
   */
  SpanWriter begin(Resource resource, SpanShape shape, SpanRef trace, long spanId) {
    Section section = section(resource);
    if (size == endOf.length) {
      sectionOf = Arrays.copyOf(sectionOf, 2 * size);
      startOf = Arrays.copyOf(startOf, 2 * size);
      endOf = Arrays.copyOf(endOf, 2 * size);
    }
    sectionOf[size] = section;
    startOf[size] = section.spans.size();
    writer.begin(section.spans, shape, trace, spanId);
    return writer;
  }

  /** The span that was begun is whole. */
  void ended() {
    endOf[size] = section(size).spans.size();
    size++;
    total++;
  }

  @SuppressWarnings("ReferenceEquality") // Another object with the same content costs time only.
  private Section section(Resource resource) {
    Section known = current;
    if (known == null || known.resource != resource) {
      known = sections.computeIfAbsent(resource, Section::new);
      current = known;
    }
    return known;
  }

  Section section(int span) {
    Section section = sectionOf[span];
    if (section == null) {
      throw new IndexOutOfBoundsException(span);
    }
    return section;
  }

  /** Where a span begins in its section. */
  int start(int span) {
    return startOf[span];
  }

  /** Where it ends there. */
  int end(int span) {
    return endOf[span];
  }
}
