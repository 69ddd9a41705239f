// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import javax.net.ssl.SSLContext;

/**
 * An SMTP server on loopback that answers as it is told and keeps what it is sent. Without a script
 * it takes every message.
 */
final class SmtpServer implements AutoCloseable {
  /** In place of a reply: closes the connection. */
  static final String DROP = "DROP";

  /** In place of a reply: says nothing and reads on. */
  static final String SILENCE = "SILENCE";

  private final ServerSocket listener;
  private final Map<String, Deque<String>> script = new TreeMap<>();
  private final List<SmtpSession> sessions = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private final AtomicInteger queued = new AtomicInteger();
  private volatile boolean forgetful;
  private volatile SSLContext tls;
  private volatile String[] extensions = {"8BITMIME", "ENHANCEDSTATUSCODES"};

  /**
   * A message as it came.
   *
   * @param text what followed DATA or BDAT, dot stuffing undone; a character is a byte
   */
  record Message(String text) {
    /** The values of a header, unfolded. */
    List<String> header(String name) {
      String head = text.split("\r\n\r\n", 2)[0].replaceAll("\r\n[ \t]+", " ");
      return head.lines()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).trim())
          .toList();
    }
  }

  SmtpServer() {
    try {
      listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread("smtp-accept", this::accept);
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Offers STARTTLS until it is used. */
  SmtpServer tls(SSLContext context) {
    tls = context;
    return this;
  }

  /** Keeps nothing of what is sent: for many messages. */
  SmtpServer forgetful() {
    forgetful = true;
    return this;
  }

  /** Extensions told after EHLO. */
  SmtpServer extensions(String... names) {
    extensions = names;
    return this;
  }

  /**
   * Answers commands that begin so; {@code GREETING}, {@code .} and {@code BDAT LAST} count as
   * commands. Several replies are given one after the other, the last one for good; the longest
   * beginning counts.
   */
  SmtpServer on(String command, String... replies) {
    synchronized (script) {
      script.put(command, new ArrayDeque<>(List.of(replies)));
    }
    return this;
  }

  /** The messages as they came; those that were refused too. */
  List<Message> messages() {
    synchronized (messages) {
      return List.copyOf(messages);
    }
  }

  /** The commands of all connections, message text left out. */
  List<String> commands() {
    List<String> all = new ArrayList<>();
    synchronized (sessions) {
      sessions.forEach(session -> all.addAll(session.commands()));
    }
    return all;
  }

  /** How many connections there were. */
  int connections() {
    synchronized (sessions) {
      return sessions.size();
    }
  }

  /** How many messages were taken. */
  int accepted() {
    return queued.get();
  }

  SSLContext tls() {
    return tls;
  }

  String[] extensions() {
    return extensions;
  }

  boolean isForgetful() {
    return forgetful;
  }

  void keep(byte[] message) {
    if (!forgetful) {
      synchronized (messages) {
        messages.add(new Message(new String(message, StandardCharsets.ISO_8859_1)));
      }
    }
  }

  /** Takes a message: the queue id follows from its recipients, so it is the same each time. */
  String queuedReply(String recipients) {
    queued.incrementAndGet();
    CRC32 sum = new CRC32();
    sum.update(recipients.getBytes(StandardCharsets.UTF_8));
    return "250 2.0.0 Ok: queued as 4F%08X".formatted(sum.getValue());
  }

  /** The script's reply, or null. */
  String reply(String command) {
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
        return null;
      }
      return replies.size() == 1 ? replies.element() : replies.remove();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        SmtpSession session = new SmtpSession(this, socket);
        synchronized (sessions) {
          sessions.add(session);
        }
        thread("smtp-session", session);
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    synchronized (sessions) {
      sessions.forEach(SmtpSession::close);
    }
  }
}
