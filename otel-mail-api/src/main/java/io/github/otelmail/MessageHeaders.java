// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import jakarta.mail.Header;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * What a send has to know of the headers of a message, as they were when it was read. A {@link
 * MimeMessage} looks through a list for each header that it is asked for: here it does so once.
 */
final class MessageHeaders {
  private static final String FROM = "From";
  private static final String DKIM_SIGNATURE = "DKIM-Signature";
  private static final String ARC_SIGNATURE = "ARC-Message-Signature";
  private static final String[] NAMES = {
    FROM, MessageIds.HEADER, DKIM_SIGNATURE, ARC_SIGNATURE, TraceHeaders.TRACESTATE
  };

  /** True for messages whose ways to read headers are all {@link MimeMessage}'s own. */
  private static final ClassValue<Boolean> READ_AT_ONCE =
      new ClassValue<Boolean>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isOwn(type, "getHeader", String.class)
              && isOwn(type, "getMatchingHeaders", String[].class);
        }
      };

  /** The only {@code From} header; null when there is none, or several. */
  @Nullable String from;

  /** The first {@code Message-ID}, or null. */
  @Nullable String messageId;

  /** True when a signature stands in the message that may cover its Message-ID. */
  boolean signed;

  /** True when a signature covers a trace header. */
  boolean traceSigned;

  boolean traceState;
  private int authors;

  /** Reads the message. */
  static MessageHeaders of(Message message) throws MessagingException {
    MessageHeaders read = new MessageHeaders();
    if (READ_AT_ONCE.get(message.getClass())) {
      Enumeration<?> matching = message.getMatchingHeaders(NAMES);
      while (matching.hasMoreElements()) {
        Header header = (Header) matching.nextElement();
        read.add(header.getName(), header.getValue());
      }
    } else {
      for (String name : NAMES) {
        String[] values = message.getHeader(name);
        for (int i = 0; values != null && i < values.length; i++) {
          read.add(name, values[i]);
        }
      }
    }
    return read;
  }

  private static boolean isOwn(Class<?> type, String method, Class<?> parameter) {
    try {
      return type.getMethod(method, parameter).getDeclaringClass() == MimeMessage.class;
    } catch (NoSuchMethodException | SecurityException | LinkageError e) {
      return false; // Then it is asked for one header after the other.
    }
  }

  private void add(String name, @Nullable String value) {
    if (name.equalsIgnoreCase(FROM)) {
      from = authors++ == 0 ? value : null;
    } else if (name.equalsIgnoreCase(MessageIds.HEADER)) {
      messageId = messageId == null ? value : messageId;
    } else if (name.equalsIgnoreCase(TraceHeaders.TRACESTATE)) {
      traceState = true;
    } else {
      signed = true;
      traceSigned |= value != null && SignedHeaders.coverTrace(value);
    }
  }

  private MessageHeaders() {}
}
