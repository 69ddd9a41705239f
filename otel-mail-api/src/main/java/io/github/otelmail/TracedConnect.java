// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.github.otelmail.semconv.MailValues;
import io.opentelemetry.context.Scope;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import org.jspecify.annotations.Nullable;

/** A transport opens its connection. */
final class TracedConnect extends TracedCall {
  private final TransportState state;
  private final Transport transport;
  private final Activity activity;
  private final @Nullable Activity before;

  private TracedConnect(
      TransportState state, Transport transport, Activity activity, @Nullable Scope scope) {
    super(activity, scope);
    this.state = state;
    this.transport = transport;
    this.activity = activity;
    before = state.use(activity);
    if (!state.phasesSeen) {
      activity.phase(MailValues.PHASE_CONNECT);
    }
  }

  /** As a part of what the thread is at. */
  static TracedConnect partOf(Activity outer, TransportState state, Transport transport) {
    return new TracedConnect(state, transport, outer, null);
  }

  /** In a span of its own. */
  static TracedConnect own(MailTelemetry telemetry, TransportState state, Transport transport) {
    ConnectActivity activity = new ConnectActivity(telemetry, transport);
    Scope scope = activity.makeCurrent();
    try {
      return new TracedConnect(state, transport, activity, scope);
    } catch (Throwable t) {
      TracedCall.end(activity, scope, t);
      throw t;
    }
  }

  @Override
  void over(@Nullable Throwable error) {
    if (error != null) {
      Failsafe.run("read the reply to a connect", () -> failed(error));
    }
    state.use(before);
    activity.phaseEnd();
    if (!state.phasesSeen) {
      activity.serverOf(transport);
    }
  }

  /** The last reply is that of this session only if the network did not fail. */
  private void failed(Throwable error) {
    SmtpReply reply = SmtpReply.parse(error.getMessage());
    if (reply == null && error instanceof MessagingException && error.getCause() == null) {
      reply = SendResult.lastReply(transport);
    }
    if (reply != null && reply.negative()) {
      activity.connectFailed(reply);
    } else {
      if (SendResult.isClosed(transport)) {
        activity.connectionClosed();
      }
      state.describeFailure(activity);
    }
  }
}
