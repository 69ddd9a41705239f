// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.semconv.MailAttributes.EMAIL_MESSAGE_ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.semconv.MailMetrics;
import io.github.otelmail.semconv.MailSpanNames;
import io.github.otelmail.semconv.TraceToken;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import jakarta.mail.internet.MimeMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** OpenTelemetry as applications have it that is not the newest, or not the only one. */
class OtherOpenTelemetryTest {
  @RegisterExtension final TelemetryRecorder recorder = new TelemetryRecorder();

  /** As the OpenTelemetry Java agent's contexts treat the spans of an application's own SDK. */
  private static final class WithoutSpans implements Context {
    private final Context kept;

    WithoutSpans(Context kept) {
      this.kept = kept;
    }

    @Override
    public <V> V get(ContextKey<V> key) {
      return kept.get(key);
    }

    @Override
    public <V> Context with(ContextKey<V> key, V value) {
      return value instanceof Span ? this : new WithoutSpans(kept.with(key, value));
    }
  }

  private MailTelemetry inContextsWithoutSpans() {
    Context parent =
        Context.root().with(recorder.tracer().spanBuilder("request").setNoParent().startSpan());
    return MailTelemetry.builder(recorder.openTelemetry())
        .currentContext(() -> new WithoutSpans(parent))
        .build();
  }

  @Test
  void spanThatTheContextDrops_isInTheHeadersAndInTheMessageId() {
    Map<String, String> headers = new HashMap<>();

    MailSend send = inContextsWithoutSpans().newSend().headers(headers::put).start();
    String id = send.newMessageId("example.com");
    send.end();

    String spanId = recorder.span(MailSpanNames.SEND).getSpanId();
    assertThat(headers.get("traceparent")).contains('-' + spanId + '-');
    assertThat(id).isNotNull();
    assertThat(TraceToken.parse(id).spanId()).isEqualTo(spanId);
  }

  @Test
  void spanThatTheContextDrops_isInTheMessage() throws Exception {
    try (ScriptedSmtpServer server = new ScriptedSmtpServer()) {
      MimeMessage message = MailFixture.message(MailFixture.session(server), "jo@example.com");

      inContextsWithoutSpans().send(message);

      String spanId = recorder.span(MailSpanNames.SEND).getSpanId();
      assertThat(message.getHeader("traceparent", null)).contains('-' + spanId + '-');
      assertThat(TraceToken.parse(message.getMessageID()).spanId()).isEqualTo(spanId);
      assertThat(
              '<' + recorder.span(MailSpanNames.SEND).getAttributes().get(EMAIL_MESSAGE_ID) + '>')
          .isEqualTo(message.getMessageID());
    }
  }

  @Test
  void openTelemetryBeforeBucketAdvice_measures() {
    MailTelemetry telemetry =
        MailTelemetry.create(before132(OpenTelemetry.class, recorder.openTelemetry()));

    telemetry.newSend().recipients(Collections.singletonList("jo@example.com")).start().end();

    assertThat(
            recorder.metric(MailMetrics.CLIENT_OPERATION_DURATION).getHistogramData().getPoints())
        .hasSize(1);
  }

  /** The same, and all that it makes, without the method that came with 1.32. */
  private static <T> T before132(Class<T> type, Object newer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals("setExplicitBucketBoundariesAdvice")) {
                throw new NoSuchMethodError(method.getName());
              }
              return made(method, call(method, newer, arguments));
            }));
  }

  private static Object call(Method method, Object on, Object[] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object made(Method by, Object made) {
    return by.getReturnType().getName().startsWith("io.opentelemetry.api.metrics.")
            && by.getReturnType().isInterface()
        ? before132(by.getReturnType(), made)
        : made;
  }
}
