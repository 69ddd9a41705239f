// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.semconv.MailAttributes.SMTP_TIMEOUT_CONNECT;
import static io.github.otelmail.semconv.MailAttributes.SMTP_TIMEOUT_READ;
import static io.github.otelmail.semconv.MailAttributes.SMTP_TIMEOUT_WRITE;

import io.opentelemetry.api.trace.Span;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long a transport waits, as its session says: {@code mail.<protocol>.connectiontimeout},
 * {@code timeout} and {@code writetimeout}. Jakarta Mail's default is to wait for ever.
 */
final class Timeouts {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final long connectMillis;
  private final long readMillis;
  private final long writeMillis;

  private Timeouts(long connectMillis, long readMillis, long writeMillis) {
    this.connectMillis = connectMillis;
    this.readMillis = readMillis;
    this.writeMillis = writeMillis;
  }

  static @Nullable Timeouts of(Transport transport, @Nullable Session session) {
    return session == null
        ? null
        : Failsafe.getOrNull(
            "read the timeouts of a session",
            () -> {
              URLName url = transport.getURLName();
              String protocol = url == null ? null : url.getProtocol();
              String prefix = "mail." + (protocol == null ? "smtp" : protocol) + '.';
              if (!prefix.startsWith("mail.smtp") && !tells(session, prefix)) {
                return null;
              }
              return new Timeouts(
                  millis(session, prefix + "connectiontimeout"),
                  millis(session, prefix + "timeout"),
                  millis(session, prefix + "writetimeout"));
            });
  }

  /** Other transports than Jakarta Mail's may have other ways to limit how long they wait. */
  private static boolean tells(Session session, String prefix) {
    return Stream.of("connectiontimeout", "timeout", "writetimeout")
        .anyMatch(name -> session.getProperties().get(prefix + name) != null);
  }

  /** As Jakarta Mail reads it: a number or a text; what is none does not count. */
  private static long millis(Session session, String property) {
    Object value = session.getProperties().get(property);
    String text = value == null ? session.getProperty(property) : value.toString();
    try {
      return text == null ? 0 : Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  void describe(Span span) {
    span.setAttribute(SMTP_TIMEOUT_CONNECT, connectMillis / MILLIS_PER_SECOND);
    span.setAttribute(SMTP_TIMEOUT_READ, readMillis / MILLIS_PER_SECOND);
    span.setAttribute(SMTP_TIMEOUT_WRITE, writeMillis / MILLIS_PER_SECOND);
  }
}
