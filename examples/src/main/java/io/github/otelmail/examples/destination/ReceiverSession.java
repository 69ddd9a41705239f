// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.destination;

import io.github.otelmail.examples.smtp.SmtpResponse;
import io.github.otelmail.examples.smtp.SmtpSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One connection to a receiver. */
final class ReceiverSession implements SmtpSession {
  private static final int MAX_HEADERS = 16_384;

  private final Behaviour behaviour;
  private final Destination destination;
  private final List<String> recipients = new ArrayList<>();
  private String sender = "";

  ReceiverSession(Behaviour behaviour, Destination destination) {
    this.behaviour = behaviour;
    this.destination = destination;
  }

  @Override
  public SmtpResponse mail(String address) {
    sender = address;
    return SmtpResponse.of(250, "2.1.0 Ok");
  }

  @Override
  public SmtpResponse recipient(String address) {
    SmtpResponse refusal =
        switch (behaviour) {
          case GREYLIST ->
              destination.isFirst(sender, address)
                  ? SmtpResponse.of(
                      451, "4.7.1 <" + address + ">: Recipient address rejected: Greylisted")
                  : null;
          case THROTTLE ->
              destination.isFirst(sender, address)
                  ? SmtpResponse.closing(421, "4.7.28 Too many messages, try again later")
                  : null;
          case UNKNOWN ->
              SmtpResponse.of(
                  550, "5.1.1 <" + address + ">: Recipient address rejected: User unknown");
          case FULL -> SmtpResponse.of(452, "4.2.2 <" + address + ">: Mailbox full");
          case ACCEPT, POLICY, SLOW, DROP -> null;
        };
    if (refusal != null) {
      return refusal;
    }
    recipients.add(address);
    return SmtpResponse.of(250, "2.1.5 Ok");
  }

  @Override
  public SmtpResponse data() {
    if (behaviour == Behaviour.DROP && destination.isFirst(sender, recipients.get(0))) {
      return SmtpResponse.drop();
    }
    return SmtpSession.super.data();
  }

  @Override
  public SmtpResponse message(byte[] content) {
    if (behaviour == Behaviour.POLICY) {
      return SmtpResponse.of(550, "5.7.1 Message rejected under policy");
    }
    if (behaviour == Behaviour.SLOW && !pause()) {
      return SmtpResponse.drop();
    }
    destination.arrived(new Arrival(behaviour, sender, List.copyOf(recipients), headers(content)));
    String id = Long.toHexString(ThreadLocalRandom.current().nextLong() >>> 24);
    return SmtpResponse.of(250, "2.0.0 Ok: queued as " + id.toUpperCase(Locale.ROOT));
  }

  /** Takes its time; false when the destination closed meanwhile. */
  private boolean pause() {
    try {
      return !destination.closed().await(Destination.SLOW_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void reset() {
    sender = "";
    recipients.clear();
  }

  private static String headers(byte[] content) {
    String text =
        new String(content, 0, Math.min(content.length, MAX_HEADERS), StandardCharsets.UTF_8);
    int end = text.indexOf("\r\n\r\n");
    return end < 0 ? text : text.substring(0, end);
  }
}
