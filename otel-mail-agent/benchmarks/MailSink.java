// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes every mail and every span, in a process of its own, and keeps none. */
public final class MailSink {
  private static final byte[] OK = bytes("250 2.0.0 Ok: queued as 4F2A3B1C2D\r\n");
  private static final byte[] GO_ON = bytes("354 go on\r\n");

  /** Prints the ports for SMTP and for OTLP over HTTP, and serves until it is killed. */
  public static void main(String[] args) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    HttpServer collector = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    collector.setExecutor(threads);
    collector.createContext(
        "/",
        exchange -> {
          byte[] buffer = new byte[1 << 16];
          InputStream body = exchange.getRequestBody();
          while (body.read(buffer) >= 0) {}
          exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    ServerSocket server = new ServerSocket(0, 8, loopback);
    System.out.println(server.getLocalPort() + " " + collector.getAddress().getPort());
    while (true) {
      Socket socket = server.accept();
      threads.execute(() -> serve(socket));
    }
  }

  private static void serve(Socket accepted) {
    try (Socket socket = accepted) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      out.write(bytes("220 ready\r\n"));
      byte[] buffer = new byte[1 << 16];
      byte[] start = new byte[4];
      int length = 0;
      boolean data = false;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        for (int i = 0; i < read; i++) {
          byte b = buffer[i];
          if (b == '\r') {
            continue;
          }
          if (b != '\n') {
            if (length < 4) {
              start[length] = b;
            }
            length++;
            continue;
          }
          boolean dot = data && length == 1 && start[0] == '.';
          if (dot || !data) {
            data = !data && length == 4 && start[0] == 'D' && start[1] == 'A';
            out.write(data ? GO_ON : OK);
          }
          length = 0;
        }
      }
    } catch (IOException e) {
      // The client is done.
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private MailSink() {}
}
