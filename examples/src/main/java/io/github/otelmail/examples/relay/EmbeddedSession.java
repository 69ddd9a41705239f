// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import io.github.otelmail.examples.smtp.SmtpResponse;
import io.github.otelmail.examples.smtp.SmtpSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection to the {@link EmbeddedRelay}. */
final class EmbeddedSession implements SmtpSession {
  private final EmbeddedRelay relay;
  private final List<String> recipients = new ArrayList<>();
  private String sender = "";
  private Instant arrival = Instant.EPOCH;
  private @Nullable String queueId;

  EmbeddedSession(EmbeddedRelay relay) {
    this.relay = relay;
  }

  @Override
  public SmtpResponse mail(String address) {
    sender = address;
    return SmtpResponse.of(250, "2.1.0 Ok");
  }

  @Override
  public SmtpResponse recipient(String address) {
    if (queueId == null) {
      arrival = Instant.now();
      queueId = relay.open(arrival);
    }
    if (queueId == null) {
      return SmtpResponse.of(452, "4.3.1 Insufficient system storage");
    }
    recipients.add(address);
    return SmtpResponse.of(250, "2.1.5 Ok");
  }

  @Override
  public SmtpResponse message(byte[] content) {
    String id = queueId;
    if (id == null) {
      return SmtpResponse.of(451, "4.3.0 Error: queue file write error");
    }
    queueId = null;
    relay.enqueue(id, arrival, sender, recipients, content);
    return SmtpResponse.of(250, "2.0.0 Ok: queued as " + id);
  }

  @Override
  public void reset() {
    if (queueId != null) {
      relay.abandon();
      queueId = null;
    }
    recipients.clear();
    sender = "";
  }
}
