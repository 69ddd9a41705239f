// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocket;

/** One connection to a {@link SmtpServer}. */
final class SmtpSession implements Runnable {
  private final SmtpServer server;
  private final Socket socket;
  private final List<String> commands = new ArrayList<>();
  private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();
  private final StringBuilder recipients = new StringBuilder();
  private boolean secured;
  private InputStream in;
  private OutputStream out;

  SmtpSession(SmtpServer server, Socket socket) {
    this.server = server;
    this.socket = socket;
  }

  List<String> commands() {
    synchronized (commands) {
      return List.copyOf(commands);
    }
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void run() {
    try (Socket s = socket) {
      s.setTcpNoDelay(true);
      use(s);
      if (!answer("GREETING", "220 localhost ESMTP")) {
        return;
      }
      String line;
      while ((line = readLine()) != null) {
        if (!server.isForgetful()) {
          synchronized (commands) {
            commands.add(line);
          }
        }
        if (!command(line)) {
          return;
        }
      }
    } catch (IOException e) {
      // The client went away, or close() was called.
    }
  }

  private void use(Socket s) throws IOException {
    in = new BufferedInputStream(s.getInputStream());
    out = s.getOutputStream();
  }

  private boolean command(String line) throws IOException {
    String verb = line.toUpperCase(Locale.ROOT).split(" ", 2)[0];
    return switch (verb) {
      case "MAIL" -> {
        recipients.setLength(0);
        yield answer(line, "250 2.1.0 Ok");
      }
      case "RCPT" -> {
        recipients.append(line);
        yield answer(line, "250 2.1.5 Ok");
      }
      case "EHLO" -> answer(line, "250-localhost" + extensions() + "\n250 OK");
      case "STARTTLS" -> startTls(line);
      case "AUTH" -> auth(line);
      case "DATA" -> data(line);
      case "BDAT" -> chunk(line);
      case "NOOP" -> answer(line, "250 2.0.0 Ok (NOOP)");
      case "QUIT" -> {
        answer(line, "221 2.0.0 Bye");
        yield false;
      }
      default -> answer(line, "250 2.1.0 Ok");
    };
  }

  private String extensions() {
    StringBuilder lines = new StringBuilder();
    for (String name : server.extensions()) {
      lines.append("\n250-").append(name);
    }
    return server.tls() == null || secured ? lines.toString() : lines + "\n250-STARTTLS";
  }

  private boolean startTls(String line) throws IOException {
    if (!answer(line, "220 2.0.0 Ready to start TLS")) {
      return false;
    }
    SSLSocket tls = (SSLSocket) server.tls().getSocketFactory().createSocket(socket, null, true);
    tls.setUseClientMode(false);
    tls.setEnabledProtocols(Certificate.PROTOCOLS);
    secured = true;
    use(tls);
    return true;
  }

  private boolean auth(String line) throws IOException {
    int challenges = line.endsWith(" LOGIN") ? 2 : line.endsWith(" PLAIN") ? 1 : 0;
    for (int i = 0; i < challenges; i++) {
      // "Username:", then "Password:", as every client of LOGIN expects.
      write(i == 0 ? "334 VXNlcm5hbWU6" : "334 UGFzc3dvcmQ6");
      if (readLine() == null) {
        return false;
      }
    }
    return answer(line, "235 2.7.0 Authentication successful");
  }

  private boolean data(String line) throws IOException {
    String scripted = server.reply(line);
    String reply = scripted == null ? "354 go on" : scripted;
    if (!write(reply) || !reply.startsWith("354")) {
      return !reply.equals(SmtpServer.DROP);
    }
    readMessage();
    return answerToMessage(".");
  }

  private void readMessage() throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    String line;
    while ((line = readLine()) != null) {
      if (line.equals(".")) {
        server.keep(message.toByteArray());
        return;
      }
      String text = (line.startsWith(".") ? line.substring(1) : line) + "\r\n";
      message.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private boolean chunk(String line) throws IOException {
    String[] words = line.split(" ", -1);
    chunks.write(in.readNBytes(Integer.parseInt(words[1])));
    if (words.length == 2) {
      return answer("BDAT", "250 2.0.0 Ok: chunk");
    }
    server.keep(chunks.toByteArray());
    chunks.reset();
    return answerToMessage("BDAT LAST");
  }

  private boolean answerToMessage(String command) throws IOException {
    String scripted = server.reply(command);
    return write(scripted == null ? server.queuedReply(recipients.toString()) : scripted);
  }

  private boolean answer(String command, String otherwise) throws IOException {
    String scripted = server.reply(command);
    return write(scripted == null ? otherwise : scripted);
  }

  private boolean write(String reply) throws IOException {
    if (reply.equals(SmtpServer.DROP)) {
      // Read on: else whether the client sees an end or a reset would be a matter of luck.
      socket.shutdownOutput();
      in.transferTo(OutputStream.nullOutputStream());
      return false;
    }
    if (!reply.equals(SmtpServer.SILENCE)) {
      out.write((reply.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
    return true;
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b;
    while ((b = in.read()) >= 0) {
      if (b == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(b);
    }
    return null;
  }
}
