// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.opentelemetry.context.Scope;
import jakarta.mail.Address;
import jakarta.mail.Transport;
import org.jspecify.annotations.Nullable;

/** A transport sends a message over its connection. */
final class TracedSendMessage extends TracedCall {
  private final TransportState state;
  private final Transport transport;
  private final SendActivity activity;
  private final Address @Nullable [] addresses;
  private final @Nullable Activity before;

  TracedSendMessage(
      TransportState state,
      Transport transport,
      SendActivity activity,
      Address @Nullable [] addresses,
      @Nullable Scope scope) {
    super(activity, scope);
    this.state = state;
    this.transport = transport;
    this.activity = activity;
    this.addresses = addresses;
    before = state.use(activity);
    activity.callBegins(addresses);
    activity.connectionReused(state.reused());
    Server server = state.server();
    if (server.address != null) {
      // Of a transport inside another one too, whose URL need not name the port.
      activity.server(server);
    } else if (!activity.send.knowsServer()) {
      activity.serverOf(transport);
    }
  }

  SendActivity activity() {
    return activity;
  }

  @Override
  void over(@Nullable Throwable error) {
    try {
      SendResult result = new SendResult(activity.send, transport, addresses);
      if (error == null) {
        result.sent();
      } else {
        result.failed(error);
        if (!activity.send.hasReply()) {
          state.describeFailure(activity);
        }
      }
    } catch (Throwable t) {
      Failsafe.swallow("read a reply", t);
    }
    activity.callEnds();
    state.use(before);
    activity.phaseEnd();
  }
}
