// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.destination;

import io.github.otelmail.examples.smtp.SmtpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/**
 * The mail servers of the receivers: one per {@link Behaviour}, on loopback. What they took is kept
 * for looking at, the newest {@value #MEMORY} messages.
 */
public final class Destination implements AutoCloseable {
  static final int SLOW_MILLIS = 1500;
  private static final int MEMORY = 10_000;

  private final Map<Behaviour, SmtpServer> servers = new EnumMap<>(Behaviour.class);
  private final Set<String> seen =
      Collections.newSetFromMap(
          Collections.synchronizedMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MEMORY;
                }
              }));
  private final List<Arrival> arrivals = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  private Destination() {}

  /**
   * Starts all receivers.
   *
   * @throws IOException when a port cannot be had
   */
  public static Destination start() throws IOException {
    Destination destination = new Destination();
    try {
      for (Behaviour behaviour : Behaviour.values()) {
        destination.servers.put(
            behaviour,
            SmtpServer.start(
                "mx." + behaviour.domain(), () -> new ReceiverSession(behaviour, destination)));
      }
    } catch (IOException e) {
      destination.close();
      throw e;
    }
    return destination;
  }

  /** Where the mail of each domain goes: domain to port on the loopback address. */
  public Map<String, Integer> ports() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    servers.forEach((behaviour, server) -> ports.put(behaviour.domain(), server.port()));
    return ports;
  }

  /** What was accepted so far, oldest first. */
  public List<Arrival> arrivals() {
    synchronized (arrivals) {
      return List.copyOf(arrivals);
    }
  }

  /**
   * Waits until what was accepted meets a condition.
   *
   * @return false when the time ran out first
   */
  public boolean await(Predicate<List<Arrival>> condition, Duration timeout)
      throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    synchronized (arrivals) {
      while (!condition.test(List.copyOf(arrivals))) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        arrivals.wait(Math.max(1, left / 1_000_000));
      }
      return true;
    }
  }

  void arrived(Arrival arrival) {
    synchronized (arrivals) {
      if (arrivals.size() == MEMORY) {
        arrivals.remove(0);
      }
      arrivals.add(arrival);
      arrivals.notifyAll();
    }
  }

  /** True the first time this sender writes to this recipient. */
  boolean isFirst(String sender, String recipient) {
    return seen.add(sender + ' ' + recipient);
  }

  CountDownLatch closed() {
    return closed;
  }

  @Override
  public void close() {
    closed.countDown();
    servers.values().forEach(SmtpServer::close);
  }
}
