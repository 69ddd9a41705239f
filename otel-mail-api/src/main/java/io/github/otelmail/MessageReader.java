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
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what spans tell of a Jakarta Mail message, and writes the trace headers into it. */
final class MessageReader {
  private static final String[] SIGNATURES = {"DKIM-Signature", "ARC-Message-Signature"};

  static List<String> addresses(Address @Nullable [] addresses) {
    List<String> texts = new ArrayList<>();
    if (addresses != null) {
      for (Address address : addresses) {
        texts.add(text(address));
      }
    }
    return texts;
  }

  static String text(@Nullable Address address) {
    String text =
        address instanceof InternetAddress
            ? ((InternetAddress) address).getAddress()
            : String.valueOf(address);
    return text == null ? "" : text;
  }

  static void describe(Message message, MailSendBuilder builder) throws MessagingException {
    Settings settings = builder.telemetry.settings;
    builder.stream = settings.stream(message);
    if (settings.subject) {
      builder.subject = message.getSubject();
    }
    Address[] from = message.getFrom();
    if (from != null && from.length > 0) {
      builder.from = text(from[0]);
    }
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

  /** True when a signature stands in the message that may cover its Message-ID. */
  static boolean signed(Message message) throws MessagingException {
    for (String name : SIGNATURES) {
      if (message.getHeader(name) != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * Sets the trace headers, in place of those of a former send; false when there is no trace, or a
   * signature covers them.
   */
  static boolean injectHeaders(Message message, Context context) throws MessagingException {
    for (String name : SIGNATURES) {
      if (coversTrace(message.getHeader(name))) {
        return false;
      }
    }
    boolean[] tracestate = new boolean[1];
    boolean injected =
        TraceHeaders.inject(
            context,
            (name, value) -> {
              tracestate[0] |= name.equals(TraceHeaders.TRACESTATE);
              setHeader(message, name, value);
            });
    if (injected && !tracestate[0] && message.getHeader(TraceHeaders.TRACESTATE) != null) {
      message.removeHeader(TraceHeaders.TRACESTATE);
    }
    return injected;
  }

  private static void setHeader(Message message, String name, String value) {
    try {
      message.setHeader(name, value);
    } catch (MessagingException e) {
      Failsafe.<RuntimeException>rethrow(e);
    }
  }

  /** True when a signature's {@code h=} tag (RFC 6376 section 3.5) names a trace header. */
  static boolean coversTrace(String @Nullable [] signatures) {
    if (signatures == null) {
      return false;
    }
    for (String signature : signatures) {
      int start = 0;
      while (start < signature.length()) {
        int semicolon = signature.indexOf(';', start);
        int end = semicolon < 0 ? signature.length() : semicolon;
        int equals = signature.indexOf('=', start);
        if (equals >= 0
            && equals < end
            && signature.substring(start, equals).trim().equals("h")
            && namesTrace(signature.substring(equals + 1, end))) {
          return true;
        }
        start = end + 1;
      }
    }
    return false;
  }

  private static boolean namesTrace(String headers) {
    int start = 0;
    while (start <= headers.length()) {
      int colon = headers.indexOf(':', start);
      int end = colon < 0 ? headers.length() : colon;
      String name = headers.substring(start, end).trim();
      if (name.equalsIgnoreCase(TraceHeaders.TRACEPARENT)
          || name.equalsIgnoreCase(TraceHeaders.TRACESTATE)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  private MessageReader() {}
}
