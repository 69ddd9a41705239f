// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static io.github.otelmail.bridge.RunProcesses.awaitSaying;
import static io.github.otelmail.bridge.RunProcesses.hangUp;
import static io.github.otelmail.bridge.RunProcesses.lineWith;
import static io.github.otelmail.bridge.RunProcesses.portIn;
import static io.github.otelmail.bridge.RunProcesses.terminate;
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
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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

  private final RunProcesses processes = new RunProcesses();

  @AfterEach
  void endProcesses() {
    processes.close();
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
          processes.start(
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
      Process run = processes.start(receiver.endpoint(), arguments);
      int step = 65;
      for (int from = 0; from < GREYLIST.size(); from += step) {
        List<String> lines = GREYLIST.subList(from, Math.min(from + step, GREYLIST.size()));
        Files.writeString(log, String.join("", lines), StandardOpenOption.APPEND);
        assertThat(requests.poll(1, TimeUnit.MINUTES)).as("sent after line %d", from).isNotNull();
        if (from % (2 * step) == 0) {
          run.destroyForcibly();
          assertThat(run.waitFor()).isEqualTo(SIGKILLED);
          run = processes.start(receiver.endpoint(), arguments);
        }
      }
      awaitSaying(run.inputReader(), "reading");
      terminate(run);
      assertThat(run.waitFor()).as("exit code after SIGTERM").isZero();
      Process last =
          processes.start(receiver.endpoint(), "--once", "--state-dir", arguments[2], arguments[3]);
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
    Process run =
        processes.start(nobody, "--new-files=start", "--state-dir", state, log.toString());
    try (BufferedReader said = run.inputReader()) {
      awaitSaying(said, "cannot export to " + nobody);
      terminate(run);
      awaitSaying(said, "not sent any more");
    }
    assertThat(run.waitFor()).as("exit code after SIGTERM").isZero();
    try (HttpReceiver receiver = new HttpReceiver(0, request -> 200)) {
      Process last =
          processes.start(receiver.endpoint(), "--once", "--state-dir", state, log.toString());
      assertThat(last.waitFor()).isZero();
      assertThat(ids(receiver.spans())).isEqualTo(undisturbed());
    }
  }

  @Test
  void standardInput_isReadToItsEnd() throws Exception {
    try (HttpReceiver receiver = new HttpReceiver(0, request -> 200)) {
      String state = directory.resolve("state").toString();
      Process run = processes.start(receiver.endpoint(), "--state-dir", state, "-");
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
    Path log = directory.resolve("whole.log");
    List<String> bounces = CapturedLog.lines("bounces/mail.log");
    Files.writeString(log, String.join("", bounces) + String.join("", GREYLIST));
    Set<String> expected;
    try (HttpReceiver receiver = new HttpReceiver(0, request -> 200)) {
      String state = directory.resolve("whole-state").toString();
      Process whole =
          processes.start(
              receiver.endpoint(), "--once", "--from=start", "--state-dir", state, log.toString());
      assertThat(whole.waitFor()).isZero();
      expected = ids(receiver.spans());
    }
    try (HttpReceiver receiver = new HttpReceiver(0, request -> 200)) {
      String state = directory.resolve("state").toString();
      Process run =
          processes.start(receiver.endpoint(), "--otlp=0", "--syslog-tcp=0", "--state-dir", state);
      BufferedReader said = run.inputReader();
      int syslog = portIn(lineWith(said, "syslog: listening"));
      int otlp = portIn(lineWith(said, "otlp: listening"));
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), syslog)) {
        socket.getOutputStream().write(String.join("", bounces).getBytes(StandardCharsets.UTF_8));
      }
      try (OtlpGrpcLogRecordExporter exporter =
          OtlpGrpcLogRecordExporter.builder().setEndpoint("http://127.0.0.1:" + otlp).build()) {
        List<LogRecordData> records = new ArrayList<>();
        for (String line : GREYLIST) {
          records.add(TestLogRecordData.builder().setBodyValue(Value.of(line.strip())).build());
        }
        CompletableResultCode result = exporter.export(records).join(1, TimeUnit.MINUTES);
        assertThat(result.isSuccess()).isTrue();
      }
      assertThat(receiver.await(spans -> ids(spans).containsAll(expected))).as("spans").isTrue();
      terminate(run);
      assertThat(run.waitFor()).isZero();
      assertThat(ids(receiver.spans())).isEqualTo(expected);
    }
  }

  @Test
  void hangUp_makesItReadItsConfigurationAgain() throws Exception {
    Path first = Files.writeString(directory.resolve("first.log"), "");
    Path second = Files.writeString(directory.resolve("second.log"), String.join("", GREYLIST));
    Path file = directory.resolve("bridge.yaml");
    String state = "state-dir: " + directory.resolve("state") + "\nnew-files: start\n";
    Files.writeString(file, state + "files: [" + first + "]\n");
    try (HttpReceiver receiver = new HttpReceiver(0, request -> 200)) {
      Process run = processes.start(receiver.endpoint(), "--config", file.toString());
      BufferedReader said = run.inputReader();
      awaitSaying(said, "reading " + first);
      Files.writeString(file, state + "colour: blue\nfiles: [" + second + "]\n");
      hangUp(run);
      assertThat(lineWith(said, "not reloaded")).contains("bridge.yaml:3: no option colour");
      Files.writeString(file, state + "files: [" + first + ", " + second + "]\n");
      hangUp(run);
      assertThat(lineWith(said, "reloaded: ")).contains(first.toString(), second.toString());
      Set<String> expected = undisturbed();
      assertThat(receiver.await(spans -> ids(spans).containsAll(expected))).as("spans").isTrue();
      terminate(run);
      assertThat(run.waitFor()).isZero();
      assertThat(ids(receiver.spans())).isEqualTo(expected);
    }
  }

  /** The sender never hears which of its lines were read. */
  @Test
  void whatASenderWritesWithoutEnd_isReadOverAHangUpAndAStop() throws Exception {
    String state = directory.resolve("state").toString();
    Path file = Files.writeString(directory.resolve("bridge.yaml"), "state-dir: " + state + "\n");
    String[] arguments = {"--config", file.toString(), "--syslog-tcp=0"};
    try (HttpReceiver receiver = new HttpReceiver(0, request -> 200)) {
      Process run = processes.start(receiver.endpoint(), arguments);
      BufferedReader said = run.inputReader();
      int port = portIn(lineWith(said, "syslog: listening"));
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        for (int i = 0; i < GREYLIST.size(); i++) {
          socket.getOutputStream().write(GREYLIST.get(i).getBytes(StandardCharsets.UTF_8));
          if (i % 150 == 100) {
            hangUp(run);
            awaitSaying(said, "reloaded: ");
          }
        }
        terminate(run);
        assertThat(socket.getInputStream().read()).as("what says that it ends").isEqualTo(-1);
      }
      assertThat(run.waitFor()).isZero();
      Process next = processes.start(receiver.endpoint(), arguments);
      Set<String> expected = undisturbed();
      assertThat(receiver.await(spans -> ids(spans).containsAll(expected))).as("spans").isTrue();
      terminate(next);
      assertThat(next.waitFor()).isZero();
      assertThat(ids(receiver.spans())).isEqualTo(expected);
    }
  }

  @Test
  void spansOfApplications_giveTheirMailsTheirTrace() throws Exception {
    Path log = Files.createFile(directory.resolve("mail.log"));
    String queueId = GREYLIST.get(6).replaceAll(".*: (\\w+): client=.*\n", "$1");
    SpanContext send =
        SpanContext.create(
            "a".repeat(32), "b".repeat(16), TraceFlags.getSampled(), TraceState.getDefault());
    Instant sent = Instant.parse(Year.now(ZoneOffset.UTC) + "-11-22T02:33:31Z");
    try (HttpReceiver receiver = new HttpReceiver(0, request -> 200)) {
      String state = directory.resolve("state").toString();
      Process run =
          processes.start(
              receiver.endpoint(),
              "--otlp=0",
              "--new-files=start",
              "--state-dir",
              state,
              log.toString());
      int otlp = portIn(lineWith(run.inputReader(), "otlp: listening"));
      try (OtlpGrpcSpanExporter exporter =
          OtlpGrpcSpanExporter.builder().setEndpoint("http://127.0.0.1:" + otlp).build()) {
        CompletableResultCode result = exporter.export(List.of(sendSpan(send, queueId, sent)));
        assertThat(result.join(1, TimeUnit.MINUTES).isSuccess()).isTrue();
      }
      Files.writeString(log, String.join("", GREYLIST));
      Predicate<Span> isChild = span -> id(span.getParentSpanId()).equals(send.getSpanId());
      assertThat(receiver.await(spans -> spans.stream().anyMatch(isChild))).as("child").isTrue();
      Span receive = receiver.spans().stream().filter(isChild).findFirst().orElseThrow();
      assertThat(receive.getName()).isEqualTo("receive email");
      assertThat(id(receive.getTraceId())).isEqualTo(send.getTraceId());
      assertThat(receive.toString()).contains(queueId, "send_span_queue_id");
    }
  }

  private static SpanData sendSpan(SpanContext context, String queueId, Instant sent) {
    long nanos = TimeUnit.SECONDS.toNanos(sent.getEpochSecond());
    return TestSpanData.builder()
        .setName("send email")
        .setKind(SpanKind.PRODUCER)
        .setSpanContext(context)
        .setStartEpochNanos(nanos)
        .setEndEpochNanos(nanos + 1_000)
        .setHasEnded(true)
        .setStatus(StatusData.unset())
        .setAttributes(
            Attributes.builder()
                .put("messaging.system", "smtp")
                .put("messaging.operation.type", "send")
                .put("email.next.local_id", queueId)
                .build())
        .build();
  }

  @Test
  void whatWasReceivedWhileTheReceiverIsAway_survivesAKill() throws Exception {
    Path state = directory.resolve("state");
    String nobody;
    try (HttpReceiver closed = new HttpReceiver(0, request -> 200)) {
      nobody = closed.endpoint();
    }
    int half = GREYLIST.size() / 2;
    Process run = processes.start(nobody, "--otlp=0", "--state-dir", state.toString());
    int port = portIn(lineWith(run.inputReader(), "otlp: listening"));
    sendOtlp(port, GREYLIST.subList(0, half));
    awaitSaying(run.inputReader(), "cannot export to " + nobody);
    sendOtlp(port, GREYLIST.subList(half, GREYLIST.size()));
    run.destroyForcibly();
    assertThat(run.waitFor()).isEqualTo(SIGKILLED);
    Set<String> expected = undisturbed();
    try (HttpReceiver receiver = new HttpReceiver(0, request -> 200)) {
      Process next =
          processes.start(receiver.endpoint(), "--otlp=0", "--state-dir", state.toString());
      assertThat(receiver.await(spans -> ids(spans).containsAll(expected))).as("spans").isTrue();
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
}
