// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.otelmail.bridge.telemetry.HttpReceiver;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.testing.logs.TestLogRecordData;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code otel-mail run} as the process it is, with a receiver that speaks OTLP. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RunProcessTest {
  private static final List<String> GREYLIST = CapturedLog.lines("greylist/mail.log");
  private static final int SIGKILLED = 137;

  @TempDir Path directory;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endProcesses() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(String endpoint, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add("run");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_"));
    builder.environment().putAll(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "TZ", "UTC"));
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static void awaitSaying(BufferedReader said, String text) throws IOException {
    String unused = lineWith(said, text);
  }

  private static String lineWith(BufferedReader said, String text) throws IOException {
    List<String> lines = new ArrayList<>();
    String line = said.readLine();
    while (line != null && !line.contains(text)) {
      lines.add(line);
      line = said.readLine();
    }
    assertThat(line).as("the line with '%s' after %s", text, lines).isNotNull();
    return line;
  }

  /** Sends SIGTERM and leaves the streams open, unlike {@link Process#destroy}. */
  private static void terminate(Process process) {
    assertThat(process.toHandle().destroy()).isTrue();
  }

  private static String id(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static Set<String> ids(List<Span> spans) {
    return spans.stream()
        .map(span -> id(span.getTraceId()) + "/" + id(span.getSpanId()))
        .collect(Collectors.toSet());
  }

  /** What a run over the whole log gives that nobody disturbs. */
  private Set<String> undisturbed() throws Exception {
    Path log = directory.resolve("whole.log");
    Files.writeString(log, String.join("", GREYLIST));
    try (HttpReceiver receiver = new HttpReceiver(0, request -> 200)) {
      String state = directory.resolve("whole-state").toString();
      Process run =
          start(
              receiver.endpoint(), "--once", "--from=start", "--state-dir", state, log.toString());
      String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(run.waitFor()).as(said).isZero();
      assertThat(said).contains("reading " + log, "from its start", receiver.endpoint(), state);
      assertThat(said).contains("ended: lines " + GREYLIST.size());
      return ids(receiver.spans());
    }
  }

  @Test
  void killedInTheMiddleOfAGrowingLog_theNextRunGoesOn() throws Exception {
    BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    Path log = Files.createFile(directory.resolve("mail.log"));
    String[] arguments = {
      "--new-files=start", "--state-dir", directory.resolve("state").toString(), log.toString()
    };
    try (HttpReceiver receiver =
        new HttpReceiver(
            0,
            request -> {
              requests.add("request");
              return 200;
            })) {
      Process run = start(receiver.endpoint(), arguments);
      int step = 65;
      for (int from = 0; from < GREYLIST.size(); from += step) {
        List<String> lines = GREYLIST.subList(from, Math.min(from + step, GREYLIST.size()));
        Files.writeString(log, String.join("", lines), StandardOpenOption.APPEND);
        assertThat(requests.poll(1, TimeUnit.MINUTES)).as("sent after line %d", from).isNotNull();
        if (from % (2 * step) == 0) {
          run.destroyForcibly();
          assertThat(run.waitFor()).isEqualTo(SIGKILLED);
          run = start(receiver.endpoint(), arguments);
        }
      }
      awaitSaying(run.inputReader(), "reading");
      terminate(run);
      assertThat(run.waitFor()).as("exit code after SIGTERM").isZero();
      Process last =
          start(receiver.endpoint(), "--once", "--state-dir", arguments[2], arguments[3]);
      assertThat(last.waitFor()).isZero();
      assertThat(ids(receiver.spans())).isEqualTo(undisturbed());
      assertParentsCameFirst(receiver.spans());
    }
  }

  private static void assertParentsCameFirst(List<Span> spans) {
    Set<String> ever = spans.stream().map(span -> id(span.getSpanId())).collect(Collectors.toSet());
    Set<String> soFar = new HashSet<>();
    for (Span span : spans) {
      String parent = id(span.getParentSpanId());
      assertThat(!ever.contains(parent) || soFar.contains(parent))
          .as("parent of %s", span)
          .isTrue();
      soFar.add(id(span.getSpanId()));
    }
    assertThat(soFar).hasSizeGreaterThan(200);
  }

  @Test
  void receiverAway_theProcessEndsInTimeAndTheNextRunSendsAll() throws Exception {
    Path log = directory.resolve("mail.log");
    Files.writeString(log, String.join("", GREYLIST));
    String state = directory.resolve("state").toString();
    String nobody;
    try (HttpReceiver closed = new HttpReceiver(0, request -> 200)) {
      nobody = closed.endpoint();
    }
    Process run = start(nobody, "--new-files=start", "--state-dir", state, log.toString());
    try (BufferedReader said = run.inputReader()) {
      awaitSaying(said, "cannot export to " + nobody);
      terminate(run);
      awaitSaying(said, "not sent any more");
    }
    assertThat(run.waitFor()).as("exit code after SIGTERM").isZero();
    try (HttpReceiver receiver = new HttpReceiver(0, request -> 200)) {
      Process last = start(receiver.endpoint(), "--once", "--state-dir", state, log.toString());
      assertThat(last.waitFor()).isZero();
      assertThat(ids(receiver.spans())).isEqualTo(undisturbed());
    }
  }

  @Test
  void standardInput_isReadToItsEnd() throws Exception {
    try (HttpReceiver receiver = new HttpReceiver(0, request -> 200)) {
      String state = directory.resolve("state").toString();
      Process run = start(receiver.endpoint(), "--state-dir", state, "-");
      try (OutputStream in = run.getOutputStream()) {
        in.write(String.join("", GREYLIST).getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      assertThat(run.waitFor()).isZero();
      assertThat(ids(receiver.spans())).isEqualTo(undisturbed());
    }
  }

  @Test
  void networkInputs_giveTheSpansOfTheirLines() throws Exception {
    BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    Path log = directory.resolve("whole.log");
    List<String> bounces = CapturedLog.lines("bounces/mail.log");
    Files.writeString(log, String.join("", bounces) + String.join("", GREYLIST));
    Set<String> expected;
    try (HttpReceiver receiver = new HttpReceiver(0, request -> 200)) {
      String state = directory.resolve("whole-state").toString();
      Process whole =
          start(
              receiver.endpoint(), "--once", "--from=start", "--state-dir", state, log.toString());
      assertThat(whole.waitFor()).isZero();
      expected = ids(receiver.spans());
    }
    try (HttpReceiver receiver =
        new HttpReceiver(
            0,
            request -> {
              requests.add("request");
              return 200;
            })) {
      String state = directory.resolve("state").toString();
      Process run = start(receiver.endpoint(), "--otlp=0", "--syslog-tcp=0", "--state-dir", state);
      BufferedReader said = run.inputReader();
      int syslog = portIn(lineWith(said, "syslog: listening"));
      int otlp = portIn(lineWith(said, "otlp: listening"));
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), syslog)) {
        socket.getOutputStream().write(String.join("", bounces).getBytes(StandardCharsets.UTF_8));
      }
      sendOtlp(otlp, GREYLIST);
      while (!ids(receiver.spans()).containsAll(expected)) {
        assertThat(requests.poll(1, TimeUnit.MINUTES)).as("more spans").isNotNull();
      }
      terminate(run);
      assertThat(run.waitFor()).isZero();
      assertThat(ids(receiver.spans())).isEqualTo(expected);
    }
  }

  @Test
  void whatWasReceivedWhileTheReceiverIsAway_survivesAKill() throws Exception {
    Path state = directory.resolve("state");
    String nobody;
    try (HttpReceiver closed = new HttpReceiver(0, request -> 200)) {
      nobody = closed.endpoint();
    }
    int half = GREYLIST.size() / 2;
    Process run = start(nobody, "--otlp=0", "--state-dir", state.toString());
    int port = portIn(lineWith(run.inputReader(), "otlp: listening"));
    sendOtlp(port, GREYLIST.subList(0, half));
    awaitSaying(run.inputReader(), "cannot export to " + nobody);
    sendOtlp(port, GREYLIST.subList(half, GREYLIST.size()));
    run.destroyForcibly();
    assertThat(run.waitFor()).isEqualTo(SIGKILLED);
    BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    Set<String> expected = undisturbed();
    try (HttpReceiver receiver =
        new HttpReceiver(
            0,
            request -> {
              requests.add("request");
              return 200;
            })) {
      Process next = start(receiver.endpoint(), "--otlp=0", "--state-dir", state.toString());
      while (!ids(receiver.spans()).containsAll(expected)) {
        assertThat(requests.poll(1, TimeUnit.MINUTES)).as("more spans").isNotNull();
      }
      terminate(next);
      assertThat(next.waitFor()).isZero();
      assertThat(ids(receiver.spans())).isEqualTo(expected);
    }
  }

  /** Returns when the bridge has answered that the lines are safe. */
  private static void sendOtlp(int port, List<String> lines) {
    try (OtlpGrpcLogRecordExporter exporter =
        OtlpGrpcLogRecordExporter.builder().setEndpoint("http://127.0.0.1:" + port).build()) {
      List<LogRecordData> records = new ArrayList<>();
      for (String line : lines) {
        records.add(TestLogRecordData.builder().setBodyValue(Value.of(line.strip())).build());
      }
      CompletableResultCode result = exporter.export(records).join(1, TimeUnit.MINUTES);
      assertThat(result.isSuccess()).isTrue();
    }
  }

  private static int portIn(String line) {
    return Integer.parseInt(line.replaceAll(".*:([0-9]+)\\]?$", "$1"));
  }
}
