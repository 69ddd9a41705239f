// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes log lines of the log records of a Collector:
 *
 * <ul>
 *   <li>filelog, syslog, tcplog and udplog receivers: the body is the line as it was; the syslog
 *       receiver leaves the octet count of its frame before it (RFC 6587 section 3.4.1)
 *   <li>the same with the header parsed away: host, program and process id are attributes, as the
 *       {@code syslog_parser} operator or the semantic conventions name them
 *   <li>journald receiver: the body is a map of the journal's fields
 * </ul>
 */
final class OtlpLogLines {
  private static final List<String> HOST = List.of("_HOSTNAME", "hostname", "host.name", "host");
  private static final List<String> PROGRAM =
      List.of(
          "SYSLOG_IDENTIFIER", "appname", "syslog.appname", "program", "process.executable.name");
  private static final List<String> PROCESS =
      List.of("_PID", "proc_id", "syslog.procid", "pid", "process.pid");
  private static final List<String> TEXT = List.of("MESSAGE", "message", "log");

  private final List<byte[]> lines = new ArrayList<>();
  private long rejected;

  private OtlpLogLines() {}

  static OtlpLogLines of(ExportLogsServiceRequest request) {
    OtlpLogLines lines = new OtlpLogLines();
    for (ResourceLogs resource : request.getResourceLogsList()) {
      for (ScopeLogs scope : resource.getScopeLogsList()) {
        for (LogRecord record : scope.getLogRecordsList()) {
          lines.add(record, resource.getResource().getAttributesList());
        }
      }
    }
    return lines;
  }

  List<byte[]> lines() {
    return lines;
  }

  /** Records without a text. */
  long rejected() {
    return rejected;
  }

  private void add(LogRecord record, List<KeyValue> resource) {
    AnyValue body = record.getBody();
    boolean isMap = body.hasKvlistValue();
    List<KeyValue> fields = isMap ? body.getKvlistValue().getValuesList() : List.of();
    byte[] text = isMap ? bytes(first(TEXT, fields)) : withoutOctetCount(bytes(body));
    if (text == null) {
      rejected++;
      return;
    }
    if (!isMap && isWhole(text)) {
      lines.add(text);
      return;
    }
    List<KeyValue> attributes = record.getAttributesList();
    lines.add(
        SyslogText.line(
            micros(record),
            word(HOST, fields, attributes, resource),
            word(PROGRAM, fields, attributes, resource),
            word(PROCESS, fields, attributes, List.of()),
            text));
  }

  private static byte @Nullable [] withoutOctetCount(byte @Nullable [] text) {
    if (text == null) {
      return null;
    }
    int at = 0;
    while (at < text.length && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    boolean counted = at > 0 && at + 1 < text.length && text[at] == ' ' && text[at + 1] == '<';
    return counted ? Arrays.copyOfRange(text, at + 1, text.length) : text;
  }

  /** A line with a header of its own; JSON objects have theirs inside. */
  private static boolean isWhole(byte[] text) {
    return SyslogFrame.hasStamp(text) || (text.length > 0 && text[0] == '{');
  }

  private static long micros(LogRecord record) {
    long nanos = record.getTimeUnixNano();
    return (nanos != 0 ? nanos : record.getObservedTimeUnixNano()) / 1000;
  }

  @SafeVarargs
  private static String word(List<String> names, List<KeyValue>... places) {
    for (List<KeyValue> place : places) {
      byte[] value = bytes(first(names, place));
      if (value != null) {
        return new String(value, StandardCharsets.UTF_8);
      }
    }
    return "";
  }

  private static @Nullable AnyValue first(List<String> names, List<KeyValue> place) {
    for (String name : names) {
      for (KeyValue field : place) {
        if (field.getKey().equals(name)) {
          return field.getValue();
        }
      }
    }
    return null;
  }

  /** A text, number or bytes; null for anything else. */
  private static byte @Nullable [] bytes(@Nullable AnyValue value) {
    if (value == null) {
      return null;
    }
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValueBytes().toByteArray();
      case BYTES_VALUE -> value.getBytesValue().toByteArray();
      case INT_VALUE -> Long.toString(value.getIntValue()).getBytes(StandardCharsets.UTF_8);
      default -> null;
    };
  }
}
