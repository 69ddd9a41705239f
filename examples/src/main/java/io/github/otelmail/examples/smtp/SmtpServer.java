// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * An SMTP server (RFC 5321 with PIPELINING) on the loopback address. At most {@value
 * #MAX_CONNECTIONS} connections at a time, one daemon thread each; further ones are told to come
 * back with 421.
 */
public final class SmtpServer implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 32;
  private static final int CLOSE_MILLIS = 5_000;

  private final String name;
  private final Supplier<? extends SmtpSession> sessions;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads;
  private final Thread acceptor;

  private SmtpServer(String name, Supplier<? extends SmtpSession> sessions, ServerSocket listener) {
    this.name = name;
    this.sessions = sessions;
    this.listener = listener;
    this.threads =
        new ThreadPoolExecutor(
            0,
            MAX_CONNECTIONS,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, name));
    this.acceptor = daemon(this::accept, name + " accept");
  }

  /**
   * Listens on a free port.
   *
   * @param name the host name in the greeting
   * @param sessions makes the session of each connection
   * @throws IOException when no port can be had
   */
  public static SmtpServer start(String name, Supplier<? extends SmtpSession> sessions)
      throws IOException {
    ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    SmtpServer server = new SmtpServer(name, sessions, listener);
    server.acceptor.start();
    return server;
  }

  /** The port it listens on. */
  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      Socket socket;
      try {
        socket = listener.accept();
      } catch (IOException e) {
        // Closed, or a client that vanished before it was accepted; the loop's condition knows.
        continue;
      }
      open.add(socket);
      try {
        threads.execute(() -> serve(socket));
      } catch (RejectedExecutionException e) {
        refuse(socket);
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      new SmtpConversation(name, socket, sessions.get()).run();
    } catch (IOException e) {
      // The client broke off, or the server is closing: there is nobody left to tell.
    } finally {
      open.remove(socket);
    }
  }

  private void refuse(Socket socket) {
    try (socket) {
      socket
          .getOutputStream()
          .write("421 4.3.2 Too many connections\r\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // The client is gone already.
    } finally {
      open.remove(socket);
    }
  }

  /** Stops listening and breaks every open connection. */
  @Override
  public void close() {
    closeQuietly(listener);
    try {
      // The port is free only when nobody waits at it any more.
      acceptor.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.forEach(SmtpServer::closeQuietly);
    threads.shutdownNow();
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // A socket that cannot be closed is closed.
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
