// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a message before it is handed over by a client that is not Jakarta Mail. All of
 * it is optional.
 */
public final class MailSendBuilder {
  final MailTelemetry telemetry;
  @Nullable AttributesBuilder attributes;
  @Nullable Context parent;
  SpanContext link = SpanContext.getInvalid();
  Server server = Server.UNKNOWN;
  String protocol = "smtp";
  List<String> recipients = Collections.emptyList();
  @Nullable String from;
  @Nullable String subject;
  @Nullable String stream;
  @Nullable Long deadlineSeconds;
  @Nullable BiConsumer<String, String> headers;

  MailSendBuilder(MailTelemetry telemetry) {
    this.telemetry = telemetry;
    this.stream = telemetry.settings.stream();
  }

  /** The context that the send belongs to. Default {@link Context#current()} at the start. */
  public MailSendBuilder parent(Context context) {
    parent = requireNonNull(context, "context");
    return this;
  }

  /** Whom the client talks to; a port of 0 is not recorded. */
  public MailSendBuilder server(String address, int port) {
    server = new Server(address, port);
    return this;
  }

  /** The protocol spoken with it, in lower case. Default {@code smtp}. */
  public MailSendBuilder protocol(String name) {
    protocol = requireNonNull(name, "name");
    return this;
  }

  /** The author's address, without angle brackets; shown as the address policy says. */
  public MailSendBuilder from(String address) {
    from = requireNonNull(address, "address");
    return this;
  }

  /** The recipients' addresses, without angle brackets; shown as the address policy says. */
  public MailSendBuilder recipients(Collection<String> addresses) {
    recipients = new ArrayList<>(addresses);
    recipients.removeIf(Objects::isNull);
    return this;
  }

  /** Recorded only when {@link MailTelemetryBuilder#subject(boolean)} says so. */
  public MailSendBuilder subject(String text) {
    subject = requireNonNull(text, "text");
    return this;
  }

  /**
   * The kind of mail; goes before {@link MailTelemetryBuilder#stream(String)}.
   *
   * @throws IllegalArgumentException unless {@link
   *     io.github.otelmail.semconv.TraceToken#isStream(String)}
   */
  public MailSendBuilder stream(String name) {
    stream = MailTelemetryBuilder.checkStream(name);
    return this;
  }

  /**
   * After what time the mail is late, in whole seconds; goes before {@link
   * MailTelemetryBuilder#deadline(Duration)}.
   *
   * @throws IllegalArgumentException when negative
   */
  public MailSendBuilder deadline(Duration deadline) {
    deadlineSeconds = MailTelemetryBuilder.checkDeadline(deadline);
    return this;
  }

  /** An attribute of the span, there when the sampler decides. */
  public <T> MailSendBuilder attribute(AttributeKey<T> key, T value) {
    if (attributes == null) {
      attributes = Attributes.builder();
    }
    attributes.put(key, value);
    return this;
  }

  /**
   * Where the message takes headers. {@link #start()} gives it {@code traceparent} and, if there is
   * one, {@code tracestate}; it must replace former values. Default: the trace does not travel.
   */
  public MailSendBuilder headers(BiConsumer<String, String> setter) {
    headers = requireNonNull(setter, "setter");
    return this;
  }

  /** Starts the span and sets the headers. Never throws. */
  public MailSend start() {
    return new MailSend(this);
  }
}
