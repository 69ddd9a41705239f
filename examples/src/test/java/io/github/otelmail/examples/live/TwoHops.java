// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.live;

import io.github.otelmail.examples.otlp.TraceCollector;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** An application whose spans go to a collector, and two Postfix for its mail. */
final class TwoHops implements AutoCloseable {
  private final MailHosts hosts;
  private final MailClient application;

  private TwoHops(Path directory, TraceCollector collector) throws IOException {
    hosts = MailHosts.twoPostfix(directory);
    application =
        new MailClient(
            BatchSpanProcessor.builder(
                    OtlpHttpSpanExporter.builder()
                        .setEndpoint(collector.endpoint() + "/v1/traces")
                        .build())
                .build());
  }

  /** Starts everything; the logs are {@code hop1.log} and {@code hop2.log} in the directory. */
  static TwoHops start(Path directory, TraceCollector collector) throws IOException {
    return new TwoHops(directory, collector);
  }

  List<Path> logs() {
    return hosts.logs();
  }

  /** Sends a mail in a request's span; gives back the trace's id. */
  String send(LiveMail mail) throws MessagingException {
    return application.send(mail, hosts.port(mail));
  }

  /** Waits until the collector has the application's spans. */
  void flush() {
    application.flush();
  }

  @Override
  public void close() {
    application.close();
    hosts.close();
  }
}
