// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.context.MessageContext;
import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.report.Hops.Hop;
import io.github.otelmail.bridge.report.Waterfall.Row;
import io.github.otelmail.bridge.report.Waterfall.State;
import io.github.otelmail.bridge.tracker.Attempt;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.EntryIdentity;
import io.github.otelmail.bridge.tracker.EntryKey;
import io.github.otelmail.bridge.tracker.Wait;
import io.github.otelmail.semconv.AddressPolicy;
import io.github.otelmail.semconv.MailSpanNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way of one message through all entries that are known of it, as the rows of a {@link
 * Waterfall}. An entry that continues another one stands under the attempt that created it.
 */
final class Journey {
  private static final int MAX_DEPTH = 6;

  private final Collection<Hop> hops;
  private final MessageContext context;
  private final AddressPolicy policy;
  private final long nowMicros;
  private final List<Row> rows = new ArrayList<>();
  private final Set<EntryIdentity> shown = new HashSet<>();

  private Journey(
      Collection<Hop> hops, MessageContext context, AddressPolicy policy, long nowMicros) {
    this.hops = hops;
    this.context = context;
    this.policy = policy;
    this.nowMicros = nowMicros;
  }

  /**
   * The rows of all hops.
   *
   * @param hops in any order
   * @param nowMicros where the log ends: the end of what is not over
   */
  static List<Row> rows(
      Collection<Hop> hops, MessageContext context, AddressPolicy policy, long nowMicros) {
    Journey journey = new Journey(hops, context, policy, nowMicros);
    List<Hop> sorted = new ArrayList<>(hops);
    sorted.sort(Comparator.comparingLong(hop -> hop.entry().arrivalMicros()));
    for (Hop hop : sorted) {
      Entry.Previous previous = hop.entry().previous();
      if (previous == null || journey.find(previous.identity()) == null) {
        journey.add(hop, 0);
      }
    }
    // Whatever claims to continue itself, over however many steps.
    sorted.forEach(hop -> journey.add(hop, 0));
    return journey.rows;
  }

  /** The rows of one recipient of a listed message, from the first hop that is remembered on. */
  static List<Row> rows(Listed listed, AddressPolicy policy, long nowMicros) {
    return rows(path(listed), listed.context(), policy, nowMicros);
  }

  /** The hops of a listed message's recipient, last first, each with the one delivery of it. */
  static List<Hop> path(Listed listed) {
    List<Hop> path = new ArrayList<>();
    EntryKey following = listed.entry().key();
    for (int i = listed.before().size() - 1; i >= 0; i--) {
      Hop hop = listed.before().get(i);
      path.add(new Hop(hop.entry(), List.of(continuing(hop, following, listed.delivery()))));
      following = hop.entry().key();
    }
    path.add(new Hop(listed.entry(), List.of(listed.delivery())));
    return path;
  }

  private static Delivery continuing(Hop hop, EntryKey next, Delivery last) {
    List<Delivery> matching =
        hop.deliveries().stream().filter(delivery -> next.equals(delivery.next())).toList();
    List<Delivery> from = matching.isEmpty() ? hop.deliveries() : matching;
    return from.stream()
        .filter(delivery -> delivery.recipient().equalsIgnoreCase(last.recipient()))
        .findFirst()
        .orElse(from.get(0));
  }

  private @Nullable Hop find(@Nullable EntryIdentity identity) {
    return identity == null
        ? null
        : hops.stream().filter(h -> h.entry().identity().equals(identity)).findFirst().orElse(null);
  }

  private void add(Hop hop, int depth) {
    Entry entry = hop.entry();
    if (!shown.add(entry.identity())) {
      return;
    }
    if (Breakdown.isFirst(entry) && context.sentMillis() >= 0) {
      addHandOver(entry, depth);
    }
    rows.add(
        new Row(
            depth,
            entry.isNotification() ? "notification" : MailSpanNames.RECEIVE,
            entry.arrivalMicros(),
            Math.max(entry.arrivalMicros(), entry.queuedMicros()),
            State.OK,
            describe(entry)));
    for (Delivery delivery : hop.deliveries()) {
      add(entry, delivery, hop.deliveries().size() > 1, depth + 1);
    }
    for (Hop next : hops) {
      Entry.Previous previous = next.entry().previous();
      if (previous != null && entry.identity().equals(previous.identity())) {
        add(next, Math.min(MAX_DEPTH, depth + 1));
      }
    }
  }

  private void addHandOver(Entry entry, int depth) {
    long sent = context.sentMillis() * 1000;
    if (sent < entry.arrivalMicros()) {
      String note = context.stream() == null ? "" : "stream " + context.stream();
      rows.add(new Row(depth, "hand over", sent, entry.arrivalMicros(), State.WAIT, note));
    }
  }

  private String describe(Entry entry) {
    StringBuilder text = new StringBuilder();
    text.append(entry.key().host()).append(", queue id ").append(entry.key().queueId());
    if (!entry.key().instance().isEmpty() && !entry.key().instance().equals("postfix")) {
      text.append(" (").append(entry.key().instance()).append(')');
    }
    if (entry.clientName() != null) {
      text.append(", from ").append(entry.clientName());
      text.append('[').append(entry.clientAddress()).append(']');
    }
    if (entry.sizeBytes() >= 0) {
      text.append(", ").append(Human.count(entry.sizeBytes(), "byte"));
    }
    if (entry.recipientCount() > 1) {
      text.append(", ").append(Human.count(entry.recipientCount(), "recipient"));
    }
    if (!entry.exactArrival()) {
      text.append(", arrived before the log began");
    }
    return text.toString();
  }

  private void add(Entry entry, Delivery delivery, boolean oneOfSeveral, int depth) {
    int first = rows.size();
    for (Wait wait : delivery.waits()) {
      rows.add(row(wait, depth, State.WAIT, entry));
    }
    for (Attempt attempt : delivery.attempts()) {
      rows.add(row(attempt, depth));
    }
    Wait open = Breakdown.openWait(entry, delivery, nowMicros);
    if (open != null) {
      rows.add(row(open, depth, State.OPEN, entry));
    }
    rows.subList(first, rows.size())
        .sort(Comparator.comparingLong(Row::startMicros).thenComparingLong(Row::endMicros));
    addFollowing(delivery, first, depth);
    rows.add(outcome(entry, delivery, oneOfSeveral, depth));
  }

  /** Puts the entries that attempts created under those attempts. */
  private void addFollowing(Delivery delivery, int first, int depth) {
    EntryKey next = delivery.next();
    if (next == null) {
      return;
    }
    for (Hop hop : hops) {
      if (hop.entry().key().equals(next) && !shown.contains(hop.entry().identity())) {
        int at = rows.size();
        add(hop, Math.min(MAX_DEPTH, depth + 1));
        moveUnderLastAttempt(first, at);
        return;
      }
    }
  }

  private void moveUnderLastAttempt(int first, int from) {
    int last = from - 1;
    while (last >= first && rows.get(last).state() == State.WAIT) {
      last--;
    }
    List<Row> moved = new ArrayList<>(rows.subList(from, rows.size()));
    rows.subList(from, rows.size()).clear();
    rows.addAll(Math.max(first, last + 1), moved);
  }

  private Row row(Wait wait, int depth, State state, Entry entry) {
    String name =
        switch (wait.kind()) {
          case QUEUE -> MailSpanNames.QUEUE;
          case RETRY -> MailSpanNames.RETRY;
          case HOLD -> MailSpanNames.HOLD;
        };
    String note = wait.reason() == null ? "" : Cause.words(wait.reason());
    if (state == State.OPEN) {
      note = waitingFor(wait, note, entry);
    }
    return new Row(depth, name, wait.startMicros(), wait.endMicros(), state, note);
  }

  private static String waitingFor(Wait wait, String reason, Entry entry) {
    String age = "; age " + Human.duration(wait.endMicros() - entry.origin().arrivalMicros());
    return switch (wait.kind()) {
      case QUEUE -> "waits now for its first attempt" + age;
      case HOLD -> "is on hold now, until somebody releases it" + age;
      case RETRY ->
          "waits now for the next attempt" + (reason.isEmpty() ? "" : ": " + reason) + age;
    };
  }

  private String shown(Attempt attempt, String text) {
    return policy.redact(text, attempt.recipient(), attempt.originalRecipient());
  }

  private Row row(Attempt attempt, int depth) {
    boolean sent = attempt.status() == DeliveryStatus.SENT;
    String reply = shown(attempt, attempt.reply().text());
    StringBuilder note = new StringBuilder();
    if (!attempt.relay().name().equals("none") && !reply.contains(attempt.relay().name())) {
      note.append(attempt.relay().name());
      if (attempt.relay().address() != null) {
        note.append('[').append(attempt.relay().address()).append(']');
      }
      note.append(": ");
    }
    note.append(reply);
    for (String failure : attempt.hostFailures()) {
      note.append("; before: ").append(shown(attempt, failure));
    }
    return new Row(
        depth,
        "attempt " + attempt.number() + (sent ? "" : " " + word(attempt.status())),
        attempt.startMicros(),
        Math.max(attempt.startMicros(), attempt.endMicros()),
        sent ? State.OK : State.ERROR,
        note.toString());
  }

  private Row outcome(Entry entry, Delivery delivery, boolean oneOfSeveral, int depth) {
    State state =
        switch (delivery.outcome()) {
          case DELIVERED -> State.OK;
          case BOUNCED, EXPIRED, DELETED -> State.ERROR;
          case DEFERRED, HELD, UNKNOWN -> State.OPEN;
        };
    boolean over = delivery.finishedMicros() >= 0 || delivery.next() != null;
    long end = over ? lastStep(delivery) : nowMicros;
    StringBuilder note = new StringBuilder();
    if (oneOfSeveral) {
      String address = policy.address(delivery.recipient());
      String domain = policy.domain(delivery.recipient());
      note.append("to ").append(Objects.requireNonNullElse(address, "…"));
      note.append(address == null && domain != null ? "@" + domain : "").append(": ");
    }
    note.append(delivery.next() == null ? delivery.outcome().word() : passedOn(delivery.next()));
    if (delivery.reason() != null && delivery.next() == null) {
      note.append(", ").append(Cause.words(delivery.reason()));
    }
    if (delivery.notificationQueueId() != null) {
      note.append("; notification ").append(delivery.notificationQueueId());
    }
    return new Row(
        depth,
        MailSpanNames.DELIVER,
        entry.arrivalMicros(),
        Math.max(entry.arrivalMicros(), end),
        over && state == State.OPEN ? State.OK : state,
        note.toString());
  }

  /** When it was over; where the log does not tell, the end of the last step. */
  private static long lastStep(Delivery delivery) {
    long end = delivery.finishedMicros();
    if (end < 0) {
      for (Attempt attempt : delivery.attempts()) {
        end = Math.max(end, attempt.endMicros());
      }
      for (Wait wait : delivery.waits()) {
        end = Math.max(end, wait.endMicros());
      }
    }
    return end;
  }

  private static String passedOn(EntryKey next) {
    return "went on as " + next.queueId() + " at " + next.host();
  }

  private static String word(DeliveryStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
