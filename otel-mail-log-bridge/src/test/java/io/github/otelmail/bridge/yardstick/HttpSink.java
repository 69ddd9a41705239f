// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.yardstick;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Posts over one connection that stays open. */
final class HttpSink implements SpanSink {
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

  @Override
  public void send(byte[] body, int length) throws IOException {
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
