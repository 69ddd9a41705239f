// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.poolapp;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Sends many messages at once over a pool of connections.
 *
 * <p>Arguments: port, messages, connections, {@code platform} or {@code virtual}.
 */
public final class PoolApp {
  private static final int PLATFORM_THREADS = 64;

  /** What happens around each send. */
  public interface Around {
    /** Runs the send of the message with that number. */
    void run(int number, Callable<Void> send) throws Exception;
  }

  /** Nothing happens around a send. */
  public static void main(String[] args) throws Exception {
    run(args, (number, send) -> send.call());
  }

  /** Runs the application. */
  public static void run(String[] args, Around around) throws Exception {
    int port = Integer.parseInt(args[0]);
    int messages = Integer.parseInt(args[1]);
    int connections = Integer.parseInt(args[2]);
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", "127.0.0.1");
    properties.setProperty("mail.smtp.port", args[0]);
    properties.setProperty("mail.smtp.localhost", "client.example");
    Session session = Session.getInstance(properties);
    BlockingQueue<Transport> pool = new LinkedBlockingQueue<>();
    for (int i = 0; i < connections; i++) {
      Transport transport = session.getTransport("smtp");
      transport.connect("127.0.0.1", port, null, null);
      pool.add(transport);
    }
    ExecutorService threads = threads(args[3]);
    List<Future<Void>> sends = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < messages; i++) {
      int number = i;
      sends.add(
          threads.submit(
              () -> {
                around.run(number, () -> send(session, pool, number));
                return null;
              }));
    }
    System.out.println("failed " + failed(sends) + " of " + messages);
    System.out.println("took " + (System.nanoTime() - start) / 1_000_000 + " ms");
    threads.shutdown();
    for (Transport transport : pool) {
      transport.close();
    }
  }

  private static int failed(List<Future<Void>> sends) throws InterruptedException {
    int failed = 0;
    for (Future<Void> send : sends) {
      try {
        send.get();
      } catch (ExecutionException e) {
        failed++;
        System.out.println("failure: " + e.getCause());
      }
    }
    return failed;
  }

  private static ExecutorService threads(String kind) throws ReflectiveOperationException {
    if (kind.equals("virtual")) {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
    return Executors.newFixedThreadPool(PLATFORM_THREADS);
  }

  private static Void send(Session session, BlockingQueue<Transport> pool, int number)
      throws MessagingException, InterruptedException {
    MimeMessage message = new MimeMessage(session);
    message.setFrom(new InternetAddress("shop@sender.example"));
    Address to = new InternetAddress("jo@m" + number + ".example");
    message.setRecipient(Message.RecipientType.TO, to);
    message.setSubject("Hello");
    message.setText("Hello\n");
    message.saveChanges();
    Transport transport = pool.take();
    try {
      transport.sendMessage(message, new Address[] {to});
    } finally {
      pool.add(transport);
    }
    return null;
  }

  private PoolApp() {}
}
