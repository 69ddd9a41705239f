// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LongQueueIdsTest {
  private final LongQueueIds ids = new LongQueueIds();

  @Test
  void next_encodesSecondsAndMicroseconds() {
    // Ids of a real Postfix, without their inode.
    assertThat(ids.next(Instant.parse("2015-07-05T12:52:11.053285Z"))).startsWith("3mPVKl0Mhjz");
    assertThat(ids.next(Instant.parse("2024-03-14T10:18:43.843451Z"))).startsWith("4TwNdH5zwCz");
  }

  @Test
  void next_sameMoment_countsOn() {
    Instant now = Instant.parse("2024-03-14T10:18:43.843451Z");
    assertThat(ids.next(now)).startsWith("4TwNdH5zwCz");
    assertThat(ids.next(now)).startsWith("4TwNdH5zwDz");
  }
}
