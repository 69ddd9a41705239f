// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import com.google.protobuf.ByteString;
import io.github.otelmail.bridge.event.SendSpan;
import io.github.otelmail.semconv.MailAttributes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds among the spans of applications those that hand over a mail: {@code messaging.system} is
 * {@code smtp}, {@code messaging.operation.type} is {@code send}, and a Message-ID or the relay's
 * queue id is told. Every other span is passed over, and so is one whose mail nobody took.
 */
final class OtlpSendSpans {
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;

  private OtlpSendSpans() {}

  static List<SendSpan> of(ExportTraceServiceRequest request) {
    List<SendSpan> found = new ArrayList<>();
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          SendSpan send = send(span);
          if (send != null) {
            found.add(send);
          }
        }
      }
    }
    return found;
  }

  private static @Nullable SendSpan send(Span span) {
    if (!"smtp".equals(text(span, MailAttributes.MESSAGING_SYSTEM))
        || !"send".equals(text(span, MailAttributes.MESSAGING_OPERATION_TYPE))
        || "refused".equals(text(span, MailAttributes.EMAIL_SEND_OUTCOME))
        || !isId(span.getTraceId(), TRACE_ID_BYTES)
        || !isId(span.getSpanId(), SPAN_ID_BYTES)) {
      return null;
    }
    String queueId = text(span, MailAttributes.EMAIL_NEXT_LOCAL_ID);
    String messageId = text(span, MailAttributes.EMAIL_MESSAGE_ID);
    if (messageId == null) {
      messageId = text(span, MailAttributes.MESSAGING_MESSAGE_ID);
    }
    if (queueId == null && messageId == null) {
      return null;
    }
    String relay = text(span, MailAttributes.SERVER_ADDRESS);
    return new SendSpan(
        hex(span.getTraceId()),
        hex(span.getSpanId()),
        span.getStartTimeUnixNano() / 1000,
        span.getEndTimeUnixNano() / 1000,
        relay == null ? "" : relay,
        queueId,
        messageId == null ? null : bare(messageId),
        text(span, MailAttributes.EMAIL_STREAM),
        deadline(span));
  }

  private static long deadline(Span span) {
    for (KeyValue attribute : span.getAttributesList()) {
      if (attribute.getKey().equals(MailAttributes.EMAIL_DEADLINE.getKey())
          && attribute.getValue().hasIntValue()) {
        return Math.max(-1, attribute.getValue().getIntValue());
      }
    }
    return -1;
  }

  /** Null when the attribute is not there, empty, no text or too long. */
  private static @Nullable String text(Span span, AttributeKey<String> key) {
    for (KeyValue attribute : span.getAttributesList()) {
      if (attribute.getKey().equals(key.getKey())) {
        String value = attribute.getValue().getStringValue();
        return value.isEmpty() || value.length() > SendSpan.MAX_LENGTH ? null : value;
      }
    }
    return null;
  }

  private static boolean isId(ByteString id, int bytes) {
    if (id.size() != bytes) {
      return false;
    }
    for (int i = 0; i < bytes; i++) {
      if (id.byteAt(i) != 0) {
        return true;
      }
    }
    return false;
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private static String bare(String messageId) {
    return messageId.startsWith("<") && messageId.endsWith(">")
        ? messageId.substring(1, messageId.length() - 1)
        : messageId;
  }
}
