// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.otelmail.semconv.MailSpanNames;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.event.TransportAdapter;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.MimeMessage;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is broken in telemetry, the application does not notice. */
class RobustnessTest extends JakartaMailTest {

  /** Every method of it throws. */
  private static <T> T broken(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              throw new IllegalStateException("broken " + method.getName());
            }));
  }

  /** Every method of it gives null. */
  private static <T> T empty(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> null));
  }

  private static OpenTelemetry of(TracerProvider tracers) {
    return new OpenTelemetry() {
      @Override
      public TracerProvider getTracerProvider() {
        return tracers;
      }

      @Override
      public MeterProvider getMeterProvider() {
        return broken(MeterProvider.class);
      }

      @Override
      public ContextPropagators getPropagators() {
        return broken(ContextPropagators.class);
      }
    };
  }

  private static OpenTelemetry sdk(Sampler sampler, SpanProcessor processor) {
    return OpenTelemetrySdk.builder()
        .setTracerProvider(
            SdkTracerProvider.builder().setSampler(sampler).addSpanProcessor(processor).build())
        .build();
  }

  private static final class BrokenProcessor implements SpanProcessor {
    private final boolean onStart;

    BrokenProcessor(boolean onStart) {
      this.onStart = onStart;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
      if (onStart) {
        throw new AssertionError("broken processor");
      }
    }

    @Override
    public boolean isStartRequired() {
      return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      throw new AssertionError("broken processor");
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  private static final class BrokenSampler implements Sampler {
    @Override
    public SamplingResult shouldSample(
        Context parent,
        String traceId,
        String name,
        io.opentelemetry.api.trace.SpanKind kind,
        io.opentelemetry.api.common.Attributes attributes,
        List<io.opentelemetry.sdk.trace.data.LinkData> links) {
      throw new NoClassDefFoundError("broken sampler");
    }

    @Override
    public String getDescription() {
      return "broken";
    }
  }

  static Stream<Arguments> brokenTelemetry() {
    return Stream.of(
            of(broken(TracerProvider.class)),
            of(empty(TracerProvider.class)),
            sdk(new BrokenSampler(), new BrokenProcessor(false)),
            sdk(Sampler.alwaysOn(), new BrokenProcessor(true)),
            sdk(Sampler.alwaysOn(), new BrokenProcessor(false)))
        .flatMap(broken -> Stream.of(Way.values()).map(way -> Arguments.of(broken, way)));
  }

  @ParameterizedTest
  @MethodSource("brokenTelemetry")
  void brokenTelemetry_changesNothing(OpenTelemetry broken, Way way) throws Exception {
    Session session = session();

    way.send(
        MailTelemetry.create(broken), session, MailFixture.message(session), to("jo@a.example"));

    assertThat(server.messages()).hasSize(1);
    assertThat(server.messages().get(0)).contains("Hello,");
    assertThat(Context.current()).isSameAs(Context.root());
  }

  @ParameterizedTest
  @MethodSource("brokenTelemetry")
  void brokenTelemetry_keepsTheException(OpenTelemetry broken, Way way) throws Exception {
    Session session = session();
    server.on("MAIL", "550 5.7.1 no");

    Throwable error =
        catchThrowable(
            () ->
                way.send(
                    MailTelemetry.create(broken),
                    session,
                    MailFixture.message(session),
                    to("jo@a.example")));

    assertThat(error).isInstanceOf(MessagingException.class).hasMessageContaining("550 5.7.1 no");
  }

  @Test
  void brokenTelemetry_leavesTheGenericApiUsable() {
    for (OpenTelemetry broken :
        new OpenTelemetry[] {
          of(broken(TracerProvider.class)), sdk(Sampler.alwaysOn(), new BrokenProcessor(true))
        }) {
      MailTelemetry telemetryOfIt = MailTelemetry.create(broken);
      MailSend send = telemetryOfIt.newSend().headers((name, value) -> {}).start();
      send.phase("data").reply(250, "250 ok").recipients(1, 0).messageId("<a@b>").localId("x");
      send.end();
      assertThat(telemetryOfIt.capture().toString()).isEmpty();
    }
  }

  /** A message of which nothing can be read, but that can be written. */
  private static MimeMessage unreadable(Session session) throws MessagingException {
    MimeMessage readable = MailFixture.message(session);
    readable.saveChanges();
    return new MimeMessage(readable) {
      @Override
      public String[] getHeader(String name) {
        throw new IllegalStateException("cannot be read");
      }

      @Override
      public void setHeader(String name, String value) {
        throw new UnsupportedOperationException("cannot be written");
      }
    };
  }

  @Test
  void unreadableMessage_isSent() throws Exception {
    Session session = session();
    try (Transport transport = connected(session)) {
      transport.sendMessage(unreadable(session), to("jo@example.com"));
    }

    assertThat(server.messages()).hasSize(1);
    assertThat(recorder.spans()).hasSize(2);
  }

  @Test
  void brokenStreamFunction_isAsNone() throws Exception {
    MailTelemetry broken =
        MailTelemetry.builder(recorder.openTelemetry()).stream(
                message -> {
                  throw new IllegalStateException("broken");
                })
            .build();

    broken.send(MailFixture.message(session()));

    assertThat(server.messages()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void exception_isTheVeryOneOfTheTransport(Way way) throws Exception {
    // In the middle of a message QUIT gets no answer.
    Session session = session("mail.smtp.quitwait", "false");
    IllegalStateException own = new IllegalStateException("from writeTo");
    MimeMessage message =
        new MimeMessage(MailFixture.message(session)) {
          @Override
          public void writeTo(java.io.OutputStream out, String[] ignored) {
            throw own;
          }
        };

    assertThat(catchThrowable(() -> way.send(telemetry, session, message, to("jo@a.example"))))
        .isSameAs(own);
  }

  @Test
  void failureToSave_comesWhenTheTransportWouldHaveSaved() throws Exception {
    Session session = session("mail.smtp.quitwait", "false");
    MessagingException own = new MessagingException("cannot be saved");
    CountDownLatch told = new CountDownLatch(1);
    try (Transport transport = connected(session)) {
      transport.addTransportListener(
          new TransportAdapter() {
            @Override
            public void messageNotDelivered(TransportEvent e) {
              told.countDown();
            }
          });
      MimeMessage message = failsToSave(session, own);

      assertThat(catchThrowable(() -> transport.sendMessage(message, to("jo@example.com"))))
          .isSameAs(own);
      assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(server.commands()).contains("DATA");
    assertThat(recorder.spans()).hasSize(2);
  }

  private static MimeMessage failsToSave(Session session, MessagingException error) {
    return MailFixture.fill(
        new MimeMessage(session) {
          @Override
          protected synchronized void updateHeaders() throws MessagingException {
            throw error;
          }
        });
  }

  @Test
  void failureToSave_comesThroughAWrapperToo() throws Exception {
    Session session = session();
    MessagingException own = new MessagingException("cannot be saved");
    try (Transport transport = telemetry.wrap(session.getTransport("smtp"))) {
      transport.connect();
      assertThat(
              catchThrowable(
                  () -> transport.sendMessage(failsToSave(session, own), to("jo@example.com"))))
          .isSameAs(own);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void nullMessage_failsAsWithout(Way way) throws Exception {
    Session session = session();
    Message none = null;

    assertThat(catchThrowable(() -> way.send(telemetry, session, none, to("jo@example.com"))))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void nullRecipients_failAsWithout() throws Exception {
    Session session = session();
    Throwable without;
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect();
      without = catchThrowable(() -> transport.sendMessage(MailFixture.message(session), null));
    }
    try (Transport transport = connected(session)) {
      assertThat(catchThrowable(() -> transport.sendMessage(MailFixture.message(session), null)))
          .isExactlyInstanceOf(without.getClass())
          .hasMessage(without.getMessage());
    }
  }

  /** That nothing stays current is what {@link TelemetryRecorder} looks at after the test. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void outOfMemoryBeforeTheCall_leavesNothingCurrent(Way way) throws Exception {
    Session session = MailFixture.session(server);
    MimeMessage message = MailFixture.fill(new MemoryTaker(session), "jo@example.com");

    assertThatThrownBy(() -> way.send(telemetry, session, message, message.getAllRecipients()))
        .isInstanceOf(OutOfMemoryError.class);

    assertThat(recorder.span(MailSpanNames.SEND).hasEnded()).isTrue();
  }

  /** The memory is full when it gets the trace. */
  static final class MemoryTaker extends MimeMessage {
    MemoryTaker(Session session) {
      super(session);
    }

    @Override
    public void setHeader(String name, String value) throws MessagingException {
      if (name.equals("traceparent")) {
        throw new OutOfMemoryError("of the test");
      }
      super.setHeader(name, value);
    }
  }

  @Test
  void outOfMemoryAfterTheCall_leavesNothingCurrent() throws Exception {
    Session session = MailFixture.session(server);
    MimeMessage message = MailFixture.message(session, "jo@example.com");
    Transport transport = telemetry.wrap(new ForgetfulTransport(session));

    assertThatThrownBy(() -> transport.sendMessage(message, message.getAllRecipients()))
        .isInstanceOf(OutOfMemoryError.class);

    assertThat(recorder.span(MailSpanNames.SEND).hasEnded()).isTrue();
  }

  /** The memory is full when it is asked what the server said. */
  public static final class ForgetfulTransport extends Transport {
    ForgetfulTransport(Session session) {
      super(session, null);
    }

    @Override
    public void sendMessage(Message message, Address[] addresses) {}

    @SuppressWarnings("DoNotCallSuggester") // Found by its name.
    public String getLastServerResponse() {
      throw new OutOfMemoryError("of the test");
    }
  }
}
