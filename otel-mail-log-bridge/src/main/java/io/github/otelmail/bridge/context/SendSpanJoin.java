// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.SendSpan;
import io.github.otelmail.bridge.tracker.Tracker;
import io.github.otelmail.semconv.TraceToken;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins mails that carry no context of their own with the send spans that applications told of:
 * join keys 3 and 4. Stands before the tracker. A mail's span is waited for as long as the tracker
 * holds the mail back, in the log's time; then it is given to the tracker as the mail's context,
 * and goes with the mail from then on.
 *
 * <p>A restart must not join what was not joined before, nor the other way round. So a span counts
 * only for mails that were due after the moment, of the log's time, at which it was learned. Who
 * keeps what {@link #learn} gives and {@link #nowMicros()} on disk before anything is exported, and
 * {@link #snapshot} together with the tracker's, gets the same decisions from the same lines.
 *
 * <p>Not thread-safe.
 */
public final class SendSpanJoin {
  private static final int MAX_AWAITED = 50_000;

  private final Tracker tracker;
  private final long waitMicros;
  private final SendSpanTable spans;

  /** By host and queue id, the longest waiting first. */
  private final Map<String, AwaitedMail> awaited = new LinkedHashMap<>();

  private long floorMicros = Long.MIN_VALUE;
  private long joined;
  private long evicted;

  /**
   * A join that knows no spans yet.
   *
   * @param waitMicros how long a span is waited for, not longer than the tracker's link grace; 0 to
   *     join nothing
   * @param capacityBytes how much of spans is kept
   */
  public SendSpanJoin(Tracker tracker, long waitMicros, long capacityBytes) {
    this.tracker = tracker;
    this.waitMicros = waitMicros;
    spans = new SendSpanTable(capacityBytes);
  }

  /** A span was received now; returns it as it is to be kept. */
  public LearnedSpan learn(SendSpan span) {
    LearnedSpan learned = new LearnedSpan(span, nowMicros());
    evicted += spans.add(learned);
    return learned;
  }

  /**
   * Takes back what was learned before a restart.
   *
   * @param floorMicros what {@link #nowMicros()} was: mails up to there may have been decided
   */
  public void restore(List<LearnedSpan> learned, long floorMicros) {
    learned.forEach(span -> evicted += spans.add(span));
    this.floorMicros = floorMicros;
  }

  /** The log's time up to which mails may have been decided, epoch microseconds. */
  public long nowMicros() {
    return Math.max(floorMicros, tracker.nowMicros());
  }

  /** Everything that is kept, the oldest first. */
  public List<LearnedSpan> learned() {
    return spans.all();
  }

  /** How many mails a span was found for. */
  public long joined() {
    return joined;
  }

  /** How many spans were given up for want of room. */
  public long evicted() {
    return evicted;
  }

  /** As {@link Tracker#event}. */
  public void event(LineHeader header, MailEvent event) {
    long before = tracker.nowMicros();
    see(header.timeMicros(), before);
    if (event instanceof MailEvent.ContextSeen seen) {
      if (LearnedContext.isOne(seen.traceparent())) {
        // Only this class may say so: the header is a forgery.
        tracker.advance(header.timeMicros());
        return;
      }
      awaited.remove(key(header.host(), seen.queueId()));
    } else if (event instanceof MailEvent.MessageIdSeen seen) {
      await(header, seen, Math.max(before, header.timeMicros()));
    }
    tracker.event(header, event);
    if (tracker.nowMicros() < before) {
      turnedBack();
    }
  }

  /** As {@link Tracker#advance}. */
  public void advance(long nowMicros) {
    see(nowMicros, tracker.nowMicros());
    tracker.advance(nowMicros);
  }

  private void await(LineHeader header, MailEvent.MessageIdSeen event, long nowMicros) {
    String messageId = event.messageId() == null ? "" : event.messageId();
    if (waitMicros == 0
        || event.resent()
        || isTooLong(header, messageId)
        || TraceToken.parse(messageId) != null) {
      return;
    }
    String key = key(header.host(), event.queueId());
    awaited.remove(key);
    awaited.put(
        key,
        new AwaitedMail(
            header.host(),
            header.instance(),
            event.queueId(),
            messageId,
            header.timeMicros(),
            nowMicros + waitMicros));
    if (awaited.size() > MAX_AWAITED) {
      decide(awaited.values().iterator().next());
    }
  }

  /** Of such a mail no span tells; and what waits here has to fit a checkpoint. */
  private static boolean isTooLong(LineHeader header, String messageId) {
    return messageId.length() > SendSpan.MAX_LENGTH
        || header.host().length() > SendSpan.MAX_LENGTH
        || header.instance().length() > SendSpan.MAX_LENGTH;
  }

  private static String key(String host, String queueId) {
    return host + '\n' + queueId;
  }

  /** Decides what is due before the tracker hears of the time. */
  private void see(long timeMicros, long before) {
    if (timeMicros <= before) {
      return;
    }
    while (!awaited.isEmpty()) {
      AwaitedMail mail = awaited.values().iterator().next();
      if (mail.dueMicros() > timeMicros) {
        break;
      }
      decide(mail);
    }
    spans.expire(timeMicros);
  }

  private void decide(AwaitedMail mail) {
    awaited.remove(key(mail.host(), mail.queueId()));
    LearnedContext context = spans.find(mail);
    if (context != null) {
      joined++;
      tracker.event(
          new LineHeader(mail.seenMicros(), 1, mail.host(), mail.instance(), "", 0),
          new MailEvent.ContextSeen(mail.queueId(), context.text()));
    }
  }

  private void turnedBack() {
    long now = tracker.nowMicros();
    floorMicros = Long.MIN_VALUE;
    spans.restamp(now);
    awaited.replaceAll((key, mail) -> mail.dueAt(now + waitMicros));
  }

  /** Writes which mails are waited for. */
  public void snapshot(DataOutput out) throws IOException {
    out.writeInt(awaited.size());
    for (AwaitedMail mail : awaited.values()) {
      out.writeUTF(mail.host());
      out.writeUTF(mail.instance());
      out.writeUTF(mail.queueId());
      out.writeUTF(mail.messageId());
      out.writeLong(mail.seenMicros());
      out.writeLong(mail.dueMicros());
    }
  }

  /** Takes back what {@link #snapshot} wrote. */
  public void restore(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      AwaitedMail mail =
          new AwaitedMail(
              in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF(), in.readLong(), in.readLong());
      awaited.put(key(mail.host(), mail.queueId()), mail);
    }
  }
}
