// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.capture;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What really happened to a message for one recipient, from senders and destinations, not from the
 * log.
 *
 * @param kind message, dsn (a notification) or unattributed
 * @param messageId as it arrived, with brackets; empty without one
 * @param queueIds of the hops, as far as the truth knows them
 * @param submittedAs queue id in the reply to the submission, empty without one
 * @param submissionBegan before MAIL FROM, -1 when it was not submitted over SMTP
 * @param submissionEnded when the reply was received, likewise
 */
public record Truth(
    String kind,
    String labId,
    String messageId,
    String recipient,
    List<String> queueIds,
    String submittedAs,
    long submissionBegan,
    long submissionEnded,
    List<Try> attempts,
    String outcome) {

  /** One attempt as a destination saw it; code 0 without a reply. */
  public record Try(
      long atMicros, String ip, String stage, String result, int code, String enhanced) {}

  static List<Truth> read(byte[] lines) {
    List<Truth> all = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(lines)) {
      while (json.nextToken() != null) {
        all.add(of(map(value(json))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private static Truth of(Map<String, @Nullable Object> line) {
    List<String> queueIds = new ArrayList<>();
    for (@Nullable Object pair : list(line.get("queue_ids"))) {
      queueIds.add(text(list(pair).get(1)));
    }
    List<Try> attempts = new ArrayList<>();
    for (@Nullable Object attempt : list(line.get("attempts"))) {
      attempts.add(attempt(map(attempt)));
    }
    Object seen = line.get("message_id_seen");
    Map<String, @Nullable Object> submission = map(line.get("submission"));
    return new Truth(
        text(line.get("kind")),
        text(line.get("lab_id")),
        text(seen == null ? line.get("message_id") : seen),
        text(line.get("recipient")),
        queueIds,
        text(submission.get("queue_id")),
        micros(submission.get("t_begin")),
        micros(submission.get("t")),
        attempts,
        text(line.get("outcome")));
  }

  private static long micros(@Nullable Object time) {
    return time == null ? -1 : ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text(time)));
  }

  private static Try attempt(Map<String, @Nullable Object> attempt) {
    Object code = attempt.get("code");
    return new Try(
        micros(attempt.get("t")),
        text(attempt.get("ip")),
        text(attempt.get("stage")),
        text(attempt.get("result")),
        code == null ? 0 : ((Number) code).intValue(),
        text(attempt.get("enh")));
  }

  private static @Nullable Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String name = json.currentName();
          json.nextToken();
          map.put(name, value(json));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(json));
        }
        yield list;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
      case VALUE_NULL -> null;
      default -> json.getText();
    };
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> map(@Nullable Object value) {
    return value == null ? Map.of() : (Map<String, @Nullable Object>) value;
  }

  private static List<? extends @Nullable Object> list(@Nullable Object value) {
    return value == null ? List.of() : (List<? extends @Nullable Object>) value;
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
