// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * What a send has to know of the headers of a message, as they were when it was read. A {@link
 * MimeMessage} goes through all of them for each that it is asked for: here that is done once.
 */
final class MessageHeaders {
  private static final String FROM = "From";
  private static final String DKIM_SIGNATURE = "DKIM-Signature";
  private static final String ARC_SIGNATURE = "ARC-Message-Signature";

  /** True for messages whose ways to read headers are all {@link MimeMessage}'s own. */
  private static final ClassValue<Boolean> READ_AT_ONCE =
      new ClassValue<Boolean>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isOwn(type, "getHeader", String.class) && isOwn(type, "getAllHeaderLines");
        }
      };

  private final Message message;

  /** True when the texts below are whole lines, with the names of the headers. */
  private final boolean lines;

  private @Nullable String from;
  private int authors;
  private @Nullable String messageId;
  private boolean signed;
  private boolean traceSigned;
  private boolean traceState;

  /** Reads the message. */
  static MessageHeaders of(Message message) throws MessagingException {
    boolean atOnce = READ_AT_ONCE.get(message.getClass());
    MessageHeaders read = new MessageHeaders(message, atOnce);
    if (atOnce) {
      Enumeration<?> lines = ((MimeMessage) message).getAllHeaderLines();
      while (lines.hasMoreElements()) {
        read.line((String) lines.nextElement());
      }
    } else {
      read.from(message.getHeader(FROM));
      String[] ids = message.getHeader(MessageIds.HEADER);
      read.messageId = ids == null || ids.length == 0 ? null : ids[0];
      read.signatures(message.getHeader(DKIM_SIGNATURE));
      read.signatures(message.getHeader(ARC_SIGNATURE));
    }
    return read;
  }

  /** The same, or null when the message cannot be read. */
  static @Nullable MessageHeaders ofOrNull(Message message) {
    try {
      return of(message);
    } catch (Throwable t) {
      Failsafe.swallow("read the headers of a message", t);
      return null;
    }
  }

  /** The first {@code Message-ID} that the message has now, or null. */
  static @Nullable String messageId(Message message) throws MessagingException {
    return READ_AT_ONCE.get(message.getClass()) ? of(message).messageId() : MessageIds.of(message);
  }

  private static boolean isOwn(Class<?> type, String method, Class<?>... parameters) {
    try {
      return type.getMethod(method, parameters).getDeclaringClass() == MimeMessage.class;
    } catch (NoSuchMethodException | SecurityException | LinkageError e) {
      return false; // Then it is asked for one header after the other.
    }
  }

  private void from(String @Nullable [] values) {
    from = values == null || values.length != 1 ? null : values[0];
  }

  private void signatures(String @Nullable [] values) {
    for (int i = 0; values != null && i < values.length; i++) {
      signature(values[i]);
    }
  }

  private void signature(String value) {
    signed = true;
    traceSigned |= SignedHeaders.coverTrace(value);
  }

  /** A header with its name; most are told apart by their first letter. */
  private void line(String line) {
    switch (line.isEmpty() ? '\0' : line.charAt(0) | 0x20) {
      case 'f':
        if (isNamed(line, FROM)) {
          from = authors++ == 0 ? line : null;
        }
        break;
      case 'm':
        if (messageId == null && isNamed(line, MessageIds.HEADER)) {
          messageId = line;
        }
        break;
      case 'd':
        if (isNamed(line, DKIM_SIGNATURE)) {
          signature(value(line));
        }
        break;
      case 'a':
        if (isNamed(line, ARC_SIGNATURE)) {
          signature(value(line));
        }
        break;
      case 't':
        traceState |= isNamed(line, TraceHeaders.TRACESTATE);
        break;
      default:
    }
  }

  /** As Jakarta Mail has it: blanks may follow the name, and there need be no colon. */
  private static boolean isNamed(String line, String name) {
    int end = name.length();
    if (!line.regionMatches(true, 0, name, 0, end)) {
      return false;
    }
    while (end < line.length() && line.charAt(end) <= ' ') {
      end++;
    }
    return end == line.length() || line.charAt(end) == ':';
  }

  private static String value(String line) {
    int start = line.indexOf(':') + 1;
    while (start > 0 && start < line.length() && isBlank(line.charAt(start))) {
      start++;
    }
    return line.substring(start);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  /** The only {@code From}; null when there is none, or several. */
  @Nullable String from() {
    return from != null && lines ? value(from) : from;
  }

  /** The first {@code Message-ID}, or null. */
  @Nullable String messageId() {
    return messageId != null && lines ? value(messageId) : messageId;
  }

  /** True when a signature stands in the message that may cover its Message-ID. */
  boolean signed() {
    return signed;
  }

  /** True when a signature covers a trace header. */
  boolean traceSigned() {
    return traceSigned;
  }

  boolean hasTraceState() throws MessagingException {
    return lines ? traceState : message.getHeader(TraceHeaders.TRACESTATE) != null;
  }

  private MessageHeaders(Message message, boolean lines) {
    this.message = message;
    this.lines = lines;
  }
}
