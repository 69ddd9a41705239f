// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.tracker.EntryIdentity;
import io.github.otelmail.bridge.tracker.StepIdentity;
import org.junit.jupiter.api.Test;

class SpanIdsTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final long SECOND = 1_700_000_000;
  private static final long LINE = (SECOND + 1) * 1_000_000;

  private final SpanIds ids = new SpanIds();

  /**
   * {@code printf 'otel-mail/span\nreceive\n4bf92f3577b34da6a3ce929d0e0e4736\nmx1 4F2A1 1700000000'
   * | sha256sum | cut -c1-16}, and so on. Bridges of different versions must agree on them: a
   * change here cuts the traces of everybody who upgrades one host before the other.
   */
  @Test
  void ids_neverChange() {
    StepIdentity attempt = new StepIdentity("mx1", "4F2A1", "jo@example.com", null, LINE, 500_000);
    StepIdentity outcome =
        new StepIdentity(
            "mx1", "4F2A1", "jö@example.com", "alias@example.org", LINE, StepIdentity.NO_DELAY);
    assertThat(ids.receive(TRACE, new EntryIdentity("mx1", "4F2A1", SECOND)))
        .isEqualTo(0x3c5488e3734c0bd1L);
    assertThat(ids.pause(TRACE, attempt)).isEqualTo(0x433f4bc68d0b0081L);
    assertThat(ids.attempt(TRACE, attempt)).isEqualTo(0x26b32d5dbf4eb8cdL);
    assertThat(ids.handover(TRACE, "9B7C2")).isEqualTo(0xaf1e3fd2ea47b0ccL);
    assertThat(ids.deliver(TRACE, outcome)).isEqualTo(0xa58f375e820a05f7L);
  }

  @Test
  void ids_differBetweenTraces() {
    assertThat(ids.handover(TRACE.replace('4', '5'), "9B7C2"))
        .isNotEqualTo(ids.handover(TRACE, "9B7C2"));
  }
}
