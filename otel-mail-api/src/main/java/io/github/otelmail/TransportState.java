// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.github.otelmail.semconv.MailValues;
import jakarta.mail.Transport;
import org.jspecify.annotations.Nullable;

/**
 * What one transport is at: its phases are told to the activity that uses it now. Does not refer to
 * the transport, so that it may be kept for as long as the transport lives.
 */
final class TransportState {
  /** False when nobody tells the phases: the connect is then recorded as one. */
  final boolean phasesSeen;

  private @Nullable Activity active;
  private @Nullable Timeouts timeouts;
  private Server server = Server.UNKNOWN;
  private long ehloEnd;
  private int sends;

  TransportState(boolean phasesSeen) {
    this.phasesSeen = phasesSeen;
  }

  /** The activity gets the phases from now on; returns the one that got them until now. */
  @Nullable Activity use(@Nullable Activity activity) {
    Activity before = active;
    active = activity;
    return before;
  }

  boolean usedBy(Activity activity) {
    return active == activity;
  }

  /** A new connection; the timeouts may not be known. */
  void opened(@Nullable Timeouts with) {
    sends = 0;
    timeouts = with;
    server = Server.UNKNOWN;
  }

  /** The connection failed, or did not come about: tells what there was to wait for. */
  void describeFailure(Activity activity) {
    Timeouts with = timeouts;
    if (with != null) {
      Failsafe.run("write to a span", () -> with.describe(activity.span()));
    }
  }

  /** Whom the connection goes to, as far as the transport said; its URL leaves out the port. */
  Server server() {
    return server;
  }

  /** One more message over the connection. */
  void sends() {
    sends++;
  }

  boolean reused() {
    return sends > 1;
  }

  void connecting(@Nullable String host, int port) {
    Activity activity = active;
    ehloEnd = 0;
    server = new Server(host, port);
    if (activity != null) {
      activity.server(host, port);
      activity.phase(MailValues.PHASE_CONNECT);
    }
  }

  /** Versions without a method for it authenticate between the last EHLO and here. */
  void connected(boolean authenticates) {
    Activity activity = active;
    if (activity != null) {
      activity.phaseEnd();
      if (authenticates && ehloEnd != 0) {
        activity.phaseAt(MailValues.PHASE_AUTH, ehloEnd);
        activity.phaseEnd();
      }
    }
    ehloEnd = 0;
  }

  void phase(String name) {
    Activity activity = active;
    if (activity != null) {
      ehloEnd = 0;
      if (name.equals(MailValues.PHASE_MAIL) && activity instanceof SendActivity) {
        ((SendActivity) activity).keepToken();
      }
      activity.phase(name);
    }
  }

  void phaseEnd() {
    Activity activity = active;
    if (activity != null) {
      activity.phaseEnd();
    }
  }

  void ehloEnd() {
    Activity activity = active;
    if (activity != null) {
      activity.phaseEnd();
      ehloEnd = System.nanoTime();
    }
  }

  void body() {
    Activity activity = active;
    if (activity instanceof SendActivity) {
      ((SendActivity) activity).beforeBody();
      activity.phase(MailValues.PHASE_BODY);
    }
  }

  void replied(Transport transport) {
    Activity activity = active;
    if (activity instanceof SendActivity) {
      SendActivity sending = (SendActivity) activity;
      sending.phaseEnd();
      try {
        SmtpReply last = SendResult.lastReply(transport);
        if (last != null && last.positive()) {
          sending.send.reply(last);
        }
      } catch (Throwable t) {
        Failsafe.swallow("read a reply", t);
      }
    }
  }
}
