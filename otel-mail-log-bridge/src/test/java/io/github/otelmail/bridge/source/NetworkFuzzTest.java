// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
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
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Senders that mean no good, many at once, beside one that does: its messages all arrive once,
 * memory stays within its limits, and afterwards every connection is gone and the input works as
 * before. {@code -Dfuzz.connections=N} tries more of them.
 */
@Timeout(300)
class NetworkFuzzTest {
  private static final int CONNECTIONS = Integer.getInteger("fuzz.connections", 300);
  private static final int CLIENTS = 8;
  private static final int MAX_REQUEST = 64 * 1024;
  private static final long QUEUE_BYTES = 128 * 1024;
  private static final long BODY_BYTES = 256 * 1024;
  private static final int GOOD_MESSAGES = 2_000;
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
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

  private final Recorder told = new Recorder();
  private final Set<String> good = new HashSet<>();
  private long goodLines;

  private static byte[] noise(Random random, int max) {
    byte[] bytes = new byte[random.nextInt(max)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Connects, says this, and sometimes waits for what comes of it. */
  private static void say(int port, Random random, byte[] what) {
    try (Socket socket = new Socket(LOOPBACK, port)) {
      socket.setSoTimeout(300);
      OutputStream out = socket.getOutputStream();
      int middle = random.nextInt(what.length + 1);
      out.write(what, 0, middle);
      out.flush();
      out.write(what, middle, what.length - middle);
      switch (random.nextInt(4)) {
        case 0 -> socket.setSoLinger(true, 0);
        case 1 -> socket.shutdownOutput();
        case 2 -> assertThat(socket.getInputStream().read()).isBetween(-1, 255);
        default -> {}
      }
    } catch (IOException e) {
      // Being thrown out is what these senders have to expect.
      return;
    }
  }

  private void attack(IntConsumer attack, Runnable goodSender, Reader reader) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    List<Future<?>> all = new ArrayList<>();
    all.add(clients.submit(goodSender));
    for (int i = 0; i < CONNECTIONS; i++) {
      int seed = i;
      all.add(clients.submit(() -> attack.accept(seed)));
    }
    for (Future<?> each : all) {
      reader.until(each::isDone);
      each.get();
    }
    clients.shutdown();
  }

  /** Reads as the bridge does, and keeps what the good sender said. */
  private interface Reader {
    void until(BooleanSupplier done);
  }

  private Reader reader(LogSource source, Runnable check) {
    LogLine line = new LogLine();
    return done -> {
      while (!done.getAsBoolean()) {
        check.run();
        while (source.next(line) == LogSource.Next.LINE) {
          String text = line.toString();
          if (text.contains(" good-")) {
            good.add(text.substring(text.indexOf(" good-")));
            goodLines++;
          }
        }
        source.acknowledge();
        Thread.onSpinWait();
      }
    };
  }

  private static String goodMessage(int number) {
    return "<22>Nov 22 08:00:00 mx1 postfix/qmgr[7]: good-" + number;
  }

  private static byte[] hostileSyslog(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> noise(random, 50_000);
      case 1 -> ("9999999 " + "x".repeat(random.nextInt(5_000))).getBytes(UTF_8);
      case 2 -> "x".repeat(random.nextInt(100_000)).getBytes(UTF_8);
      case 3 -> (random.nextInt(100_000) + " ").getBytes(UTF_8);
      case 4 -> "\n\0".repeat(random.nextInt(10_000)).getBytes(UTF_8);
      case 5 -> ("<" + random.nextInt() + ">1 - - - - - [").repeat(20).getBytes(UTF_8);
      case 6 -> new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3};
      default -> "1 a2 bc0 ".repeat(random.nextInt(3_000)).getBytes(UTF_8);
    };
  }

  @Test
  void syslog_withstandsEverySender() throws Exception {
    InetSocketAddress any = new InetSocketAddress(LOOPBACK, 0);
    SyslogServer.Settings settings =
        new SyslogServer.Settings(
            List.of(any), List.of(any), List.of(any), SyslogServerTest.TLS, false, LIMITS);
    try (SyslogServer server = new SyslogServer(settings, () -> {}, told)) {
      int tcp = server.addresses().get(1).getPort();
      int tls = server.addresses().get(2).getPort();
      Reader reader =
          reader(
              server,
              () -> assertThat(server.waitingBytes()).isLessThanOrEqualTo(QUEUE_BYTES + 100_000));
      attack(
          seed -> {
            Random random = new Random(seed);
            say(random.nextInt(3) == 0 ? tls : tcp, random, hostileSyslog(random));
          },
          () -> sendGoodSyslog(tcp),
          reader);
      reader.until(() -> server.connections() == 0);
      reader.until(() -> good.size() == GOOD_MESSAGES);
      assertThat(goodLines).isEqualTo(GOOD_MESSAGES);
      assertThat(told.lost).containsKeys("syslog message too long", "syslog TLS refused");
      say(tcp, new Random(0), (goodMessage(-1) + "\n").getBytes(UTF_8));
      reader.until(() -> good.contains(" good--1"));
    }
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

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] post(String headers, byte[] body) {
    String head =
        "POST /v1/logs HTTP/1.1\r\nContent-Type: application/x-protobuf\r\n" + headers + "\r\n";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.getBytes(ISO_8859_1));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  private static byte[] sized(byte[] body, String more) {
    return post("Content-Length: " + body.length + "\r\n" + more, body);
  }

  private static byte[] goodRequest(int number) {
    LogRecord.Builder record =
        LogRecord.newBuilder()
            .setBody(AnyValue.newBuilder().setStringValue(goodMessage(number).substring(4)));
    return OtlpLogLinesTest.request(record).toByteArray();
  }

  private static byte[] hostileOtlp(Random random) {
    try {
      byte[] mutated = goodRequest(0);
      mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
      return switch (random.nextInt(9)) {
        case 0 -> noise(random, 50_000);
        case 1 -> sized(noise(random, 5_000), "");
        case 2 -> sized(gzip(new byte[10_000_000]), "Content-Encoding: gzip\r\n");
        case 3 -> sized(new byte[MAX_REQUEST + random.nextInt(100_000)], "");
        case 4 -> post("Content-Length: 60000\r\n", noise(random, 50_000));
        case 5 -> ("POST /" + "x".repeat(random.nextInt(100_000))).getBytes(UTF_8);
        case 6 -> post("Transfer-Encoding: chunked\r\n", "fffffff\r\nabc".getBytes(UTF_8));
        case 7 -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(UTF_8));
          bytes.writeBytes(noise(random, 2_000));
          yield bytes.toByteArray();
        }
        default -> sized(mutated, "");
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void otlp_withstandsEverySender() throws Exception {
    InetSocketAddress any = new InetSocketAddress(LOOPBACK, 0);
    OtlpReceiver.Settings settings = new OtlpReceiver.Settings(any, null, LIMITS);
    try (OtlpReceiver receiver =
        new OtlpReceiver(settings, new SendSpanQueue(10_000), () -> {}, told)) {
      int port = receiver.address().getPort();
      Reader reader =
          reader(
              receiver,
              () -> {
                assertThat(receiver.waitingBytes()).isLessThanOrEqualTo(QUEUE_BYTES + MAX_REQUEST);
                assertThat(receiver.bodyBytes()).isLessThanOrEqualTo(BODY_BYTES + MAX_REQUEST);
              });
      attack(
          seed -> {
            Random random = new Random(seed);
            say(port, random, hostileOtlp(random));
          },
          () -> sendGoodOtlp(port, 200),
          reader);
      reader.until(() -> receiver.connections() == 0);
      assertThat(good).hasSizeGreaterThanOrEqualTo(200);
      assertThat(receiver.bodyBytes()).isZero();
      assertThat(told.lost).containsKeys("otlp request not understood", "otlp request too large");
      Future<?> again = CompletableFuture.runAsync(() -> sendGoodOtlp(port, 1));
      reader.until(again::isDone);
      again.get();
    }
  }

  /** Each one until it is answered with a success, as an exporter does. */
  private static void sendGoodOtlp(int port, int count) {
    for (int i = 0; i < count; i++) {
      String answer = "";
      while (!answer.startsWith("HTTP/1.1 200")) {
        try (Socket socket = new Socket(LOOPBACK, port)) {
          socket.getOutputStream().write(sized(goodRequest(i), "Connection: close\r\n"));
          answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
          // Thrown out because of all the others: to be tried again.
          answer = "";
        }
      }
    }
  }
}
