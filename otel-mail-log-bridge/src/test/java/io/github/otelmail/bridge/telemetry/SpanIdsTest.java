// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpanIdsTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  /**
   * {@code printf 'otel-mail/span\nreceive\n4bf92f3577b34da6a3ce929d0e0e4736\nmx1/4F2A1' |
   * sha256sum | cut -c1-16}, and so on. Bridges of different versions must agree on them: a change
   * here cuts the traces of everybody who upgrades one host before the other.
   */
  @Test
  void ids_neverChange() {
    SpanIds ids = new SpanIds();
    assertThat(ids.receive(TRACE, "mx1/4F2A1")).isEqualTo("e71e6dbf916e5da8");
    assertThat(ids.pause(TRACE, "mx1/4F2A1")).isEqualTo("bc1203885378094e");
    assertThat(ids.attempt(TRACE, "mx1/4F2A1")).isEqualTo("bcf0225ad1627e8d");
    assertThat(ids.handover(TRACE, "mx1/4F2A1")).isEqualTo("14ccb35030095ecd");
    assertThat(ids.deliver(TRACE, "mx1/4F2A1")).isEqualTo("f35bcef2657f79b4");
  }

  @Test
  void ids_differBetweenTraces() {
    SpanIds ids = new SpanIds();
    assertThat(ids.receive(TRACE.replace('4', '5'), "mx1/4F2A1"))
        .isNotEqualTo(ids.receive(TRACE, "mx1/4F2A1"));
  }
}
