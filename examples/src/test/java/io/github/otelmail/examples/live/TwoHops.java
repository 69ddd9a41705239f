// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.live;

import io.github.otelmail.MailTelemetry;
import io.github.otelmail.examples.destination.Destination;
import io.github.otelmail.examples.otlp.TraceCollector;
import io.github.otelmail.examples.relay.PostfixInstance;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * An application, a Postfix that takes its mail, a second one that the first relays to, and the
 * receivers. The first one has a second port, whose mail passes a content filter: Postfix itself,
 * which queues it anew and is told the queue id it had (XFORWARD).
 */
final class TwoHops implements AutoCloseable {
  private final Destination receivers;
  private final PostfixInstance second;
  private final PostfixInstance first;
  private final int filteredPort;
  private final OpenTelemetrySdk telemetry;

  private TwoHops(Path directory, TraceCollector collector) throws IOException {
    receivers = Destination.start();
    second =
        PostfixInstance.builder("hop2.relay.test")
            .destinations(receivers.ports())
            .parameter("minimal_backoff_time", "3s")
            .parameter("maximal_queue_lifetime", "8s")
            .start(directory.resolve("hop2.log"));
    PostfixInstance.Builder builder = PostfixInstance.builder("hop1.relay.test");
    int reinjection = builder.listener(List.of("smtpd_authorized_xforward_hosts=127.0.0.0/8"));
    filteredPort = builder.listener(List.of("content_filter=smtp:[127.0.0.1]:" + reinjection));
    first =
        builder
            .relayTo(second.port())
            .parameter("smtp_send_xforward_command", "yes")
            .start(directory.resolve("hop1.log"));
    telemetry = telemetry(collector);
  }

  /** Starts everything; the logs are {@code hop1.log} and {@code hop2.log} in the directory. */
  static TwoHops start(Path directory, TraceCollector collector) throws IOException {
    return new TwoHops(directory, collector);
  }

  List<Path> logs() {
    return List.of(first.log(), second.log());
  }

  /** Sends a mail in a request's span; gives back the trace's id. */
  String send(LiveMail mail) throws MessagingException {
    Span request =
        telemetry
            .getTracer("live")
            .spanBuilder("POST /signup")
            .setSpanKind(SpanKind.SERVER)
            .startSpan();
    try (Scope scope = request.makeCurrent()) {
      MimeMessage message = new MimeMessage(session(mail));
      message.setFrom(new InternetAddress("app@accept.test"));
      for (String recipient : mail.recipients()) {
        message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
      }
      message.setSubject(mail.name());
      message.setText("Thank you for signing up.\n");
      MailTelemetry.create(telemetry).send(message);
    } finally {
      request.end();
    }
    return request.getSpanContext().getTraceId();
  }

  /** Waits until the collector has the application's spans. */
  void flush() {
    if (!telemetry.getSdkTracerProvider().forceFlush().join(10, TimeUnit.SECONDS).isSuccess()) {
      throw new IllegalStateException("the application's spans did not arrive");
    }
  }

  private Session session(LiveMail mail) {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", "127.0.0.1");
    properties.setProperty(
        "mail.smtp.port", String.valueOf(mail.filtered() ? filteredPort : first.port()));
    properties.setProperty("mail.smtp.timeout", "10000");
    return Session.getInstance(properties);
  }

  private static OpenTelemetrySdk telemetry(TraceCollector collector) {
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(collector.endpoint() + "/v1/traces").build();
    return OpenTelemetrySdk.builder()
        .setTracerProvider(
            SdkTracerProvider.builder()
                .setResource(
                    Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "app")))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build())
        .build();
  }

  @Override
  public void close() {
    telemetry.close();
    first.close();
    second.close();
    receivers.close();
  }
}
