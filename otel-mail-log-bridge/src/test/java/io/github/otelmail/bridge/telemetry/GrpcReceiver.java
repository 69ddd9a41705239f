// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * As much of a gRPC server as one unary call after the other needs: HTTP/2 (RFC 9113) in clear text
 * with prior knowledge, header fields as literals (RFC 7541), requests read as OTLP.
 */
final class GrpcReceiver implements AutoCloseable {
  private static final int PREFACE = 24;
  private static final int MESSAGE_PREFIX = 5;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;

  private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  private final List<ExportTraceServiceRequest> requests = new CopyOnWriteArrayList<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final Function<ExportTraceServiceRequest, String> status;
  private volatile byte[] answer = new byte[0];

  /**
   * @param status the answer's {@code grpc-status}, and after a space its {@code grpc-message}
   */
  GrpcReceiver(Function<ExportTraceServiceRequest, String> status) throws IOException {
    this.status = status;
    start(this::accept);
  }

  /** The message to requests that are accepted, below 128 bytes; empty without this. */
  void answer(byte[] said) {
    answer = said;
  }

  String endpoint() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  List<ExportTraceServiceRequest> requests() {
    return requests;
  }

  /** What went wrong in the receiver itself. */
  List<String> problems() {
    return problems;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      if (!listener.isClosed()) {
        problems.add(e.toString());
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      serve(new DataInputStream(socket.getInputStream()), socket.getOutputStream());
    } catch (IOException e) {
      // At its end the client just closes the connection.
      if (!listener.isClosed() && !(e instanceof EOFException)) {
        problems.add(e.toString());
      }
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "grpc-receiver");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(DataInputStream in, OutputStream out) throws IOException {
    in.skipNBytes(PREFACE);
    frame(out, SETTINGS, 0, 0, new byte[0]);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
        frame(out, type, ACK, 0, type == PING ? payload : new byte[0]);
      } else if (type == DATA) {
        body.write(payload);
        if (length > 0) {
          byte[] credit = {
            (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
          };
          frame(out, WINDOW_UPDATE, 0, 0, credit);
          frame(out, WINDOW_UPDATE, 0, stream, credit);
        }
        if ((flags & END_STREAM) != 0) {
          answer(out, stream, body.toByteArray());
          body.reset();
        }
      }
    }
  }

  private void answer(OutputStream out, int stream, byte[] body) throws IOException {
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.parseFrom(Arrays.copyOfRange(body, MESSAGE_PREFIX, body.length));
    String[] said = status.apply(request).split(" ", 2);
    requests.add(request);
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.write(0x88); // :status 200, entry 8 of the static table
    field(head, "content-type", "application/grpc");
    frame(out, HEADERS, END_HEADERS, stream, head.toByteArray());
    if (said[0].equals("0")) {
      byte[] message = Arrays.copyOf(new byte[MESSAGE_PREFIX], MESSAGE_PREFIX + answer.length);
      message[MESSAGE_PREFIX - 1] = (byte) answer.length;
      System.arraycopy(answer, 0, message, MESSAGE_PREFIX, answer.length);
      frame(out, DATA, 0, stream, message);
    }
    ByteArrayOutputStream trailers = new ByteArrayOutputStream();
    field(trailers, "grpc-status", said[0]);
    if (said.length > 1) {
      field(trailers, "grpc-message", said[1]);
    }
    frame(out, HEADERS, END_HEADERS | END_STREAM, stream, trailers.toByteArray());
  }

  private static void field(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    for (String text : List.of(name, value)) {
      block.write(text.length());
      block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void frame(OutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    for (int shift = 24; shift >= 0; shift -= 8) {
      frame.write(stream >> shift);
    }
    frame.writeBytes(payload);
    out.write(frame.toByteArray());
    out.flush();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
