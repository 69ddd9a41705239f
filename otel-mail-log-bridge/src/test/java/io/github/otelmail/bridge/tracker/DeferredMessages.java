// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.event.Relay;
import io.github.otelmail.bridge.event.SmtpReply;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;

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
   * @param args the number of messages, and {@code unique} for replies of which no two are the same
   */
  public static void main(String[] args) throws IOException {
    int count = Integer.parseInt(args[0]);
    boolean unique = args.length > 1 && args[1].equals("unique");
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
