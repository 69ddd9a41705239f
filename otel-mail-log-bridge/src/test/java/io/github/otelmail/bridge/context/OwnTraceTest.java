// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.tracker.EntryKey;
import io.github.otelmail.bridge.tracker.Origin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OwnTraceTest {
  @Test
  void traceId_isTheHashOfPrefixAndMessageId() {
    // printf 'otel-mail/message-id\nm1@example.com' | sha256sum | cut -c1-32
    assertThat(OwnTrace.traceId(origin("mx1", "4F2A1", 1, "m1@example.com")))
        .isEqualTo("83c958d95cb6e39921515c7d158002bf");
  }

  @Test
  void traceId_isTheSameAtEveryHop() {
    assertThat(OwnTrace.traceId(origin("mx1", "4F2A1", 1, "m1@example.com")))
        .isEqualTo(OwnTrace.traceId(origin("mx2", "9B7C2", 2, "m1@example.com")));
  }

  @Test
  void traceId_withoutMessageIdIsTheHashOfHostQueueIdAndArrival() {
    // printf 'otel-mail/queue-id\nmx1\n4F2A1\n1700000000000001' | sha256sum | cut -c1-32
    String traceId = OwnTrace.traceId(origin("mx1", "4F2A1", 1_700_000_000_000_001L, null));
    assertThat(traceId).isEqualTo("719085bd596077f9ff4f6437142c1528");
    assertThat(OwnTrace.traceId(origin("mx1", "4F2A1", 1_700_000_000_000_002L, null)))
        .isNotEqualTo(traceId);
    assertThat(OwnTrace.traceId(origin("mx2", "4F2A1", 1_700_000_000_000_001L, null)))
        .isNotEqualTo(traceId);
  }

  private static Origin origin(
      String host, String queueId, long arrival, @Nullable String messageId) {
    EntryKey key = new EntryKey(host, "postfix", queueId);
    return new Origin(key, arrival, messageId, null, null, null, false, false);
  }
}
