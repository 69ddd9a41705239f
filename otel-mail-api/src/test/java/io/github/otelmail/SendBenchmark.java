// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.github.otelmail.semconv.MailValues;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.internet.MimeMessage;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What tracing adds to the sending of one saved message: over a transport that does nothing, where
 * the addition is all there is to see, once as the library sees it and once as the agent does, with
 * phases; and over a kept connection to a server on loopback, which is the quickest a real send can
 * be. Spans go to the SDK's batch processor and an exporter that drops them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SendBenchmark {
  /** Untraced; traced; traced by a sampler that drops the span. */
  @Param({"untraced", "traced", "unsampled"})
  public String tracing = "untraced";

  private ScriptedSmtpServer server;
  private OpenTelemetrySdk sdk;
  private Transport stub;
  private Transport plain;
  private @Nullable SendInterceptor interceptor;
  private Transport loopback;
  private MimeMessage message;
  private Address[] recipients;

  /** Opens what the benchmarks use. */
  @Setup
  public void open() throws MessagingException {
    server = new ScriptedSmtpServer().forgetful();
    Session session = MailFixture.session(server);
    message = MailFixture.message(session);
    message.saveChanges();
    recipients = message.getAllRecipients();
    plain = new StubTransport(session);
    stub = plain;
    if (!tracing.equals("untraced")) {
      MailTelemetry telemetry = MailTelemetry.create(openTelemetry());
      stub = telemetry.wrap(plain);
      interceptor = new SendInterceptor(telemetry);
      telemetry.instrument(session);
    }
    loopback = session.getTransport("smtp");
    loopback.connect();
  }

  private OpenTelemetry openTelemetry() {
    sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setSampler(
                        tracing.equals("unsampled") ? Sampler.alwaysOff() : Sampler.alwaysOn())
                    .addSpanProcessor(BatchSpanProcessor.builder(new DroppingExporter()).build())
                    .build())
            .setMeterProvider(
                SdkMeterProvider.builder()
                    .registerMetricReader(InMemoryMetricReader.create())
                    .build())
            .build();
    return sdk;
  }

  /** Closes it. */
  @TearDown
  public void close() throws MessagingException {
    loopback.close();
    server.close();
    if (sdk != null) {
      sdk.close();
    }
  }

  /** Does nothing with the message. */
  @Benchmark
  public void stub() throws MessagingException {
    stub.sendMessage(message, recipients);
  }

  /** What the agent is told of a send over a kept connection. */
  @Benchmark
  public void intercepted() throws MessagingException {
    SendInterceptor to = interceptor;
    Consumer<@Nullable Throwable> call =
        to == null ? null : to.sendMessage(plain, message, recipients);
    if (to == null || call == null) {
      plain.sendMessage(message, recipients);
      return;
    }
    to.phase(plain, MailValues.PHASE_MAIL);
    to.phase(plain, MailValues.PHASE_RCPT);
    to.phase(plain, MailValues.PHASE_DATA);
    to.body(plain);
    to.phase(plain, MailValues.PHASE_REPLY);
    to.replied(plain);
    call.accept(null);
  }

  /** Sends it to a server on loopback. */
  @Benchmark
  public void loopback() throws MessagingException {
    loopback.sendMessage(message, recipients);
  }

  /** Runs with the profiler that counts bytes; takes JMH's own options. */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    new Runner(
            new OptionsBuilder()
                .parent(new CommandLineOptions(args))
                .include("\\." + SendBenchmark.class.getSimpleName() + "\\.")
                .addProfiler("gc")
                .build())
        .run();
  }

  /** Takes every message at once, and answers as SMTPTransport does. */
  public static final class StubTransport extends Transport {
    StubTransport(Session session) {
      super(session, new URLName("smtp", "mail.example.com", 25, null, null, null));
    }

    @Override
    public void sendMessage(Message message, Address[] addresses) {}

    /** As of SMTPTransport. */
    public String getLastServerResponse() {
      return "250 2.0.0 Ok: queued as 4F2A3B1C2D\n";
    }
  }

  private static final class DroppingExporter implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
