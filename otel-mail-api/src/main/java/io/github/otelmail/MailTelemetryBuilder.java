// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static java.util.Objects.requireNonNull;

import io.github.otelmail.semconv.AddressPolicy;
import io.github.otelmail.semconv.TraceToken;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import jakarta.mail.Message;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The choices of {@link MailTelemetry}; every one has a default. */
public final class MailTelemetryBuilder {
  private final OpenTelemetry openTelemetry;
  AddressPolicy addressPolicy = AddressPolicy.DOMAIN;
  boolean token = true;
  boolean header = true;
  boolean subject;
  boolean relay;
  final Map<String, String> streamBySender = new HashMap<>();
  byte @Nullable [] signingKey;
  @Nullable String stream;
  @Nullable Function<? super Message, @Nullable String> streamOfMessage;
  long deadlineSeconds = TraceToken.NO_DEADLINE;
  final Map<String, Long> deadlineSecondsByStream = new HashMap<>();
  Supplier<Context> currentContext = Context::current;

  MailTelemetryBuilder(OpenTelemetry openTelemetry) {
    this.openTelemetry = requireNonNull(openTelemetry, "openTelemetry");
  }

  /**
   * How much of a mail address spans may show, in attributes and in the replies of servers. Default
   * {@link AddressPolicy#DOMAIN}. Metrics never show any.
   */
  public MailTelemetryBuilder addressPolicy(AddressPolicy policy) {
    addressPolicy = requireNonNull(policy, "policy");
    return this;
  }

  /**
   * The kind of mail, such as {@code otp} or {@code invoice}, of every message that names no other.
   * It is readable by whoever gets the mail. No default.
   *
   * @throws IllegalArgumentException unless {@link TraceToken#isStream(String)}
   */
  public MailTelemetryBuilder stream(String name) {
    stream = checkStream(name);
    return this;
  }

  /**
   * Takes the kind of mail from each message. Null, what is not {@link
   * TraceToken#isStream(String)}, and a function that throws leave it to {@link #stream(String)}.
   */
  public MailTelemetryBuilder stream(Function<? super Message, @Nullable String> ofMessage) {
    streamOfMessage = requireNonNull(ofMessage, "ofMessage");
    return this;
  }

  /**
   * Takes the kind of mail from a header of each message, such as {@code X-Mail-Stream}. The header
   * stays in the message.
   *
   * @throws IllegalArgumentException unless it is the name of a header (RFC 5322 section 3.6.8)
   */
  public MailTelemetryBuilder streamHeader(String name) {
    if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 127 && c != ':')) {
      throw new IllegalArgumentException('"' + name + "\" is no name of a header");
    }
    return stream(message -> MessageReader.firstHeader(message, name));
  }

  /**
   * The kind of mail of every message from the sender, when the message itself does not tell; goes
   * before {@link #stream(String)}.
   *
   * @param sender an address, or the domain of addresses, in any case
   * @throws IllegalArgumentException unless {@link TraceToken#isStream(String)}
   */
  public MailTelemetryBuilder streamBySender(String sender, String name) {
    streamBySender.put(sender.trim().toLowerCase(Locale.ROOT), checkStream(name));
    return this;
  }

  /**
   * After what time from sending a mail is late, in whole seconds. Default none.
   *
   * @throws IllegalArgumentException when negative
   */
  public MailTelemetryBuilder deadline(Duration ofAll) {
    deadlineSeconds = checkDeadline(ofAll);
    return this;
  }

  /**
   * The same for the mail of one stream; goes before {@link #deadline(Duration)}.
   *
   * @throws IllegalArgumentException when negative, or unless {@link TraceToken#isStream(String)}
   */
  public MailTelemetryBuilder deadline(String ofStream, Duration deadline) {
    deadlineSecondsByStream.put(checkStream(ofStream), checkDeadline(deadline));
    return this;
  }

  /**
   * Whether Message-IDs that this library makes carry the trace ({@link TraceToken}). Default true.
   * An id that the application made is never changed.
   */
  public MailTelemetryBuilder token(boolean on) {
    token = on;
    return this;
  }

  /** Whether messages get {@code traceparent} and {@code tracestate} headers. Default true. */
  public MailTelemetryBuilder header(boolean on) {
    header = on;
    return this;
  }

  /**
   * Signs the tokens, so that the log bridge with the same key joins no forged ones. Default
   * unsigned. RFC 2104 advises 32 bytes or more.
   *
   * @throws IllegalArgumentException when empty
   */
  public MailTelemetryBuilder signingKey(byte[] key) {
    if (key.length == 0) {
      throw new IllegalArgumentException("the signing key is empty");
    }
    signingKey = key.clone();
    return this;
  }

  /** Whether spans show the subject of messages. Default false. */
  public MailTelemetryBuilder subject(boolean on) {
    subject = on;
    return this;
  }

  /**
   * For an application that passes on mail which others wrote, as a mail server does. A message
   * that carries a trace already then keeps it, and its span has a link to that. Default false: a
   * trace in a message is of a former send by this application, and is replaced.
   */
  public MailTelemetryBuilder relay(boolean on) {
    relay = on;
    return this;
  }

  /**
   * Where the context comes from that a send belongs to, for who keeps it elsewhere. Default {@link
   * Context#current()}.
   */
  public MailTelemetryBuilder currentContext(Supplier<Context> source) {
    currentContext = requireNonNull(source, "source");
    return this;
  }

  /** Makes it; the builder may be used again. */
  public MailTelemetry build() {
    return new MailTelemetry(openTelemetry, new Settings(this));
  }

  static String checkStream(String name) {
    if (!TraceToken.isStream(name)) {
      throw new IllegalArgumentException(
          "the stream must be 1 to 32 of a-z, 0-9, - and _, but is \"" + name + '"');
    }
    return name;
  }

  // Duration.toSeconds() came with Java 9.
  @SuppressWarnings("JavaDurationGetSecondsToToSeconds")
  static long checkDeadline(Duration deadline) {
    if (deadline.isNegative()) {
      throw new IllegalArgumentException("the deadline is negative: " + deadline);
    }
    return deadline.getSeconds();
  }
}
