// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Network inputs with their spool on the file system, written by its thread. */
@Timeout(120)
class SpooledInputsTest extends SourceContract {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String HEADER = "Nov 22 08:00:00 mx1 postfix/qmgr[7]: ";
  private static final long LARGE = 64L * 1024 * 1024;

  @TempDir Path directory;

  private final SyslogPorts ports = new SyslogPorts(NetworkLimits.DEFAULT);

  @AfterEach
  void close() {
    ports.close();
  }

  private SyslogServer syslog(long maxBytes, @Nullable String position, PipelineListener listener)
      throws IOException {
    SyslogServer.Settings settings =
        new SyslogServer.Settings(List.of(), List.of(ANY_PORT), List.of(), null, false, ports);
    return new SyslogServer(
        settings, new Spooling(directory.resolve("a/b"), maxBytes, position), () -> {}, listener);
  }

  private static void send(SyslogServer to, byte[] input) {
    InetSocketAddress address = to.addresses().get(0);
    Thread sender =
        new Thread(
            () -> {
              try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                socket.getOutputStream().write(input);
              } catch (IOException e) {
                // The test is over and has closed the server.
                return;
              }
            });
    sender.setDaemon(true);
    sender.start();
  }

  @Override
  LogSource sourceOf(byte[] input, PipelineListener listener) throws IOException {
    SyslogServer made = syslog(LARGE, null, listener);
    send(made, input);
    return made;
  }

  @Override
  LogSource sourceAt(@Nullable String position) throws IOException {
    return syslog(LARGE, position, PipelineListener.NOOP);
  }

  @Override
  String text(LogLine received) {
    return received.toString().replaceFirst("^\\S+Z 127.0.0.1 ", "");
  }

  @Override
  long bytesAheadAtMost() {
    return Long.MAX_VALUE;
  }

  @Override
  long bytesTaken() {
    return 0;
  }

  @Test
  void whatIsInTheSpool_canWaitForTheNextRun() throws Exception {
    try (SyslogServer source = syslog(LARGE, null, PipelineListener.NOOP)) {
      send(source, numbered(10));
      await(source, new LogLine());
      assertThat(source.stopReceiving()).isFalse();
    }
  }

  @Override
  @Test
  void aReaderThatStops_holdsTheSourceBack() throws Exception {
    int count = 100_000;
    long maxBytes = 1_000_000;
    Recorder told = new Recorder();
    try (SyslogServer source = syslog(maxBytes, null, told)) {
      send(source, numbered(count));
      while (source.trouble() == null) {
        Thread.onSpinWait();
      }
      assertThat(source.trouble()).isEqualTo("syslog: the spool is full");
      assertThat(source.storedBytes()).isLessThanOrEqualTo(maxBytes);
      LogLine line = new LogLine();
      for (int i = 0; i < count; i++) {
        while (source.next(line) == LogSource.Next.NONE) {
          source.acknowledge();
        }
        assertThat(text(line)).isEqualTo("line " + i);
      }
      source.acknowledge();
      assertThat(source.trouble()).isNull();
      assertThat(told.notices).contains("syslog: the spool has room again");
      assertThat(told.lost).isEmpty();
    }
  }

  private static LogRecord.Builder record(String text) {
    return LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue(HEADER + text));
  }

  @Test
  void anOtlpRequest_isAnsweredBeforeAnybodyReadsIt() throws Exception {
    OtlpReceiver.Settings settings =
        new OtlpReceiver.Settings(ANY_PORT, null, NetworkLimits.DEFAULT);
    Spooling spooling = new Spooling(directory, LARGE, null);
    LogLine line = new LogLine();
    try (OtlpReceiver receiver =
        new OtlpReceiver(
            settings, new SendSpanQueue(10_000), spooling, () -> {}, PipelineListener.NOOP)) {
      URI uri = URI.create("http://127.0.0.1:" + receiver.address().getPort() + "/v1/logs");
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .header("Content-Type", "application/x-protobuf")
              .POST(
                  HttpRequest.BodyPublishers.ofByteArray(
                      OtlpLogLinesTest.request(record("one"), record("two")).toByteArray()))
              .build();
      assertThat(
              HttpClient.newHttpClient()
                  .send(request, HttpResponse.BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(200);
    }
    try (OtlpReceiver again =
        new OtlpReceiver(
            settings, new SendSpanQueue(10_000), spooling, () -> {}, PipelineListener.NOOP)) {
      assertThat(again.unreadBytes()).isPositive();
      assertThat(again.next(line)).isEqualTo(LogSource.Next.LINE);
      assertThat(line).hasToString(HEADER + "one");
      assertThat(again.next(line)).isEqualTo(LogSource.Next.LINE);
      assertThat(again.next(line)).isEqualTo(LogSource.Next.NONE);
    }
  }

  @Test
  void aDirectoryThatCannotBeMade_isNamed() throws IOException {
    Files.write(directory.resolve("a"), "a file".getBytes(UTF_8));
    assertThatThrownBy(() -> syslog(LARGE, null, PipelineListener.NOOP))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory.resolve("a").toString());
  }
}
