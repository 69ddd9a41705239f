// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Requests of {@value #BATCH} spans. */
final class SpanRequests {
  private static final int BATCH = 512;
  private static final byte[] FAILED = {0x7A, 2, 0x18, 2};
  private static final byte[] SAMPLED = {(byte) 0x85, 1, 1, 1, 0, 0};
  private static final byte[] SCOPE = SpanWriter.ascii("\n\r\n\013BareScanner");
  private static final byte[] HOST = SpanWriter.key("host.name");

  private final SpanWriter to = new SpanWriter(1 << 19);
  private final HttpSink sink;
  private byte[] host = {};
  private int inBatch;
  private int scope;
  private int span;
  long spans;
  long bytes;

  SpanRequests(URI receiver) throws IOException {
    sink = receiver == null ? null : new HttpSink(receiver);
  }

  /** Says which host the next spans are of. */
  void host(byte[] from, int start, int end) throws IOException {
    if (!Arrays.equals(from, start, end, host, 0, host.length)) {
      flush();
      host = Arrays.copyOfRange(from, start, end);
    }
  }

  /** Begins a span of at most so many bytes. */
  SpanWriter begin(int most) {
    to.ensure(most + 1024);
    if (inBatch == 0) {
      to.bytes[0] = 0x0A;
      to.size = 5;
      int value = 2 + host.length;
      to.raw(new byte[] {0x0A, (byte) (6 + HOST.length + host.length)});
      to.raw(new byte[] {0x0A, (byte) (4 + HOST.length + host.length)});
      to.raw(HOST);
      to.raw(new byte[] {0x12, (byte) value, 0x0A, (byte) host.length});
      to.raw(host);
      to.bytes[to.size++] = 0x12;
      scope = to.size;
      to.size += 4;
      to.raw(SCOPE);
    }
    to.bytes[to.size++] = 0x12;
    span = to.size;
    to.size += 4;
    return to;
  }

  void end(boolean failed) throws IOException {
    if (failed) {
      to.raw(FAILED);
    }
    to.raw(SAMPLED);
    to.length(span);
    spans++;
    if (++inBatch == BATCH) {
      flush();
    }
  }

  void flush() throws IOException {
    if (inBatch > 0) {
      to.length(scope);
      to.length(1);
      bytes += to.size;
      inBatch = 0;
      if (sink != null) {
        sink.post(to.bytes, to.size);
      }
    }
  }

  /** Posts over one connection that stays open. */
  private static final class HttpSink {
    private final Socket socket;
    private final String head;
    private final byte[] answer = new byte[4096];

    HttpSink(URI receiver) throws IOException {
      socket = new Socket(receiver.getHost(), receiver.getPort());
      socket.setTcpNoDelay(true);
      head =
          "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-protobuf\r\nContent-Length: "
              .formatted(receiver.getPath(), receiver.getAuthority());
    }

    void post(byte[] body, int length) throws IOException {
      socket.getOutputStream().write(SpanWriter.ascii(head + length + "\r\n\r\n"));
      socket.getOutputStream().write(body, 0, length);
      int got = 0;
      while (got < 4 || answer[got - 1] != '\n' || answer[got - 3] != '\n') {
        int more = socket.getInputStream().read(answer, got, answer.length - got);
        if (more <= 0) {
          throw new IOException("the receiver ended the connection");
        }
        got += more;
      }
      if (answer[9] != '2') {
        throw new IOException(new String(answer, 0, got, StandardCharsets.US_ASCII));
      }
    }
  }
}
