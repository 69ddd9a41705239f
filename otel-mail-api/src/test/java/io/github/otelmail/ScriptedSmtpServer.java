// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An SMTP server on loopback that answers as it is told. Without a script it takes every message.
 * Knows DATA and BDAT; speaks for as many connections as come.
 */
final class ScriptedSmtpServer implements AutoCloseable {
  /** In place of a reply: closes the connection. */
  static final String DROP = "DROP";

  /** In place of a reply: says nothing and reads on. */
  static final String SILENCE = "SILENCE";

  private final ServerSocket listener;
  private final Map<String, Deque<String>> script = new TreeMap<>();
  private final List<Socket> sockets = new ArrayList<>();
  private final List<String> commands = new ArrayList<>();
  private final List<byte[]> messages = new ArrayList<>();
  private final Map<String, Integer> connections = new ConcurrentHashMap<>();
  private volatile boolean forgetful;
  private volatile boolean silent;
  private volatile SSLContext tls;
  private String extensions = "8BITMIME\nENHANCEDSTATUSCODES\nPIPELINING";

  ScriptedSmtpServer() {
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread("accept", this::accept);
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, "smtp-server-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.getLocalPort();
  }

  String host() {
    return listener.getInetAddress().getHostAddress();
  }

  /** Offers STARTTLS. */
  ScriptedSmtpServer tls(SSLContext context) {
    tls = context;
    return this;
  }

  /** Keeps no commands and no messages: for benchmarks. */
  ScriptedSmtpServer forgetful() {
    forgetful = true;
    return this;
  }

  /** Extensions told after EHLO, one a line. */
  ScriptedSmtpServer extensions(String lines) {
    extensions = lines;
    return this;
  }

  /**
   * Answers commands that begin so; {@code GREETING} and {@code .} count as commands. Several
   * replies are given one after the other, the last one for good; the longest beginning counts.
   */
  ScriptedSmtpServer on(String command, String... replies) {
    synchronized (script) {
      script.put(command, new ArrayDeque<>(List.of(replies)));
    }
    return this;
  }

  /** The commands of all connections as they came, message text left out. */
  List<String> commands() {
    synchronized (commands) {
      return new ArrayList<>(commands);
    }
  }

  /** The messages as they came, dot stuffing undone; those that were refused too. */
  List<String> messages() {
    synchronized (messages) {
      List<String> texts = new ArrayList<>();
      messages.forEach(bytes -> texts.add(new String(bytes, StandardCharsets.ISO_8859_1)));
      return texts;
    }
  }

  int connections() {
    return connections.getOrDefault("all", 0);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        synchronized (sockets) {
          sockets.add(socket);
        }
        connections.merge("all", 1, Integer::sum);
        thread("session", () -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (Socket s = socket) {
      InputStream in = new BufferedInputStream(s.getInputStream());
      OutputStream out = s.getOutputStream();
      if (!answer(out, "GREETING", "220 localhost ESMTP")) {
        return;
      }
      String line;
      while ((line = readLine(in)) != null) {
        if (!forgetful) {
          synchronized (commands) {
            commands.add(line);
          }
        }
        if (tls != null && line.equals("STARTTLS")) {
          answer(out, line, "220 2.0.0 Ready to start TLS");
          SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(s, null, true);
          in = new BufferedInputStream(secured.getInputStream());
          out = secured.getOutputStream();
        } else if (!command(line, in, out)) {
          return;
        }
      }
    } catch (IOException e) {
      // The client went away, or close() was called.
    }
  }

  private boolean command(String line, InputStream in, OutputStream out) throws IOException {
    String verb = line.toUpperCase(Locale.ROOT);
    if (verb.startsWith("EHLO")) {
      return answer(
          out, line, "250-localhost\n250-" + extensions.replace("\n", "\n250-") + "\n250 OK");
    }
    if (verb.startsWith("DATA")) {
      String reply = reply(line, "354 go on");
      if (!write(out, reply)) {
        return false;
      }
      if (!reply.startsWith("354")) {
        return true;
      }
      readMessage(in);
      return answer(out, ".", "250 2.0.0 Ok: queued as 4F2A3B1C2D");
    }
    if (verb.startsWith("BDAT")) {
      return chunk(line, in, out);
    }
    if (verb.startsWith("QUIT")) {
      answer(out, line, "221 2.0.0 Bye");
      return false;
    }
    return answer(
        out,
        line,
        verb.startsWith("AUTH")
            ? "235 2.7.0 Authentication successful"
            : verb.startsWith("NOOP") ? "250 2.0.0 Ok (NOOP)" : "250 2.1.0 Ok");
  }

  private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();

  private boolean chunk(String line, InputStream in, OutputStream out) throws IOException {
    String[] words = line.split(" ", -1);
    chunks.write(in.readNBytes(Integer.parseInt(words[1])));
    boolean last = words.length > 2;
    if (last) {
      keep(chunks);
      chunks.reset();
    }
    return answer(
        out,
        last ? "BDAT LAST" : "BDAT",
        last ? "250 2.0.0 Ok: queued as 4F2A3B1C2D" : "250 2.0.0 Ok: chunk");
  }

  private void keep(ByteArrayOutputStream message) {
    if (!forgetful) {
      synchronized (messages) {
        messages.add(message.toByteArray());
      }
    }
  }

  private void readMessage(InputStream in) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    String line;
    while ((line = readLine(in)) != null) {
      if (line.equals(".")) {
        keep(message);
        return;
      }
      String text = (line.startsWith(".") ? line.substring(1) : line) + "\r\n";
      message.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private boolean answer(OutputStream out, String command, String otherwise) throws IOException {
    return write(out, reply(command, otherwise));
  }

  private String reply(String command, String otherwise) {
    synchronized (script) {
      Deque<String> replies = null;
      int length = 0;
      for (Map.Entry<String, Deque<String>> entry : script.entrySet()) {
        String start = entry.getKey();
        if (start.length() >= length && command.startsWith(start)) {
          replies = entry.getValue();
          length = start.length();
        }
      }
      if (replies == null) {
        return otherwise;
      }
      return replies.size() == 1 ? replies.element() : replies.remove();
    }
  }

  /** True once it said nothing where it should have. */
  boolean isSilent() {
    return silent;
  }

  private boolean write(OutputStream out, String reply) throws IOException {
    if (reply.equals(DROP)) {
      return false;
    }
    if (reply.equals(SILENCE)) {
      silent = true;
    } else {
      out.write((reply.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
    return true;
  }

  private static String readLine(InputStream in) throws IOException {
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

  @Override
  public void close() {
    try {
      listener.close();
      synchronized (sockets) {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
