// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.github.otelmail.semconv.AddressPolicy;
import io.github.otelmail.semconv.TraceToken;
import io.opentelemetry.context.Context;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the builder was told, unchangeable. */
final class Settings {
  final AddressPolicy addressPolicy;
  final boolean token;
  final boolean header;
  final boolean subject;
  final boolean relay;
  private final Supplier<Context> currentContext;
  private final byte @Nullable [] signingKey;
  private final @Nullable String stream;
  private final @Nullable Function<? super Message, @Nullable String> streamOfMessage;
  private final Map<String, String> streamBySender;
  private final long deadlineSeconds;
  private final Map<String, Long> deadlineSecondsByStream;

  Settings(MailTelemetryBuilder builder) {
    addressPolicy = builder.addressPolicy;
    token = builder.token;
    header = builder.header;
    subject = builder.subject;
    relay = builder.relay;
    streamBySender = Collections.unmodifiableMap(new HashMap<>(builder.streamBySender));
    currentContext = builder.currentContext;
    signingKey = builder.signingKey;
    stream = builder.stream;
    streamOfMessage = builder.streamOfMessage;
    deadlineSeconds = builder.deadlineSeconds;
    deadlineSecondsByStream =
        Collections.unmodifiableMap(new HashMap<>(builder.deadlineSecondsByStream));
  }

  /** The context that a send belongs to. */
  Context currentContext() {
    try {
      return currentContext.get();
    } catch (Throwable t) {
      Failsafe.swallow("find the current context", t);
      return Context.root();
    }
  }

  /** The stream of a message whose sender did not name one. */
  @Nullable String stream() {
    return stream;
  }

  /** The stream of the message, or null when it has none. */
  @Nullable String stream(Message message) {
    Function<? super Message, @Nullable String> function = streamOfMessage;
    String named =
        function == null
            ? null
            : Failsafe.getOrNull("tell the stream of a message", () -> function.apply(message));
    if (named != null && TraceToken.isStream(named)) {
      return named;
    }
    if (named != null) {
      Failsafe.warn(
          "A message names a stream that is none: use 1 to 32 of a-z, 0-9, - and _. Logged once.");
    }
    String ofSender =
        streamBySender.isEmpty()
            ? null
            : Failsafe.getOrNull("read the sender of a message", () -> streamOfSender(message));
    return ofSender == null ? stream : ofSender;
  }

  private @Nullable String streamOfSender(Message message) throws MessagingException {
    Address[] from = message.getFrom();
    if (from == null || from.length == 0) {
      return null;
    }
    String address = MessageReader.text(from[0]).toLowerCase(Locale.ROOT);
    String own = streamBySender.get(address);
    return own == null ? streamBySender.get(address.substring(address.lastIndexOf('@') + 1)) : own;
  }

  /** The deadline of messages of the stream, or {@link TraceToken#NO_DEADLINE}. */
  long deadlineSeconds(@Nullable String ofStream) {
    Long own = ofStream == null ? null : deadlineSecondsByStream.get(ofStream);
    return own == null ? deadlineSeconds : own;
  }

  byte @Nullable [] signingKey() {
    return signingKey;
  }
}
