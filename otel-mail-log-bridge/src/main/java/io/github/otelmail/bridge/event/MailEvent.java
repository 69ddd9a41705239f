// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one log line says about mail. The same words for every MTA; what an MTA does not log stays
 * null, 0 or -1 as each component says. Addresses are without angle brackets, the null sender is
 * the empty string, Message-IDs are without angle brackets.
 *
 * <p>Queue ids are scoped by the line's host; see {@link LineHeader}.
 */
public sealed interface MailEvent {

  /** Calls the method of {@code handler} that is made for this event. */
  void dispatch(LineHeader header, Handler handler);

  /** One method per event, so that the compiler tells who has not thought of a new one. */
  interface Handler {
    void accepted(LineHeader header, Accepted event);

    void submitted(LineHeader header, Submitted event);

    void messageIdSeen(LineHeader header, MessageIdSeen event);

    void contextSeen(LineHeader header, ContextSeen event);

    void activated(LineHeader header, Activated event);

    void attempted(LineHeader header, Attempted event);

    void hostFailed(LineHeader header, HostFailed event);

    void expired(LineHeader header, Expired event);

    void notified(LineHeader header, Notified event);

    void held(LineHeader header, Held event);

    void released(LineHeader header, Released event);

    void requeued(LineHeader header, Requeued event);

    void discarded(LineHeader header, Discarded event);

    void redirected(LineHeader header, Redirected event);

    void deleted(LineHeader header, Deleted event);

    void removed(LineHeader header, Removed event);

    void probed(LineHeader header, Probed event);

    void refused(LineHeader header, Refused event);

    void restarted(LineHeader header, Restarted event);

    void listed(LineHeader header, Listed event);
  }

  /**
   * A client's message got a queue id (Postfix smtpd(8): {@code QID: client=…}).
   *
   * @param clientName reverse name of the client, {@code unknown} without one
   * @param clientAddress IP address
   * @param saslUsername login the client authenticated with, null when it did not
   * @param originalQueueId queue id before the content filter (XFORWARD {@code orig_queue_id}), or
   *     null
   */
  record Accepted(
      String queueId,
      String clientName,
      String clientAddress,
      @Nullable String saslUsername,
      @Nullable String originalQueueId)
      implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.accepted(header, this);
    }
  }

  /**
   * A message handed over locally (pickup(8): {@code QID: uid=… from=<…>}).
   *
   * @param uid user id of the submitter
   * @param originalQueueId the queue id it had before {@code postsuper -r} ({@code orig_id=}), or
   *     null
   */
  record Submitted(String queueId, int uid, String sender, @Nullable String originalQueueId)
      implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.submitted(header, this);
    }
  }

  /**
   * The Message-ID header of an entry (cleanup(8)).
   *
   * @param messageId without the outer angle brackets; null when the message has none
   * @param resent true for {@code resent-message-id=}, which does not replace the Message-ID
   */
  record MessageIdSeen(String queueId, @Nullable String messageId, boolean resent)
      implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.messageIdSeen(header, this);
    }
  }

  /**
   * The message's {@code traceparent} header, echoed into the log by a header check.
   *
   * @param traceparent the header's value as logged; not yet validated
   */
  record ContextSeen(String queueId, String traceparent) implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.contextSeen(header, this);
    }
  }

  /**
   * The entry entered the active queue (qmgr(8): {@code from=<…>, size=…, nrcpt=… (queue active)}),
   * for the first time or again.
   *
   * @param size bytes
   * @param recipientCount recipients still to deliver
   */
  record Activated(String queueId, String sender, long size, int recipientCount)
      implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.activated(header, this);
    }
  }

  /**
   * An attempt for one recipient ended.
   *
   * @param originalRecipient the address before alias expansion ({@code orig_to=}), null when the
   *     same
   * @param connectionUse how many times the connection has been used, 1 for a fresh one
   * @param delays the times of the attempt, null when the log has none (Postfix before 2.3)
   * @param delayMicros age of the entry at the end of the attempt ({@code delay=}), rounded to two
   *     digits by Postfix; -1 when unknown
   * @param tls TLS feature status of Postfix 3.11 ({@code tls=}), or null
   * @param nextQueueId the queue id the next hop gave in its reply, or that a local forward
   *     created; null without one
   */
  record Attempted(
      String queueId,
      String recipient,
      @Nullable String originalRecipient,
      Relay relay,
      int connectionUse,
      long delayMicros,
      @Nullable Delays delays,
      @Nullable String tls,
      DeliveryStatus status,
      SmtpReply reply,
      @Nullable String nextQueueId)
      implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.attempted(header, this);
    }
  }

  /**
   * Postfix's {@code delays=a/b/c/d}, microseconds. {@code a} counts from the entry's arrival and
   * so includes every earlier attempt; only b, c and d belong to this attempt alone.
   */
  record Delays(long beforeQueueManager, long inQueueManager, long connection, long transmission) {}

  /**
   * One host of several could not take the message; the attempt goes on with the next.
   *
   * @param text what the line says, the host included
   */
  record HostFailed(String queueId, String text) implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.hostFailed(header, this);
    }
  }

  /** The entry became too old; the MTA gives up on every recipient that is left. */
  record Expired(String queueId, boolean forced) implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.expired(header, this);
    }
  }

  /** The MTA queued a notification about an entry (bounce(8)), an entry of its own. */
  record Notified(String queueId, String notificationQueueId, Kind kind) implements MailEvent {
    /** What a notification tells. */
    public enum Kind {
      /** Some recipient failed for good. */
      FAILURE,
      /** Delivery takes long. */
      DELAY,
      /** Delivery was asked to be confirmed, or traced. */
      STATUS
    }

    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.notified(header, this);
    }
  }

  /** The entry waits until somebody releases it. */
  record Held(String queueId, String reason) implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.held(header, this);
    }
  }

  /** A held entry goes on. */
  record Released(String queueId) implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.released(header, this);
    }
  }

  /** The operator had the entry queued anew; it continues under another queue id. */
  record Requeued(String queueId) implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.requeued(header, this);
    }
  }

  /** A rule of the MTA dropped the entry after accepting it, silently. */
  record Discarded(String queueId, String reason) implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.discarded(header, this);
    }
  }

  /** A rule of the MTA put one other recipient in place of all that the envelope named. */
  record Redirected(String queueId) implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.redirected(header, this);
    }
  }

  /** The operator deleted the entry. */
  record Deleted(String queueId) implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.deleted(header, this);
    }
  }

  /** The entry left the queue: nothing is left to do for it. */
  record Removed(String queueId) implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.removed(header, this);
    }
  }

  /**
   * Only whether a recipient can be delivered to was found out ({@code sendmail -bv}, verify(8)):
   * the entry carries no mail.
   */
  record Probed(String queueId) implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.probed(header, this);
    }
  }

  /**
   * The MTA did not take a message from its client, or lost the client before the end of the
   * message.
   *
   * @param queueId null when there was none yet ({@code NOQUEUE})
   * @param endsEntry true when the queue entry, if any, is gone with this; false when only one
   *     recipient or command was refused and the entry may still be accepted
   */
  record Refused(@Nullable String queueId, SmtpReply reply, boolean endsEntry)
      implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.refused(header, this);
    }
  }

  /** The MTA started, stopped or was reloaded: its processes are new. */
  record Restarted() implements MailEvent {
    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.restarted(header, this);
    }
  }

  /**
   * The entry is in the queue, as a listing of the queue tells (postqueue(1) {@code -j}): no line
   * of a log.
   *
   * @param arrivalMicros when it arrived, in whole seconds
   * @param size bytes, -1 when unknown
   * @param recipientCount recipients still to deliver
   * @param deferred those of them that were tried before
   * @param held true when it waits until somebody releases it
   */
  record Listed(
      String queueId,
      long arrivalMicros,
      String sender,
      long size,
      int recipientCount,
      List<Deferred> deferred,
      boolean held)
      implements MailEvent {
    /** A recipient, and what became of the last attempt. */
    public record Deferred(String address, SmtpReply reply) {}

    @Override
    public void dispatch(LineHeader header, Handler handler) {
      handler.listed(header, this);
    }
  }
}
