// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.event.Relay;
import io.github.otelmail.bridge.event.SmtpReply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes a log as events: the time moves on as told, each call is one line. Queue ids are short
 * ones that begin with {@code 00000}: their entries arrive at a whole second.
 */
final class TestLog {
  /** A whole second. */
  static final long T0 = 1_700_000_000_000_000L;

  static final long SECOND = 1_000_000L;
  static final Relay MX = new Relay("mx.example.net", "192.0.2.1", 25);
  static final Relay LOCAL = new Relay("local", null, 0);
  static final String GREYLISTED = "host mx said: 451 4.7.1 Greylisted";

  final RecordingSink sink = new RecordingSink();
  final TrackerLimits limits;
  Tracker tracker;
  int gaveUp;
  private @Nullable MapStore store;

  private final PipelineListener listener =
      new PipelineListener() {
        @Override
        public void gaveUp() {
          gaveUp++;
        }
      };
  private long now = T0;
  private int resolution = 1;
  private String host = "mx1";
  private String instance = "postfix";
  private int pid = 1;

  TestLog() {
    this(1000, 50);
  }

  TestLog(int maxEntries, int attemptsKept) {
    this(maxEntries, maxEntries, attemptsKept, 1000);
  }

  TestLog(int maxEntries, int maxEnded, int attemptsKept, int unpackedEntries) {
    this(
        new TrackerLimits(
            maxEntries,
            maxEnded,
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            attemptsKept,
            unpackedEntries));
  }

  TestLog(TrackerLimits limits) {
    this(limits, null);
  }

  /** Puts aside into the store, null for the heap. */
  TestLog(TrackerLimits limits, @Nullable MapStore store) {
    this.limits = limits;
    this.store = store;
    tracker = new Tracker(limits, sink, listener, store);
  }

  /** A time so many seconds after {@link #T0}. */
  static long time(double seconds) {
    return T0 + Math.round(seconds * SECOND);
  }

  TestLog at(double seconds) {
    now = time(seconds);
    return this;
  }

  TestLog on(String newHost) {
    host = newHost;
    return this;
  }

  TestLog instance(String newInstance) {
    instance = newInstance;
    return this;
  }

  TestLog pid(int newPid) {
    pid = newPid;
    return this;
  }

  /** Stamps have whole seconds from now on. */
  TestLog wholeSeconds() {
    resolution = 1_000_000;
    return this;
  }

  TestLog say(String daemon, MailEvent event) {
    long stamp = Math.floorDiv(now, resolution) * resolution;
    tracker.event(new LineHeader(stamp, resolution, host, instance, daemon, pid), event);
    return this;
  }

  TestLog client(String id) {
    return say("smtpd", new MailEvent.Accepted(id, "app", "10.0.0.1", null, null));
  }

  TestLog clientAfterFilter(String id, String original) {
    return say("smtpd", new MailEvent.Accepted(id, "localhost", "127.0.0.1", null, original));
  }

  TestLog pickup(String id, @Nullable String original) {
    return say("pickup", new MailEvent.Submitted(id, 1000, "a@example.org", original));
  }

  TestLog messageId(String id, @Nullable String messageId) {
    return say("cleanup", new MailEvent.MessageIdSeen(id, messageId, false));
  }

  TestLog active(String id, int recipients) {
    return say("qmgr", new MailEvent.Activated(id, "a@example.org", 500, recipients));
  }

  /** Client, Message-ID and active, all at once. */
  TestLog queued(String id, String messageId, int recipients) {
    return client(id).messageId(id, messageId).active(id, recipients);
  }

  TestLog sent(String id, String to, double age) {
    return attempt(id, to, age, DeliveryStatus.SENT, "250 2.0.0 Ok", null);
  }

  TestLog sentAs(String id, String to, double age, String next) {
    return attempt(id, to, age, DeliveryStatus.SENT, "250 2.0.0 Ok: queued as " + next, next);
  }

  TestLog deferred(String id, String to, double age) {
    return attempt(id, to, age, DeliveryStatus.DEFERRED, GREYLISTED, null);
  }

  TestLog bounced(String id, String to, double age) {
    return attempt(id, to, age, DeliveryStatus.BOUNCED, "host mx said: 550 5.1.1 Unknown", null);
  }

  /** An attempt of 0.1 s in the queue manager, 0.2 s to connect, 0.3 s to transmit. */
  TestLog attempt(
      String id, String to, double age, DeliveryStatus status, String text, @Nullable String next) {
    MailEvent.Delays delays = new MailEvent.Delays(0, 100_000, 200_000, 300_000);
    return say("smtp", attempted(id, to, null, MX, age, delays, status, text, next));
  }

  TestLog forwarded(String id, String to, double age, String next) {
    MailEvent.Delays delays = new MailEvent.Delays(0, 0, 0, 0);
    return say(
        "local",
        attempted(
            id, to, null, LOCAL, age, delays, DeliveryStatus.SENT, "forwarded as " + next, next));
  }

  static MailEvent.Attempted attempted(
      String id,
      String to,
      @Nullable String original,
      Relay relay,
      double age,
      MailEvent.@Nullable Delays delays,
      DeliveryStatus status,
      String text,
      @Nullable String next) {
    int at = text.indexOf("said: ");
    String code = text.substring(at < 0 ? 0 : at + 6);
    boolean coded = !code.isEmpty() && Character.isDigit(code.charAt(0));
    SmtpReply reply =
        new SmtpReply(
            coded ? Integer.parseInt(code.substring(0, 3)) : 0,
            coded ? code.substring(4, 9) : null,
            text);
    long micros = age < 0 ? -1 : Math.round(age * SECOND);
    return new MailEvent.Attempted(
        id, to, original, relay, 1, micros, delays, null, status, reply, next);
  }

  TestLog notified(String id, String notification) {
    return say("bounce", new MailEvent.Notified(id, notification, MailEvent.Notified.Kind.FAILURE));
  }

  TestLog held(String id) {
    return say("postsuper", new MailEvent.Held(id, "placed on hold"));
  }

  TestLog released(String id) {
    return say("postsuper", new MailEvent.Released(id));
  }

  TestLog requeued(String id) {
    return say("postsuper", new MailEvent.Requeued(id));
  }

  TestLog deleted(String id) {
    return say("postsuper", new MailEvent.Deleted(id));
  }

  TestLog expired(String id) {
    return say("qmgr", new MailEvent.Expired(id, false));
  }

  TestLog removed(String id) {
    return say("qmgr", new MailEvent.Removed(id));
  }

  TestLog refused(@Nullable String id, boolean ends) {
    return say(
        "smtpd", new MailEvent.Refused(id, new SmtpReply(550, "5.7.1", "550 5.7.1 No"), ends));
  }

  TestLog advance(double seconds) {
    tracker.advance(time(seconds));
    return this;
  }

  TestLog finish() {
    tracker.finish();
    return this;
  }

  byte[] snapshot() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      tracker.snapshot(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Goes on with a tracker restored from this one's snapshot. */
  TestLog restart() {
    return restart(snapshot());
  }

  /** The same with another store, or without one. */
  TestLog moveTo(@Nullable MapStore other) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      tracker.wholeSnapshot(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store = other;
    return restart(bytes.toByteArray());
  }

  private TestLog restart(byte[] snapshot) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot));
      tracker = Tracker.restore(in, limits, sink, listener, store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }
}
