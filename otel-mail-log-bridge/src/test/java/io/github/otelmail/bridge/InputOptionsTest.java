// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.source.FileTail.Start;
import io.github.otelmail.bridge.source.LogSource;
import io.github.otelmail.bridge.source.NetworkLimits;
import io.github.otelmail.bridge.source.SyslogPorts;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The options of the inputs, from the command line to who can connect. */
@Timeout(120)
class InputOptionsTest {
  @TempDir Path directory;

  private static final Path CERTIFICATE = Path.of("src/test/resources/tls/server.pem");
  private static final Path KEY = Path.of("src/test/resources/tls/server.key");

  private final List<String> told = new ArrayList<>();
  private final List<LogSource> opened = new ArrayList<>();
  private final SyslogPorts ports = new SyslogPorts(NetworkLimits.DEFAULT);

  @AfterEach
  void close() {
    opened.forEach(LogSource::close);
    ports.close();
  }

  private List<SourceFactory> factories(String... arguments) {
    RunOptions options = new RunOptions();
    Main.commandLine(options).parseArgs(arguments);
    return options.inputs.factories(true, directory, ports);
  }

  /** Opens what the arguments name and returns the port. */
  private int listening(String... arguments) throws IOException {
    PipelineListener listener =
        new PipelineListener() {
          @Override
          public void notice(String text) {
            told.add(text);
          }
        };
    opened.add(factories(arguments).get(0).open(null, Start.END, () -> {}, listener));
    return Integer.parseInt(told.get(0).replaceAll(".*:([0-9]+)\\]?$", "$1"));
  }

  private static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OtlpHttpSpanExporterBuilder overHttp(int port, String scheme) {
    return OtlpHttpSpanExporter.builder()
        .setRetryPolicy(null)
        .setEndpoint(scheme + "://localhost:" + port + "/v1/traces");
  }

  private static OtlpGrpcSpanExporterBuilder overGrpc(int port) {
    return OtlpGrpcSpanExporter.builder()
        .setRetryPolicy(null)
        .setEndpoint("https://localhost:" + port);
  }

  private static boolean isTaken(SpanExporter from) {
    try (SpanExporter exporter = from) {
      return exporter
          .export(
              List.of(
                  TestSpanData.builder()
                      .setName("any")
                      .setKind(SpanKind.INTERNAL)
                      .setSpanContext(
                          SpanContext.create(
                              "a".repeat(32),
                              "b".repeat(16),
                              TraceFlags.getSampled(),
                              TraceState.getDefault()))
                      .setStartEpochNanos(1)
                      .setEndEpochNanos(2)
                      .setHasEnded(true)
                      .setAttributes(Attributes.empty())
                      .setStatus(StatusData.unset())
                      .build()))
          .join(1, TimeUnit.MINUTES)
          .isSuccess();
    }
  }

  @Test
  void otlpTls_isSpokenAndNothingElse() throws Exception {
    int port = listening("--otlp=0", "--otlp-tls", "--tls-cert=" + CERTIFICATE, "--tls-key=" + KEY);
    byte[] trusted = bytes(CERTIFICATE);
    assertThat(isTaken(overHttp(port, "https").setTrustedCertificates(trusted).build())).isTrue();
    assertThat(isTaken(overGrpc(port).setTrustedCertificates(trusted).build())).isTrue();
    assertThat(isTaken(overHttp(port, "http").build())).isFalse();
    LogSource otlp = opened.get(0);
    while (told.size() == 1) {
      assertThat(otlp.next(new LogLine())).isEqualTo(LogSource.Next.NONE);
      Thread.onSpinWait();
    }
    assertThat(told.get(1)).startsWith("otlp TLS refused: ");
  }

  @Test
  void tlsClientCa_letsInWhoHasACertificateOfIts() throws Exception {
    int port =
        listening(
            "--otlp=0",
            "--otlp-tls",
            "--tls-cert=" + CERTIFICATE,
            "--tls-key=" + KEY,
            "--tls-client-ca=" + CERTIFICATE);
    byte[] trusted = bytes(CERTIFICATE);
    assertThat(isTaken(overGrpc(port).setTrustedCertificates(trusted).build())).isFalse();
    assertThat(isTaken(overHttp(port, "https").setTrustedCertificates(trusted).build())).isFalse();
    assertThat(
            isTaken(
                overGrpc(port)
                    .setTrustedCertificates(trusted)
                    .setClientTls(bytes(KEY), trusted)
                    .build()))
        .isTrue();
    assertThat(
            isTaken(
                overHttp(port, "https")
                    .setTrustedCertificates(trusted)
                    .setClientTls(bytes(KEY), trusted)
                    .build()))
        .isTrue();
  }

  @Test
  void otlpTlsWithoutItsFiles_isNamed() {
    assertThatThrownBy(() -> factories("--otlp=0", "--otlp-tls"))
        .hasMessage("--otlp-tls needs --tls-cert and --tls-key");
    assertThatThrownBy(() -> factories("--otlp=0", "--otlp-tls", "--tls-cert=" + CERTIFICATE))
        .hasMessage("--otlp-tls needs --tls-cert and --tls-key");
  }

  @Test
  void aFileThatIsNoCertificate_isNamedWhenItIsOpened() {
    for (String wrong :
        List.of("--tls-cert=pom.xml", "--tls-key=pom.xml", "--tls-client-ca=pom.xml")) {
      List<String> arguments =
          new ArrayList<>(
              List.of("--otlp=0", "--otlp-tls", "--tls-cert=" + CERTIFICATE, "--tls-key=" + KEY));
      arguments.removeIf(argument -> argument.startsWith(wrong.substring(0, 10)));
      arguments.add(wrong);
      assertThatThrownBy(() -> listening(arguments.toArray(String[]::new)))
          .as(wrong)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("pom.xml");
    }
  }

  @Test
  void applications_areHeardOnTheOtlpPort() {
    assertThat(Objects.requireNonNull(factories("--otlp=0").get(0).sendSpans()).drain()).isEmpty();
    assertThat(factories("--syslog-udp=0").get(0).sendSpans()).isNull();
  }
}
