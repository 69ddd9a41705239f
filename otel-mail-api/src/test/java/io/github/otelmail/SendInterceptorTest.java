// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.semconv.MailAttributes.EMAIL_TRACE_INJECTED;
import static io.github.otelmail.semconv.MailAttributes.SMTP_CONNECTION_REUSED;
import static io.github.otelmail.semconv.MailAttributes.SMTP_PHASE_NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.semconv.MailEventNames;
import io.github.otelmail.semconv.MailSpanNames;
import io.github.otelmail.semconv.TraceToken;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.MimeMessage;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The calls that an agent sees, told as an agent tells them. */
class SendInterceptorTest extends JakartaMailTest {
  private final SendInterceptor interceptor = new SendInterceptor(telemetry);
  private final Session session = session();

  private Consumer<Throwable> open(Transport transport) throws Exception {
    Consumer<Throwable> connect = interceptor.connect(transport, session);
    interceptor.connecting(transport, server.host(), server.port());
    transport.connect();
    interceptor.phaseEnd(transport);
    interceptor.connected(transport, false);
    return connect;
  }

  private void transmit(Transport transport, Message message) throws Exception {
    Consumer<Throwable> call = interceptor.sendMessage(transport, message, to("jo@example.com"));
    assertThat(call).isNotNull();
    interceptor.phase(transport, "mail");
    // A subclass that calls its superclass is told twice, and recorded once.
    assertThat(interceptor.sendMessage(transport, message, to("jo@example.com"))).isNull();
    transport.sendMessage(message, to("jo@example.com"));
    call.accept(null);
  }

  private void save(MimeMessage message) throws Exception {
    message.saveChanges();
    interceptor.messageIdMade(message);
  }

  @Test
  void send_withConnectAndSendMessageInside_isOneSpan() throws Exception {
    MimeMessage message = MailFixture.message(session);
    Consumer<Throwable> send = interceptor.send(message, null);
    assertThat(interceptor.recording()).isTrue();
    save(message);
    try (Transport transport = session.getTransport("smtp")) {
      open(transport).accept(null);
      transmit(transport, message);
    }
    send.accept(null);

    SpanData span = sendSpan();
    assertThat(recorder.spans()).hasSize(1);
    assertThat(TelemetryRecorder.events(span, MailEventNames.PHASE, SMTP_PHASE_NAME))
        .contains("connect", "mail");
    assertThat(TraceToken.parse(message.getMessageID()).spanId()).isEqualTo(span.getSpanId());
    assertThat(message.getHeader("traceparent")[0]).contains(span.getSpanId());
    assertThat(interceptor.recording()).isFalse();
  }

  @Test
  void sendOfTheSameMessageInside_isNotTold() throws Exception {
    MimeMessage message = MailFixture.message(session);
    Consumer<Throwable> send = interceptor.send(message, to("jo@example.com"));

    assertThat(interceptor.send(message, null)).isNull();
    send.accept(null);
  }

  @Test
  void anotherMessageInside_isAChild() throws Exception {
    MimeMessage outer = MailFixture.message(session);
    MimeMessage inner = MailFixture.message(session);
    Consumer<Throwable> send = interceptor.send(outer, to("jo@example.com"));
    interceptor.send(inner, to("jo@example.com")).accept(null);
    send.accept(null);

    assertThat(recorder.spans()).hasSize(2);
    assertThat(recorder.spans().get(0).getParentSpanId())
        .isEqualTo(recorder.spans().get(1).getSpanId());
  }

  @Test
  void connectApart_isASpan_andTheConnectionIsReusedByTheSecondMessage() throws Exception {
    try (Transport transport = session.getTransport("smtp")) {
      open(transport).accept(null);
      for (int i = 0; i < 2; i++) {
        MimeMessage message = MailFixture.message(session);
        message.saveChanges();
        transmit(transport, message);
      }
    }

    assertThat(recorder.spans())
        .extracting(SpanData::getName)
        .containsExactly(MailSpanNames.CONNECT, MailSpanNames.SEND, MailSpanNames.SEND);
    assertThat(recorder.spans().get(1).getAttributes().get(SMTP_CONNECTION_REUSED)).isFalse();
    assertThat(recorder.spans().get(2).getAttributes().get(SMTP_CONNECTION_REUSED)).isTrue();
  }

  @Test
  void tokenThatWasThere_survivesASaveWhileTransmitted() throws Exception {
    MimeMessage message = MailFixture.message(session);
    Span request = recorder.tracer().spanBuilder("request").startSpan();
    try (Scope scope = request.makeCurrent()) {
      save(message);
      String id = message.getMessageID();
      try (Transport transport = session.getTransport("smtp")) {
        Consumer<Throwable> call =
            interceptor.sendMessage(transport, message, to("jo@example.com"));
        save(message);
        call.accept(null);
      }
      assertThat(TraceToken.parse(id)).isNotNull();
      assertThat(message.getMessageID()).isEqualTo(id);
    } finally {
      request.end();
    }
    assertThat(sendSpan().getAttributes().get(EMAIL_TRACE_INJECTED)).isTrue();
  }

  @Test
  void event_isDispatchedInTheContextItWasMadeIn() throws Exception {
    MimeMessage message = MailFixture.message(session);
    Consumer<Throwable> send = interceptor.send(message, to("jo@example.com"));
    String spanId = Span.current().getSpanContext().getSpanId();
    TransportEvent event =
        new TransportEvent(
            session.getTransport("smtp"), 1, to("a@example.com"), to(), to(), message);
    interceptor.eventMade(event);
    send.accept(null);

    CompletableFuture<String> seen = new CompletableFuture<>();
    Thread listener =
        new Thread(
            () -> {
              Consumer<Throwable> dispatch = interceptor.dispatch(event);
              seen.complete(Span.current().getSpanContext().getSpanId());
              dispatch.accept(null);
            });
    listener.start();

    assertThat(seen.get()).isEqualTo(spanId);
    assertThat(Span.current().getSpanContext().isValid()).isFalse();
  }

  @Test
  void currentContextOfOthers_isTheParent() throws Exception {
    Span elsewhere = recorder.tracer().spanBuilder("elsewhere").startSpan();
    SendInterceptor joined =
        new SendInterceptor(
            MailTelemetry.builder(recorder.openTelemetry())
                .currentContext(() -> Context.root().with(elsewhere))
                .build());
    joined.send(MailFixture.message(session), to("jo@example.com")).accept(null);
    elsewhere.end();

    assertThat(sendSpan().getParentSpanId()).isEqualTo(elsewhere.getSpanContext().getSpanId());
  }

  @Test
  void outOfMemoryBeforeTheCall_leavesNothingCurrent() throws Exception {
    Message message = MailFixture.fill(new RobustnessTest.MemoryTaker(session), "jo@example.com");
    try (Transport transport = session.getTransport("smtp")) {
      assertThatThrownBy(() -> interceptor.sendMessage(transport, message, to("jo@example.com")))
          .isInstanceOf(OutOfMemoryError.class);
    }
    assertThat(interceptor.recording()).isFalse();
    assertThat(sendSpan().hasEnded()).isTrue();
  }
}
