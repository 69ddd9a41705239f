// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Random;

/** What those say to a network input who mean no good. */
final class HostileSenders {
  private static final String PROTOBUF = "Content-Type: application/x-protobuf\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";

  private static final int MAX_DATAGRAM_BYTES = 60_000;

  private HostileSenders() {}

  /** Connects, says this, and sometimes waits for what comes of it. */
  static void say(int port, Random random, byte[] what) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
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

  /** Sends as much of this as one datagram takes. */
  static void datagram(int port, byte[] what) {
    int length = Math.min(what.length, MAX_DATAGRAM_BYTES);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(what, length, InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      // The system may refuse what is too much for it.
      return;
    }
  }

  static byte[] syslog(Random random) {
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

  /**
   * A connection to an OTLP input.
   *
   * @param good a request as protobuf, to be damaged
   * @param maxRequest largest request that is taken, bytes
   */
  static byte[] otlp(Random random, byte[] good, int maxRequest) {
    return switch (random.nextInt(12)) {
      case 0 -> noise(random, 50_000);
      case 1 -> sized(PROTOBUF, noise(random, 5_000));
      case 2 -> sized(PROTOBUF + "Content-Encoding: gzip\r\n", gzip(new byte[10_000_000]));
      case 3 -> sized(PROTOBUF, new byte[maxRequest + random.nextInt(100_000)]);
      case 4 -> post(PROTOBUF + "Content-Length: 60000\r\n", noise(random, 50_000));
      case 5 -> ("POST /" + "x".repeat(random.nextInt(100_000))).getBytes(UTF_8);
      case 6 -> post(PROTOBUF + "Transfer-Encoding: chunked\r\n", "fffffff\r\nabc".getBytes(UTF_8));
      case 7 -> {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(UTF_8));
        bytes.writeBytes(noise(random, 2_000));
        yield bytes.toByteArray();
      }
      case 8 -> sized(JSON, noise(random, 5_000));
      case 9 ->
          sized(JSON, "{\"resourceLogs\":[".repeat(1 + random.nextInt(3_000)).getBytes(UTF_8));
      case 10 -> sized(JSON, damaged(random, json()));
      default -> sized(PROTOBUF, damaged(random, good.clone()));
    };
  }

  private static byte[] json() {
    return """
        {"resourceLogs":[{"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"a"}}]},
        "scopeLogs":[{"logRecords":[{"timeUnixNano":"1795337770518027999","body":{"kvlistValue":{
        "values":[{"key":"MESSAGE","value":{"bytesValue":"aGVsbG8="}}]}}}]}]}]}
        """
        .getBytes(UTF_8);
  }

  private static byte[] damaged(Random random, byte[] content) {
    content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
    return content;
  }

  private static byte[] noise(Random random, int max) {
    byte[] bytes = new byte[random.nextInt(max)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] gzip(byte[] content) {
    try {
      return OtlpClient.packed(content, "gzip");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A request of HTTP/1.1 with log records. */
  static byte[] post(String headers, byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(("POST /v1/logs HTTP/1.1\r\n" + headers + "\r\n").getBytes(ISO_8859_1));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  /** The same, with its length. */
  static byte[] sized(String headers, byte[] body) {
    return post(headers + "Content-Length: " + body.length + "\r\n", body);
  }
}
