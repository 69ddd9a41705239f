// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.context.ContextResolver;
import io.github.otelmail.bridge.context.MessageContext;
import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.report.Hops.Hop;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.EntryIdentity;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.bridge.tracker.Origin;
import io.github.otelmail.semconv.AddressPolicy;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entries of a message among all histories it is told, by Message-ID, queue id or trace
 * id, and draws them. When the id is that of a later hop only, {@link #needsAnotherPass} says so:
 * told the same histories again, it finds the other hops.
 */
public final class MessageSearch implements HistorySink {
  private static final int MAX_ENTRIES = 2_000;
  private static final int MAX_MESSAGES = 20;

  /** A chain of hops in logs that the tracker linked late needs one pass for each. */
  private static final int MAX_PASSES = 5;

  private final String id;
  private final String traceId;
  private final ContextResolver resolver;
  private final AddressPolicy policy;
  private final Map<EntryIdentity, Hop> hops = new LinkedHashMap<>();
  private final Set<EntryIdentity> wanted = new HashSet<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private int passes = 1;
  private boolean incomplete;

  /**
   * @param id a Message-ID with or without angle brackets, a queue id, or a trace id of 32 hex
   *     digits
   */
  public MessageSearch(String id, ContextResolver resolver, AddressPolicy policy) {
    String stripped = id.strip();
    boolean bracketed = stripped.startsWith("<") && stripped.endsWith(">");
    this.id = bracketed ? stripped.substring(1, stripped.length() - 1) : stripped;
    this.traceId = this.id.matches("[0-9A-Fa-f]{32}") ? this.id.toLowerCase(Locale.ROOT) : "";
    this.resolver = resolver;
    this.policy = policy;
  }

  @Override
  public boolean wantsSteps() {
    return false;
  }

  @Override
  public void closed(Entry entry, List<Delivery> deliveries) {
    if (!matches(entry)) {
      return;
    }
    if (hops.size() == MAX_ENTRIES) {
      incomplete = true;
      return;
    }
    hops.put(entry.identity(), new Hop(entry, deliveries));
  }

  @Override
  public void refused(LineHeader header, MailEvent.Refused event, @Nullable String messageId) {
    boolean named = id.equals(event.queueId()) || id.equals(messageId);
    if (event.endsEntry() && named && passes == 1 && refusals.size() < MAX_MESSAGES) {
      refusals.add(new Refusal(header, event, messageId));
    }
  }

  private boolean matches(Entry entry) {
    Origin origin = entry.origin();
    return id.equals(entry.key().queueId())
        || id.equals(origin.entry().queueId())
        || id.equals(entry.messageId())
        || id.equals(origin.messageId())
        || wanted.contains(entry.identity())
        || hops.containsKey(previous(entry))
        || (!traceId.isEmpty() && traceId.equals(resolver.resolve(origin).traceId()));
  }

  /** The identity of the entry that this one continues, null without one. */
  private static @Nullable EntryIdentity previous(Entry entry) {
    Entry.Previous previous = entry.previous();
    return previous == null ? null : previous.identity();
  }

  /** Whether anything was found: in a queue, or refused. */
  public boolean found() {
    return !hops.isEmpty() || !refusals.isEmpty();
  }

  /**
   * Whether entries were found that others belong to which do not carry the id themselves. The
   * search is then ready to be told all histories once more.
   */
  public boolean needsAnotherPass() {
    Set<String> queueIds = new HashSet<>();
    hops.values().forEach(hop -> queueIds.add(hop.entry().key().queueId()));
    boolean missing = false;
    for (Hop hop : hops.values()) {
      EntryIdentity previous = previous(hop.entry());
      if (previous != null && !hops.containsKey(previous)) {
        wanted.add(previous);
        missing = true;
      }
      for (Delivery delivery : hop.deliveries()) {
        String notification = delivery.notificationQueueId();
        missing |= delivery.next() != null && !queueIds.contains(delivery.next().queueId());
        missing |= notification != null && !queueIds.contains(notification);
      }
    }
    return missing && passes++ < MAX_PASSES;
  }

  /** The hops of each message, oldest message first: what hangs together is one. */
  private Collection<List<Hop>> messages() {
    List<Hop> sorted = new ArrayList<>(hops.values());
    sorted.sort(Comparator.comparingLong(hop -> hop.entry().arrivalMicros()));
    Map<EntryIdentity, List<Hop>> byFirst = new LinkedHashMap<>();
    for (Hop hop : sorted) {
      byFirst.computeIfAbsent(first(hop.entry()), identity -> new ArrayList<>()).add(hop);
    }
    return byFirst.values();
  }

  private EntryIdentity first(Entry entry) {
    Entry first = entry;
    for (int i = 0; i < MAX_ENTRIES && hops.containsKey(previous(first)); i++) {
      first = Objects.requireNonNull(hops.get(previous(first))).entry();
    }
    return first.identity();
  }

  /** A time of day with its date, as reports show it. */
  public static String time(long epochMicros, ZoneId zone) {
    return TerminalReport.time(epochMicros, zone);
  }

  /**
   * The waterfalls of what was found, oldest message first, then what was refused.
   *
   * @param width cells of the terminal
   * @param ansi whether to colour with ANSI sequences
   * @param nowMicros where the log ends, epoch microseconds
   * @param zone zone of the times shown
   */
  public String text(int width, boolean ansi, long nowMicros, ZoneId zone) {
    Paint paint = new Paint(ansi);
    StringBuilder out = new StringBuilder();
    Collection<List<Hop>> messages = messages();
    int shown = 0;
    for (List<Hop> message : messages) {
      if (shown == MAX_MESSAGES) {
        break;
      }
      out.append(shown == 0 ? "" : "\n");
      describe(out, paint, message, nowMicros);
      MessageContext context = resolver.resolve(message.get(0).entry().origin());
      out.append(Waterfall.render(Journey.rows(message, context, policy, nowMicros), width, ansi));
      shown++;
    }
    if (messages.size() > shown) {
      out.append('\n').append(messages.size() - shown).append(" more messages have this id\n");
    }
    if (incomplete) {
      out.append("\nMore than ")
          .append(MAX_ENTRIES)
          .append(" queue entries: the rest is left out\n");
    }
    for (Refusal refusal : refusals) {
      out.append(out.length() == 0 ? "" : "\n");
      describe(out, paint, refusal, zone);
    }
    return out.toString();
  }

  private void describe(StringBuilder out, Paint paint, List<Hop> message, long nowMicros) {
    Origin origin = message.get(0).entry().origin();
    MessageContext context = resolver.resolve(origin);
    messageId(out, paint, origin.messageId());
    field(
        out,
        paint,
        "trace id",
        context.traceId()
            + (context.sendSpanId() == null ? "  (made from the log)" : "  (the application's)"));
    if (context.stream() != null) {
      field(out, paint, "stream", context.stream());
    }
    if (context.deadlineSeconds() >= 0) {
      field(out, paint, "deadline", deadline(message, context, nowMicros));
    }
    field(out, paint, "recipients", outcomes(message));
    out.append('\n');
  }

  private void describe(StringBuilder out, Paint paint, Refusal refusal, ZoneId zone) {
    LineHeader header = refusal.header();
    messageId(out, paint, refusal.messageId());
    field(
        out,
        paint,
        "refused",
        time(header.timeMicros(), zone)
            + " by "
            + header.host()
            + ", queue id "
            + refusal.event().queueId());
    field(out, paint, "reply", policy.redact(refusal.event().reply().text()));
  }

  private static void messageId(StringBuilder out, Paint paint, @Nullable String messageId) {
    field(out, paint, "Message-ID", messageId == null ? "none" : "<" + messageId + ">");
  }

  private static String deadline(List<Hop> message, MessageContext context, long nowMicros) {
    EndToEnd clock = EndToEnd.of(message.get(0).entry(), context);
    long missedBy = 0;
    for (Hop hop : message) {
      for (Delivery delivery : hop.deliveries()) {
        if (delivery.next() == null && Boolean.TRUE.equals(clock.late(delivery, nowMicros))) {
          long until = delivery.finishedMicros() < 0 ? nowMicros : delivery.finishedMicros();
          missedBy = Math.max(missedBy, until - clock.deadlineMicros());
        }
      }
    }
    String deadline = Human.duration(context.deadlineSeconds() * 1_000_000);
    return missedBy == 0 ? deadline : deadline + ", missed by " + Human.duration(missedBy);
  }

  private static String outcomes(List<Hop> message) {
    NotificationHops notifications = new NotificationHops();
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Hop hop : message) {
      notifications.received(hop.entry());
      if (!notifications.isNotification(hop.entry())) {
        hop.deliveries().stream()
            .filter(delivery -> delivery.next() == null)
            .forEach(delivery -> counts.merge(delivery.outcome().word(), 1L, Long::sum));
      }
    }
    List<String> outcomes = new ArrayList<>();
    counts.forEach((outcome, count) -> outcomes.add(count + " " + outcome));
    return outcomes.isEmpty() ? "none" : String.join(", ", outcomes);
  }

  private static void field(StringBuilder out, Paint paint, String name, String value) {
    out.append(paint.faint(Text.left(name, 12))).append(paint.bold(Text.clean(value))).append('\n');
  }

  /** A message that was not taken into the queue. */
  private record Refusal(LineHeader header, MailEvent.Refused event, @Nullable String messageId) {}
}
