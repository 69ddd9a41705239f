// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.smtp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The server's side of one connection. */
final class SmtpConversation {
  private static final int MAX_LINE = 4096;
  private static final int MAX_MESSAGE = 1 << 20;
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int LINGER_MILLIS = 1_000;

  private final String name;
  private final SmtpSession session;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private boolean inTransaction;
  private int recipients;

  SmtpConversation(String name, Socket socket, SmtpSession session) throws IOException {
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    this.name = name;
    this.socket = socket;
    this.session = session;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  void run() throws IOException {
    try {
      boolean going = send(SmtpResponse.of(220, name + " ESMTP"));
      while (going) {
        String line = readLine();
        going = line != null && send(answer(line));
      }
      linger();
    } finally {
      session.reset();
    }
  }

  /**
   * Reads what the client had sent ahead: closing with unread input would reset the connection and
   * take the last answer with it.
   */
  private void linger() throws IOException {
    socket.shutdownOutput();
    socket.setSoTimeout(LINGER_MILLIS);
    in.skip(MAX_MESSAGE);
  }

  private SmtpResponse answer(String line) throws IOException {
    String command = line.toUpperCase(Locale.ROOT);
    if (command.startsWith("EHLO")) {
      reset();
      return SmtpResponse.of(
          250,
          name + "\nPIPELINING\nSIZE " + MAX_MESSAGE + "\n8BITMIME\nENHANCEDSTATUSCODES\nSMTPUTF8");
    }
    if (command.startsWith("HELO")) {
      reset();
      return SmtpResponse.of(250, name);
    }
    if (command.startsWith("MAIL FROM:")) {
      reset();
      SmtpResponse response = session.mail(address(line));
      inTransaction = response.isOk();
      return response;
    }
    if (command.startsWith("RCPT TO:")) {
      if (!inTransaction) {
        return SmtpResponse.of(503, "5.5.1 Error: need MAIL command");
      }
      SmtpResponse response = session.recipient(address(line));
      recipients += response.isOk() ? 1 : 0;
      return response;
    }
    return switch (command) {
      case "DATA" -> data();
      case "RSET" -> {
        reset();
        yield SmtpResponse.of(250, "2.0.0 Ok");
      }
      case "NOOP" -> SmtpResponse.of(250, "2.0.0 Ok");
      case "QUIT" -> SmtpResponse.closing(221, "2.0.0 Bye");
      default -> SmtpResponse.of(502, "5.5.2 Error: command not recognized");
    };
  }

  private SmtpResponse data() throws IOException {
    if (recipients == 0) {
      return SmtpResponse.of(554, "5.5.1 Error: no valid recipients");
    }
    SmtpResponse go = session.data();
    if (!go.isOk()) {
      return go;
    }
    send(go);
    byte[] content = readMessage();
    SmtpResponse response =
        content == null ? SmtpResponse.of(552, "5.3.4 Message too big") : session.message(content);
    reset();
    return response;
  }

  private void reset() {
    inTransaction = false;
    recipients = 0;
    session.reset();
  }

  /** False when the connection ends with this answer. */
  private boolean send(SmtpResponse response) throws IOException {
    if (response.then() == SmtpResponse.Then.DROP) {
      return false;
    }
    StringBuilder lines = new StringBuilder();
    String[] texts = response.text().split("\n", -1);
    for (int i = 0; i < texts.length; i++) {
      lines.append(response.code()).append(i + 1 < texts.length ? '-' : ' ');
      lines.append(texts[i]).append("\r\n");
    }
    out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
    return response.then() == SmtpResponse.Then.STAY;
  }

  /** A command without its line end, or null at the end of the connection. */
  private @Nullable String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    int b;
    while ((b = in.read()) >= 0) {
      if (b == '\n') {
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
      }
      if (line.size() == MAX_LINE) {
        throw new IOException("a line of more than " + MAX_LINE + " bytes");
      }
      line.write(b);
    }
    return null;
  }

  /**
   * The message up to its final dot, dots unstuffed; null when it is too big (it is read whole).
   */
  private byte @Nullable [] readMessage() throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream(2048);
    boolean lineStart = true;
    while (true) {
      int b = next();
      if (lineStart && b == '.') {
        b = next();
        if (b == '\r' || b == '\n') {
          if (b == '\r') {
            next();
          }
          return content.size() > MAX_MESSAGE ? null : content.toByteArray();
        }
      }
      if (content.size() <= MAX_MESSAGE) {
        content.write(b);
      }
      lineStart = b == '\n';
    }
  }

  private int next() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("the connection ended within a message");
    }
    return b;
  }

  /** The text in angle brackets. */
  private static String address(String line) {
    int from = line.indexOf('<');
    int to = line.indexOf('>', from + 1);
    return from < 0 || to < 0 ? "" : line.substring(from + 1, to);
  }
}
