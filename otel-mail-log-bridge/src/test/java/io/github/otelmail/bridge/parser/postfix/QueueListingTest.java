// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.MailEvent.Listed;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueListingTest {
  /** As Postfix 3.7 prints it. */
  private static final String DEFERRED =
      "{\"queue_name\": \"deferred\", \"queue_id\": \"746339EC3C4\", \"arrival_time\": 1795351628,"
          + " \"message_size\": 261, \"forced_expire\": false, \"sender\": \"a1@example.com\","
          + " \"recipients\": [{\"address\": \"ü@example.net\", \"delay_reason\": \"connect to"
          + " 127.0.0.1[127.0.0.1]:1: Connection refused\"}, {\"address\": \"b1@example.org\","
          + " \"delay_reason\": \"host mx[192.0.2.1] said: 451 4.7.1 Greylisted (in reply to RCPT"
          + " TO command)\"}, {\"address\": \"c@example.org\"}]}";

  private static Listed read(String line) {
    return Objects.requireNonNull(QueueListing.read(line), line);
  }

  @Test
  void deferredMail_isReadWithWhyItWaits() {
    Listed mail = read(DEFERRED);
    assertThat(mail.queueId()).isEqualTo("746339EC3C4");
    assertThat(mail.arrivalMicros()).isEqualTo(1_795_351_628_000_000L);
    assertThat(mail.sender()).isEqualTo("a1@example.com");
    assertThat(mail.size()).isEqualTo(261);
    assertThat(mail.recipientCount()).isEqualTo(3);
    assertThat(mail.held()).isFalse();
    assertThat(mail.deferred())
        .extracting(Listed.Deferred::address, each -> FailureReason.of(each.reply()))
        .containsExactly(
            tuple("ü@example.net", FailureReason.CONNECTION),
            tuple("b1@example.org", FailureReason.GREYLISTED));
    assertThat(mail.deferred().get(1).reply().code()).isEqualTo(451);
  }

  @Test
  void mailOnHoldAndNotifications_areKnownAsSuch() {
    Listed mail =
        read(
            DEFERRED
                .replace("\"deferred\"", "\"hold\"")
                .replace("a1@example.com", "MAILER-DAEMON"));
    assertThat(mail.held()).isTrue();
    assertThat(mail.sender()).isEmpty();
  }

  @Test
  void fieldsOfLaterVersions_arePassedOver() {
    assertThat(read(DEFERRED.replace("{\"queue_name\"", "{\"x\": {\"y\": [1]}, \"queue_name\"")))
        .isEqualTo(read(DEFERRED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "Mail queue is empty",
        "{\"queue_name\": \"deferred\"}",
        "{\"queue_id\": \"A1\"}",
        "{\"queue_id\": \"A1\", \"arrival_time\": 1, \"recip",
        "{\"queue_id\": {}, \"arrival_time\": []}",
      })
  void whatIsNoMail_isNone(String line) {
    assertThat(QueueListing.read(line)).isNull();
  }

  @Test
  void cutAnywhere_neverThrows() {
    for (int length = 0; length < DEFERRED.length(); length++) {
      Listed unused = QueueListing.read(DEFERRED.substring(0, length));
    }
    assertThat(QueueListing.read(DEFERRED)).isNotNull();
  }
}
