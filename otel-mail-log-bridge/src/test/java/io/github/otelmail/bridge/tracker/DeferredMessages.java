// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.event.Relay;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.rocksdb.RocksStore;
import io.github.otelmail.bridge.rocksdb.StoreDirectory;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * Feeds a tracker with messages that are all deferred, as the daemon does, and prints what one of
 * them takes: {@code benchmarks/deferred-messages.sh}.
 */
final class DeferredMessages {
  private static final int DOMAINS = 1_000;
  private static final int SENDERS = 500;
  private static final long START = 1_700_000_000_000_000L;

  private DeferredMessages() {}

  /**
   * Feeds and measures.
   *
   * @param args the number of messages, {@code unique} for replies of which no two are the same,
   *     and a directory for a database if they are to be kept in one
   */
  public static void main(String[] args) throws IOException {
    int count = Integer.parseInt(args[0]);
    boolean unique = args.length > 1 && args[1].equals("unique");
    if (args.length > 2) {
      inDatabase(count, unique, Path.of(args[2]));
    } else {
      inHeap(count, unique);
    }
  }

  private static void inHeap(int count, boolean unique) throws IOException {
    long empty = used();
    TrackerLimits limits =
        new TrackerLimits(2 * count, 2 * count, Duration.ofSeconds(30), Duration.ofSeconds(30), 0);
    Tracker tracker = new Tracker(limits, new HistorySink() {}, PipelineListener.NOOP);
    long begin = cpuNanos();
    for (int i = 0; i < count; i++) {
      defer(tracker, i, START + i * 1_000L, 0, unique);
    }
    long fed = cpuNanos();
    long perEntry = (used() - empty) / count;
    System.out.printf(
        "%,d deferred messages, %s replies: %,d bytes each, fed in %,d ns of CPU time each%n",
        tracker.openEntries(), unique ? "unique" : "shared", perEntry, (fed - begin) / count);
    begin = cpuNanos();
    tracker.snapshot(
        new DataOutputStream(new BufferedOutputStream(OutputStream.nullOutputStream())));
    System.out.printf("snapshot: %,d ns of CPU time each%n", (cpuNanos() - begin) / count);
    begin = cpuNanos();
    for (int i = 0; i < count; i++) {
      long later = START + count * 1_000L + i * 1_000L;
      attempt(tracker, i, later, count * 1_000L, unique);
    }
    System.out.printf(
        "second attempt: %,d ns of CPU time each, %,d still kept%n",
        (cpuNanos() - begin) / count, tracker.openEntries());
  }

  /** With a checkpoint after so many messages, as a daemon that is busy writes one. */
  private static void inDatabase(int count, boolean unique, Path directory) throws IOException {
    TrackerLimits limits =
        new TrackerLimits(2 * count, 2 * count, Duration.ofSeconds(30), Duration.ofSeconds(30), 0);
    try (RocksStore store = new RocksStore(new StoreDirectory(directory), 1)) {
      store.disregard();
      long empty = used();
      Tracker tracker = new Tracker(limits, new HistorySink() {}, PipelineListener.NOOP, store);
      Checkpoints first = new Checkpoints(store, tracker);
      long begin = cpuNanos();
      for (int i = 0; i < count; i++) {
        defer(tracker, i, START + i * 1_000L, 0, unique);
        first.after(i);
      }
      long fed = cpuNanos();
      System.out.printf(
          "%,d deferred messages, %s replies, in a database: %,d bytes of heap each, fed in %,d ns of"
              + " CPU time each; %s%n",
          tracker.openEntries(),
          unique ? "unique" : "shared",
          (used() - empty) / count,
          (fed - begin) / count,
          first);
      System.out.printf("process: %s; on disk %,d bytes each%n", resident(), store.size() / count);
      Checkpoints second = new Checkpoints(store, tracker);
      begin = cpuNanos();
      for (int i = 0; i < count; i++) {
        long later = START + count * 1_000L + i * 1_000L;
        attempt(tracker, i, later, count * 1_000L, unique);
        second.after(i);
      }
      System.out.printf(
          "second attempt: %,d ns of CPU time each, %,d still kept; %s%n",
          (cpuNanos() - begin) / count, tracker.openEntries(), second);
    }
    restart(limits, directory);
  }

  private static void restart(TrackerLimits limits, Path directory) throws IOException {
    try (RocksStore store = new RocksStore(new StoreDirectory(directory), 1)) {
      long begin = System.nanoTime();
      int[] kept = {0};
      boolean unused =
          store.read(
              in -> {
                Tracker tracker =
                    Tracker.restore(in, limits, new HistorySink() {}, PipelineListener.NOOP, store);
                kept[0] = tracker.openEntries();
              });
      System.out.printf(
          "restart: %,d ms for %,d; process: %s%n",
          (System.nanoTime() - begin) / 1_000_000, kept[0], resident());
    }
  }

  private static String resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
        .map(line -> line.replaceAll("\\s+", " "))
        .collect(Collectors.joining(", "));
  }

  /** Writes checkpoints and measures them. */
  private static final class Checkpoints {
    private static final int EVERY = 10_000;

    private final RocksStore store;
    private final Tracker tracker;
    private int count;
    private long total;
    private long longest;

    Checkpoints(RocksStore store, Tracker tracker) {
      this.store = store;
      this.tracker = tracker;
    }

    void after(int message) throws IOException {
      if (message % EVERY == EVERY - 1) {
        long begin = System.nanoTime();
        store.write(tracker::snapshot);
        long took = System.nanoTime() - begin;
        count++;
        total += took;
        longest = Math.max(longest, took);
      }
    }

    @Override
    public String toString() {
      return "%d checkpoints, one in %,d messages: %,d \u00b5s on average, %,d at most"
          .formatted(count, EVERY, total / count / 1_000, longest / 1_000);
    }
  }

  private static void defer(Tracker tracker, int i, long at, long age, boolean unique) {
    String id = id(i);
    String messageId = Integer.toHexString(i * 31) + ".1700000000.JavaMail.app@mail.example.org";
    String client = "10.0.0." + i % 200;
    tracker.event(line(at, "smtpd"), new MailEvent.Accepted(id, "app", client, "user", null));
    tracker.event(line(at, "cleanup"), new MailEvent.MessageIdSeen(id, messageId, false));
    String sender = "sender" + i % SENDERS + "@example.org";
    tracker.event(line(at, "qmgr"), new MailEvent.Activated(id, sender, 1_000 + i % 9_000, 1));
    attempt(tracker, i, at, age, unique);
  }

  private static void attempt(Tracker tracker, int i, long at, long age, boolean unique) {
    String domain = "domain" + i % DOMAINS + ".example";
    String recipient = "recipient." + i + "@" + domain;
    String host = "mx." + domain + "[192.0.2." + i % 250 + "]";
    String text =
        ("host %s said: 451 4.7.1 <%s>: Recipient address rejected: Greylisted, see"
                + " https://example.com/%s (in reply to RCPT TO command)")
            .formatted(host, recipient, unique ? "id-" + i : "greylisting");
    tracker.event(
        line(at, "smtp"),
        new MailEvent.Attempted(
            id(i),
            recipient,
            null,
            new Relay("mx." + domain, "192.0.2." + i % 250, 25),
            1,
            age + 500_000,
            new MailEvent.Delays(age, 10_000, 200_000, 290_000),
            null,
            DeliveryStatus.DEFERRED,
            new SmtpReply(451, "4.7.1", text),
            null));
  }

  private static String id(int i) {
    return "%05X%06X".formatted(i % 1_000_000, i);
  }

  private static LineHeader line(long at, String daemon) {
    return new LineHeader(at, 1, "mx1", "postfix", daemon, 1);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
