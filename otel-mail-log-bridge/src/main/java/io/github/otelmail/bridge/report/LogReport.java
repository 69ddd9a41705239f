// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.otelmail.bridge.context.ContextResolver;
import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.semconv.AddressPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.time.ZoneId;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The report on the logs whose histories it is told: takes them in one by one, then writes them as
 * text, as JSON lines or as an HTML page. Its memory does not grow with the logs.
 */
public final class LogReport implements HistorySink {
  private final Analysis analysis;
  private final LineCounts lines;
  private final ContextResolver resolver;
  private final AddressPolicy policy;
  private final LongSupplier lastMicros;
  private @Nullable JsonGenerator json;
  private @Nullable DeliveryLines deliveryLines;

  /**
   * @param policy how much of an address is shown anywhere
   * @param lastMicros the time of the latest log line so far, epoch microseconds
   */
  public LogReport(
      ContextResolver resolver, AddressPolicy policy, LineCounts lines, LongSupplier lastMicros) {
    this.resolver = new LastContext(resolver);
    this.policy = policy;
    this.lines = lines;
    this.lastMicros = lastMicros;
    this.analysis = new Analysis(this.resolver, policy, lastMicros);
  }

  /**
   * Has every delivery written as a line of JSON as soon as it is known; {@link #writeSummary} ends
   * the output. An output that fails makes {@link #closed} throw {@link
   * java.io.UncheckedIOException}.
   */
  public void writeDeliveries(OutputStream out) throws IOException {
    JsonGenerator generator = Json.lines().createGenerator(out);
    json = generator;
    deliveryLines =
        new DeliveryLines(generator, resolver, policy, lastMicros, analysis::isNotification);
  }

  @Override
  public boolean wantsSteps() {
    return false;
  }

  @Override
  public void received(Entry entry) {
    analysis.received(entry);
  }

  @Override
  public void refused(LineHeader header, MailEvent.Refused event, @Nullable String messageId) {
    analysis.refused(header, event, messageId);
  }

  @Override
  public void closed(Entry entry, List<Delivery> deliveries) {
    analysis.closed(entry, deliveries);
    if (deliveryLines != null) {
      deliveryLines.closed(entry, deliveries);
    }
  }

  /** Writes the last line of the JSON output. */
  public void writeSummary(Span span) throws IOException {
    JsonGenerator generator = json;
    if (generator == null) {
      throw new IllegalStateException("writeDeliveries was not called");
    }
    new SummaryJson(generator, source(span)).write();
    generator.writeRaw('\n');
    generator.flush();
  }

  /**
   * The report as text.
   *
   * @param width cells of the terminal
   * @param ansi whether to colour with ANSI sequences
   * @param top rows of each list
   * @param zone the zone that times are shown in
   */
  public String text(Span span, int width, boolean ansi, int top, ZoneId zone) {
    return TerminalReport.render(source(span), new TerminalReport.Style(width, ansi, top, zone));
  }

  /** Writes the HTML page, which is to be encoded in UTF-8. */
  public void writeHtml(Span span, Writer out) throws IOException {
    HtmlReport.write(source(span), out);
  }

  /**
   * What was read.
   *
   * @param inputs for the heading: {@code mail.log}, {@code 3 files}
   * @param firstMicros time of the first log line, epoch microseconds
   * @param lastMicros time of the last log line
   */
  public record Span(String inputs, long firstMicros, long lastMicros) {}

  private ReportSource source(Span span) {
    return new ReportSource(
        analysis, lines, policy, span.firstMicros(), span.lastMicros(), span.inputs());
  }
}
