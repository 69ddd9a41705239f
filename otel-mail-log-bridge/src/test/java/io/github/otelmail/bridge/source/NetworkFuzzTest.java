// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.otelmail.bridge.event.LogLine;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Senders that mean no good, many at once, beside one that does: its messages all arrive once,
 * memory and disk stay within their limits, and afterwards every connection is gone, the input
 * works as before, and leaves nothing behind when it is closed. {@code -Dfuzz.connections=N} tries
 * more of them; many need {@code -Djunit.jupiter.execution.timeout.mode=disabled}.
 */
@Timeout(300)
class NetworkFuzzTest {
  private static final int CONNECTIONS = Integer.getInteger("fuzz.connections", 300);
  private static final int CLIENTS = 8;
  private static final int MAX_REQUEST = 64 * 1024;
  private static final long QUEUE_BYTES = 128 * 1024;
  private static final long BODY_BYTES = 256 * 1024;
  private static final long SPOOL_BYTES = 256 * 1024;
  private static final int GOOD_MESSAGES = 2_000;
  private static final int GOOD_REQUESTS = 200;

  /** Files that the JVM may open meanwhile for its own ends. */
  private static final int OWN_FILES = 30;

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final InetSocketAddress ANY_PORT = new InetSocketAddress(LOOPBACK, 0);
  private static final NetworkLimits LIMITS =
      new NetworkLimits(
          50,
          1_000,
          MAX_REQUEST,
          BODY_BYTES,
          QUEUE_BYTES,
          Duration.ofMillis(200),
          Duration.ofHours(1),
          Duration.ofMillis(200));
  private static final OtlpReceiver.Settings OTLP =
      new OtlpReceiver.Settings(ANY_PORT, null, LIMITS);

  /** Where an input keeps what it received. */
  private enum Store {
    MEMORY,
    SPOOL
  }

  @TempDir Path directory;

  private final Recorder told = new Recorder();
  private final List<SyslogPorts> ports = new ArrayList<>();
  private final Set<String> good = new HashSet<>();
  private long goodLines;
  private boolean attacked;

  @AfterEach
  void close() {
    ports.forEach(SyslogPorts::close);
  }

  private @Nullable Spooling spooling(Store store, @Nullable String position) {
    return store == Store.MEMORY ? null : new Spooling(directory, SPOOL_BYTES, position);
  }

  private SyslogServer syslog(Store store, @Nullable String position) throws IOException {
    List<InetSocketAddress> one = List.of(ANY_PORT);
    SyslogPorts fresh = new SyslogPorts(LIMITS);
    ports.add(fresh);
    SyslogServer.Settings settings =
        new SyslogServer.Settings(one, one, one, SyslogLab.TLS, false, fresh);
    return new SyslogServer(settings, spooling(store, position), () -> {}, told);
  }

  private OtlpReceiver otlp(Store store, @Nullable String position) throws IOException {
    return new OtlpReceiver(
        OTLP, new SendSpanQueue(10_000), spooling(store, position), () -> {}, told);
  }

  private void attack(IntConsumer attack, Runnable goodSender, Reader reader) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    List<Future<?>> all = new ArrayList<>();
    all.add(clients.submit(goodSender));
    for (int i = 0; i < CONNECTIONS; i++) {
      int seed = i;
      all.add(clients.submit(() -> attack.accept(seed)));
    }
    attacked = true;
    for (Future<?> each : all) {
      reader.until(each::isDone);
      each.get();
    }
    attacked = false;
    clients.shutdown();
  }

  /** Reads as the bridge does, and keeps what the good sender said. */
  private interface Reader {
    void until(BooleanSupplier done);
  }

  private Reader reader(LogSource source, Store store, Runnable check) {
    LogLine line = new LogLine();
    return done -> {
      while (!done.getAsBoolean()) {
        check.run();
        // A spool is left alone until it is full, so that its limits are met again and again.
        if (store == Store.MEMORY || !attacked || source.trouble() != null) {
          assertThat(filesBytes()).isLessThanOrEqualTo(SPOOL_BYTES + QUEUE_BYTES);
          read(source, line);
          source.acknowledge();
        }
        Thread.onSpinWait();
      }
    };
  }

  private void read(LogSource source, LogLine line) {
    while (source.next(line) == LogSource.Next.LINE) {
      String text = line.toString();
      if (text.contains(" good-")) {
        good.add(text.substring(text.indexOf(" good-")));
        goodLines++;
      }
    }
  }

  private long filesBytes() {
    File[] files = directory.toFile().listFiles();
    return Arrays.stream(files == null ? new File[0] : files).mapToLong(File::length).sum();
  }

  private static long openFiles() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  private static boolean hasThreads(String input) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith(input + "-"));
  }

  private void leavesNothingBehind(String input, long filesBefore) {
    while (hasThreads(input)) {
      Thread.onSpinWait();
    }
    assertThat(openFiles()).isLessThanOrEqualTo(filesBefore + OWN_FILES);
  }

  private void kept(Store store, LogSource again) {
    if (store == Store.SPOOL) {
      assertThat(told.notices)
          .anyMatch(text -> text.contains("the spool is full"))
          .anyMatch(text -> text.contains("the spool has room again"))
          .noneMatch(text -> text.contains("damaged") || text.contains("cannot be written"));
      assertThat(again.unreadBytes()).isZero();
    }
    assertThat(again.next(new LogLine())).isEqualTo(LogSource.Next.NONE);
  }

  /** Numbers that follow each other make generators that begin alike: they are spread out. */
  private static Random random(int seed) {
    return new Random(seed * 0x9E3779B97F4A7C15L);
  }

  private static String goodMessage(int number) {
    return "<22>Nov 22 08:00:00 mx1 postfix/qmgr[7]: good-" + number;
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void syslog_withstandsEverySender(Store store) throws Exception {
    long filesBefore = openFiles();
    String position;
    try (SyslogServer server = syslog(store, null)) {
      int udp = server.addresses().get(0).getPort();
      int tcp = server.addresses().get(1).getPort();
      int tls = server.addresses().get(2).getPort();
      Reader reader = reader(server, store, () -> staysBounded(server));
      attack(
          seed -> {
            Random random = random(seed);
            byte[] what = HostileSenders.syslog(random);
            switch (random.nextInt(6)) {
              case 0, 1 -> HostileSenders.say(tls, random, what);
              case 2 -> HostileSenders.datagram(udp, what);
              default -> HostileSenders.say(tcp, random, what);
            }
          },
          () -> sendGoodSyslog(tcp),
          reader);
      reader.until(() -> server.connections() == 0);
      reader.until(() -> good.size() == GOOD_MESSAGES);
      assertThat(goodLines).isEqualTo(GOOD_MESSAGES);
      assertThat(told.lost).containsKeys("syslog message too long", "syslog TLS refused");
      HostileSenders.say(tcp, new Random(0), (goodMessage(-1) + "\n").getBytes(UTF_8));
      reader.until(() -> good.contains(" good--1"));
      position = server.position();
    }
    ports.forEach(SyslogPorts::close);
    leavesNothingBehind("syslog", filesBefore);
    try (SyslogServer again = syslog(store, position)) {
      kept(store, again);
    }
  }

  private static void staysBounded(NetworkSource source) {
    assertThat(source.waitingBytes()).isLessThanOrEqualTo(QUEUE_BYTES + 100_000);
    assertThat(source.storedBytes()).isLessThanOrEqualTo(SPOOL_BYTES);
  }

  private static void sendGoodSyslog(int port) {
    try (Socket socket = new Socket(LOOPBACK, port)) {
      for (int i = 0; i < GOOD_MESSAGES; i++) {
        String message = goodMessage(i);
        String framed = i % 2 == 0 ? message + "\n" : message.length() + " " + message;
        socket.getOutputStream().write(framed.getBytes(UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LogRecord.Builder record(String text) {
    return LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue(text));
  }

  private static byte[] goodRequest(int number) {
    String header = "Nov 22 08:00:00 mx1 postfix/qmgr[7]: ";
    return OtlpLogLinesTest.request(
            record(header + "good-" + number), record(header + "x".repeat(5_000)))
        .toByteArray();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void otlp_withstandsEverySender(Store store) throws Exception {
    long filesBefore = openFiles();
    String position;
    try (OtlpReceiver receiver = otlp(store, null)) {
      int port = receiver.address().getPort();
      Reader reader =
          reader(
              receiver,
              store,
              () -> {
                staysBounded(receiver);
                assertThat(receiver.bodyBytes()).isLessThanOrEqualTo(BODY_BYTES + MAX_REQUEST);
              });
      attack(
          seed -> {
            Random random = random(seed);
            HostileSenders.say(
                port, random, HostileSenders.otlp(random, goodRequest(0), MAX_REQUEST));
          },
          () -> sendGoodOtlp(port, GOOD_REQUESTS),
          reader);
      reader.until(() -> receiver.connections() == 0);
      reader.until(() -> good.size() >= GOOD_REQUESTS);
      assertThat(receiver.bodyBytes()).isZero();
      assertThat(told.lost).containsKeys("otlp request not understood", "otlp request too large");
      Future<?> again = CompletableFuture.runAsync(() -> sendGoodOtlp(port, 1));
      reader.until(again::isDone);
      again.get();
      read(receiver, new LogLine());
      receiver.acknowledge();
      position = receiver.position();
    }
    leavesNothingBehind("otlp", filesBefore);
    try (OtlpReceiver again = otlp(store, position)) {
      kept(store, again);
    }
  }

  /** Each one until it is answered with a success, as an exporter does. */
  private static void sendGoodOtlp(int port, int count) {
    for (int i = 0; i < count; i++) {
      String answer = "";
      while (!answer.startsWith("HTTP/1.1 200")) {
        try (Socket socket = new Socket(LOOPBACK, port)) {
          socket
              .getOutputStream()
              .write(
                  HostileSenders.sized(
                      "Content-Type: application/x-protobuf\r\nConnection: close\r\n",
                      goodRequest(i)));
          answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
          // Thrown out because of all the others: to be tried again.
          answer = "";
        }
      }
    }
  }
}
