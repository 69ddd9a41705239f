// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.otelmail.bridge.event.MailEvent.Listed;
import io.github.otelmail.bridge.event.MailEvent.Listed.Deferred;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.parser.ReplyText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code postqueue -j} prints: one JSON object a line (postqueue(1), JSON OBJECT
 * FORMAT).
 */
public final class QueueListing {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String ON_HOLD = "hold";

  private String queue = "";
  private String queueId = "";
  private long arrivalSeconds = -1;
  private long size = -1;
  private String sender = "";
  private int recipients;
  private final List<Deferred> deferred = new ArrayList<>();

  private QueueListing() {}

  /**
   * A message in the queue.
   *
   * @param line one line of the listing
   * @return null for what is none
   */
  public static @Nullable Listed read(String line) {
    QueueListing listing = new QueueListing();
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        listing.take(field, json);
      }
    } catch (IOException e) {
      return null; // postqueue was ended while it wrote.
    }
    return listing.queueId.isEmpty() || listing.arrivalSeconds < 0
        ? null
        : new Listed(
            listing.queueId,
            TimeUnit.SECONDS.toMicros(listing.arrivalSeconds),
            listing.sender,
            listing.size,
            listing.recipients,
            listing.deferred,
            listing.queue.equals(ON_HOLD));
  }

  private void take(String field, JsonParser json) throws IOException {
    switch (field) {
      case "queue_name" -> queue = json.getValueAsString("");
      case "queue_id" -> queueId = json.getValueAsString("");
      case "arrival_time" -> arrivalSeconds = json.getValueAsLong(-1);
      case "message_size" -> size = json.getValueAsLong(-1);
      case "sender" -> sender = sender(json.getValueAsString(""));
      case "recipients" -> recipients(json);
      default -> json.skipChildren();
    }
  }

  /** The null sender is listed as the address that notifications come from. */
  private static String sender(String listed) {
    return listed.equals("MAILER-DAEMON") ? "" : listed;
  }

  private void recipients(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      String address = "";
      String reason = "";
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "address" -> address = json.getValueAsString("");
          case "delay_reason" -> reason = json.getValueAsString("");
          default -> json.skipChildren();
        }
      }
      recipients++;
      if (!address.isEmpty() && !reason.isEmpty()) {
        SmtpReply reply = ReplyText.reply(reason, DeliveryLines.replyStart(reason), null);
        deferred.add(new Deferred(address, reply));
      }
    }
  }
}
