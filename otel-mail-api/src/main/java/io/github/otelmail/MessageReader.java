// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.github.otelmail.semconv.TraceToken;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what spans tell of a Jakarta Mail message, and writes the trace headers into it. */
final class MessageReader {
  /** What an SMTPMessage says. */
  private static final Getter<Boolean> ALLOW_8_BITS = Getter.ofBoolean("getAllow8bitMIME");

  static List<String> addresses(Address @Nullable [] addresses) {
    List<String> texts = new ArrayList<>(addresses == null ? 0 : addresses.length);
    if (addresses != null) {
      for (Address address : addresses) {
        texts.add(text(address));
      }
    }
    return texts;
  }

  /** True when Jakarta Mail takes a transport for each type of them. */
  static boolean severalTypes(Address @Nullable [] addresses) {
    for (int i = 1; addresses != null && i < addresses.length; i++) {
      if (!addresses[i].getType().equals(addresses[0].getType())) {
        return true;
      }
    }
    return false;
  }

  /** True when SMTPTransport may change the encoding of the message, which it does when saved. */
  static boolean allowsEightBits(Message message) {
    Boolean own = ALLOW_8_BITS.get(message);
    Session session = message.getSession();
    return Boolean.TRUE.equals(own)
        || (session != null
            && (isTrue(session, "mail.smtp.allow8bitmime")
                || isTrue(session, "mail.smtps.allow8bitmime")));
  }

  /** As Jakarta Mail reads it: a text or a Boolean. */
  private static boolean isTrue(Session session, String property) {
    Object value = session.getProperties().get(property);
    return "true"
        .equalsIgnoreCase(value == null ? session.getProperty(property) : value.toString());
  }

  static String text(@Nullable Address address) {
    String text =
        address instanceof InternetAddress
            ? ((InternetAddress) address).getAddress()
            : String.valueOf(address);
    return text == null ? "" : text;
  }

  static void describe(Message message, @Nullable MessageHeaders headers, MailSendBuilder builder)
      throws MessagingException {
    Settings settings = builder.telemetry.settings;
    builder.stream = settings.stream(message);
    if (settings.subject) {
      builder.subject = message.getSubject();
    }
    builder.from = headers == null ? null : from(message, headers);
  }

  /** The first author's address, or null. Most need no parser. */
  private static @Nullable String from(Message message, MessageHeaders headers)
      throws MessagingException {
    String only = headers.from();
    String bare = only == null ? null : bareAddress(only);
    if (bare != null) {
      return bare;
    }
    Address[] from = message.getFrom();
    return from == null || from.length == 0 ? null : text(from[0]);
  }

  /** The address of {@code jo@example.com} and {@code Jo <jo@example.com>}; null for the rest. */
  private static @Nullable String bareAddress(String text) {
    int start = 0;
    int end = text.length();
    if (text.endsWith(">")) {
      start = text.indexOf('<') + 1;
      end--;
      for (int i = 0; i < start - 1; i++) {
        if ("\"(),:;\\".indexOf(text.charAt(i)) >= 0) {
          return null;
        }
      }
    }
    return isBare(text, start, end) ? text.substring(start, end) : null;
  }

  /** A dot-atom of RFC 5322, an at sign, and what may be a domain. */
  private static boolean isBare(String text, int start, int end) {
    int at = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '@') {
        at++;
      } else if (!((c >= 'a' && c <= 'z')
          || (c >= '0' && c <= '9')
          || (c >= 'A' && c <= 'Z')
          || c == '.'
          || c == '-'
          || c == '_'
          || c == '+')) {
        return false;
      }
    }
    return at == 1;
  }

  static @Nullable String firstHeader(Message message, String name) {
    try {
      String[] values = message.getHeader(name);
      return values == null || values.length == 0 ? null : values[0].trim();
    } catch (MessagingException e) {
      throw new IllegalStateException("cannot read the header " + name, e);
    }
  }

  /** The trace that the message carries, in its headers or in its Message-ID; else invalid. */
  static SpanContext trace(Message message) throws MessagingException {
    Context extracted =
        W3CTraceContextPropagator.getInstance()
            .extract(Context.root(), message, HeaderGetter.INSTANCE);
    SpanContext trace = Span.fromContext(extracted).getSpanContext();
    String id = trace.isValid() ? null : MessageIds.of(message);
    TraceToken token = id == null ? null : TraceToken.parse(id);
    return token == null
        ? trace
        : SpanContext.createFromRemoteParent(
            token.traceId(),
            token.spanId(),
            token.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
            TraceState.getDefault());
  }

  private enum HeaderGetter implements TextMapGetter<Message> {
    INSTANCE;

    // Abstract in older versions of the API.
    @SuppressWarnings("deprecation")
    @Override
    public Iterable<String> keys(Message message) {
      return Arrays.asList(TraceHeaders.TRACEPARENT, TraceHeaders.TRACESTATE);
    }

    @Override
    public @Nullable String get(@Nullable Message message, String name) {
      return message == null ? null : firstHeader(message, name);
    }
  }

  /**
   * Sets the trace headers, in place of those of a former send; false when there is no trace, or a
   * signature covers them.
   */
  static boolean injectHeaders(Message message, MessageHeaders headers, Context context)
      throws MessagingException {
    SpanContext trace = Span.fromContext(context).getSpanContext();
    if (headers.traceSigned() || !trace.isValid()) {
      return false;
    }
    W3CTraceContextPropagator.getInstance().inject(context, message, MessageReader::setHeader);
    if (headers.hasTraceState() && trace.getTraceState().isEmpty()) {
      message.removeHeader(TraceHeaders.TRACESTATE);
    }
    return true;
  }

  private static void setHeader(@Nullable Message message, String name, String value) {
    try {
      if (message != null) {
        message.setHeader(name, value);
      }
    } catch (MessagingException e) {
      Failsafe.<RuntimeException>rethrow(e);
    }
  }

  private MessageReader() {}
}
