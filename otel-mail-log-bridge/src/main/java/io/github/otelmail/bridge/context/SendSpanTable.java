// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

import io.github.otelmail.bridge.event.SendSpan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The send spans of the last minutes, found by queue id and by Message-ID. Bounded. */
final class SendSpanTable {
  /** So long after its end, in the log's time, a span finds no mail any more. */
  private static final long KEPT_MICROS = TimeUnit.MINUTES.toMicros(10);

  /** How far the clocks of an application and of a relay may be apart. */
  private static final long SKEW_MICROS = TimeUnit.MINUTES.toMicros(5);

  private final long capacityBytes;
  private final Deque<LearnedSpan> all = new ArrayDeque<>();
  private final Map<String, List<LearnedSpan>> byQueueId = new HashMap<>();
  private final Map<String, List<LearnedSpan>> byMessageId = new HashMap<>();
  private long bytes;

  SendSpanTable(long capacityBytes) {
    this.capacityBytes = capacityBytes;
  }

  /** Takes the span; returns how many older ones had to go for it. */
  int add(LearnedSpan learned) {
    all.add(learned);
    bytes += learned.span().bytes();
    index(byQueueId, learned.span().queueId(), learned);
    index(byMessageId, learned.span().messageId(), learned);
    int evicted = 0;
    while (bytes > capacityBytes) {
      removeOldest();
      evicted++;
    }
    return evicted;
  }

  /** All spans, the oldest first. */
  List<LearnedSpan> all() {
    return new ArrayList<>(all);
  }

  /** The log's time was turned back: nothing was learned after it. */
  void restamp(long nowMicros) {
    List<LearnedSpan> former = all();
    all.clear();
    byQueueId.clear();
    byMessageId.clear();
    bytes = 0;
    for (LearnedSpan learned : former) {
      int unused =
          add(new LearnedSpan(learned.span(), Math.min(nowMicros, learned.learnedMicros())));
    }
  }

  /** Drops what is too old. */
  void expire(long nowMicros) {
    for (LearnedSpan oldest = all.peek(); oldest != null; oldest = all.peek()) {
      long since = Math.max(oldest.learnedMicros(), oldest.span().endMicros());
      if (nowMicros - since <= KEPT_MICROS) {
        return;
      }
      removeOldest();
    }
  }

  private void removeOldest() {
    LearnedSpan oldest = all.remove();
    bytes -= oldest.span().bytes();
    unindex(byQueueId, oldest.span().queueId(), oldest);
    unindex(byMessageId, oldest.span().messageId(), oldest);
  }

  private static void index(
      Map<String, List<LearnedSpan>> map, @Nullable String key, LearnedSpan learned) {
    if (key != null) {
      map.computeIfAbsent(key, unused -> new ArrayList<>(1)).add(learned);
    }
  }

  private static void unindex(
      Map<String, List<LearnedSpan>> map, @Nullable String key, LearnedSpan learned) {
    List<LearnedSpan> same = key == null ? null : map.get(key);
    if (same != null) {
      same.remove(learned);
      if (same.isEmpty()) {
        map.remove(key);
      }
    }
  }

  /**
   * The span that handed this mail over, by the relay's queue id or else by the Message-ID; null
   * for none. What was learned after the mail was due does not count.
   */
  @Nullable LearnedContext find(AwaitedMail mail) {
    for (LearnedSpan learned : byQueueId.getOrDefault(mail.queueId(), List.of())) {
      if (learned.learnedMicros() < mail.dueMicros() && isOf(learned.span(), mail)) {
        return LearnedContext.of(learned.span(), true);
      }
    }
    LearnedContext last = null;
    for (LearnedSpan learned : byMessageId.getOrDefault(mail.messageId(), List.of())) {
      boolean began = learned.span().startMicros() - mail.seenMicros() <= SKEW_MICROS;
      if (learned.learnedMicros() < mail.dueMicros() && began) {
        last = LearnedContext.of(learned.span(), false);
      }
    }
    return last;
  }

  /**
   * Queue ids are used again, and by other hosts: the time must fit, and either the host or the
   * Message-ID must not speak against it. Applications name a relay by many names, and relays
   * replace Message-IDs; both at once would be another mail.
   */
  private static boolean isOf(SendSpan span, AwaitedMail mail) {
    boolean inTime =
        mail.seenMicros() >= span.startMicros() - SKEW_MICROS
            && mail.seenMicros() <= span.endMicros() + SKEW_MICROS;
    boolean sameId = span.messageId() == null || span.messageId().equals(mail.messageId());
    return inTime && (sameId || label(span.relay()).equals(label(mail.host())));
  }

  /** The host's name without its domain. */
  private static String label(String host) {
    int dot = host.indexOf('.');
    return (dot < 0 ? host : host.substring(0, dot)).toLowerCase(Locale.ROOT);
  }
}
