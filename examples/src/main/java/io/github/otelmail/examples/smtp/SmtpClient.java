// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.smtp;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Hands one message for one recipient to a server on loopback. */
public final class SmtpClient {
  private static final int TIMEOUT_MILLIS = 10_000;

  /**
   * What became of it.
   *
   * @param code of the answer that decided; 0 when the server gave none
   * @param text of that answer, or what went wrong
   * @param stage the command that was answered, as Postfix names it: {@code RCPT TO}, or {@code end
   *     of DATA}; empty when no connection came about
   * @param connect until the server had answered EHLO
   * @param transmit from MAIL to the end
   */
  public record Result(int code, String text, String stage, Duration connect, Duration transmit) {}

  private SmtpClient() {}

  /** Sends; every failure is a result. */
  public static Result send(
      String hello, int port, String sender, String recipient, byte[] content) {
    long start = System.nanoTime();
    long connected = 0;
    String stage = "";
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      stage = "CONNECT";
      Reply reply = read(in);
      String[][] dialogue = {
        {"EHLO", "EHLO " + hello},
        {"MAIL FROM", "MAIL FROM:<" + sender + ">"},
        {"RCPT TO", "RCPT TO:<" + recipient + ">"},
        {"DATA", "DATA"}
      };
      for (int i = 0; i < dialogue.length && reply.isOk(); i++) {
        stage = dialogue[i][0];
        reply = say(out, in, dialogue[i][1]);
        connected = stage.equals("EHLO") ? System.nanoTime() : connected;
      }
      if (reply.isOk()) {
        stage = "end of DATA";
        writeMessage(out, content);
        reply = say(out, in, ".");
      }
      Result result = result(reply.code, reply.text, stage, start, connected);
      out.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
      return result;
    } catch (IOException e) {
      return result(0, String.valueOf(e.getMessage()), stage, start, connected);
    }
  }

  private static Result result(int code, String text, String stage, long start, long connected) {
    long now = System.nanoTime();
    long ready = connected == 0 ? now : connected;
    return new Result(
        code, text, stage, Duration.ofNanos(ready - start), Duration.ofNanos(now - ready));
  }

  private record Reply(int code, String text) {
    boolean isOk() {
      return code < 400;
    }
  }

  private static Reply say(OutputStream out, BufferedReader in, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
    return read(in);
  }

  private static Reply read(BufferedReader in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (true) {
      String line = in.readLine();
      if (line == null || !line.matches("[2-5]\\d\\d([ -].*)?")) {
        throw new EOFException("lost connection");
      }
      text.append(text.length() > 0 ? " " : "").append(line.substring(Math.min(4, line.length())));
      if (line.length() == 3 || line.charAt(3) == ' ') {
        return new Reply(Integer.parseInt(line.substring(0, 3)), text.toString());
      }
    }
  }

  /** Writes the message with dots stuffed (RFC 5321 section 4.5.2), ending in a line end. */
  private static void writeMessage(OutputStream out, byte[] content) throws IOException {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    StringBuilder stuffed = new StringBuilder(text.length() + 16);
    for (String line : text.split("\r?\n", -1)) {
      stuffed.append(line.startsWith(".") ? "." : "").append(line).append("\r\n");
    }
    if (text.endsWith("\n")) {
      stuffed.setLength(stuffed.length() - 2);
    }
    out.write(stuffed.toString().getBytes(StandardCharsets.ISO_8859_1));
  }
}
