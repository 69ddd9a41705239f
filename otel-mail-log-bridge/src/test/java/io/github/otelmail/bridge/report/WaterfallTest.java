// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import static io.github.otelmail.bridge.report.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.report.Waterfall.Row;
import io.github.otelmail.bridge.report.Waterfall.State;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaterfallTest {
  private static final long T = 1_795_341_600_000_000L;
  private static final List<Row> GREYLISTED =
      List.of(
          row(0, "send email", 0, 60, State.OK, "POST /login"),
          row(1, "receive email", 20, 40, State.OK, "mx1, queue id 4jXCmq3vqgzMsyX"),
          row(2, "queue email", 40, 50, State.WAIT, ""),
          row(2, "attempt 1 deferred", 50, 350, State.ERROR, "451 4.7.1 Greylisted"),
          row(2, "wait for retry", 350, 1_320_350, State.WAIT, "greylisted"),
          row(2, "attempt 2", 1_320_350, 1_321_100, State.OK, "250 2.0.0 Ok: queued as 77AA88BB99"),
          row(2, "deliver email", 20, 1_321_100, State.OK, "delivered"));

  private static Row row(int depth, String name, long from, long to, State state, String note) {
    return new Row(depth, name, T + from * 1000, T + to * 1000, state, note);
  }

  @Test
  void render_greylistedMessage_equalsGolden() throws IOException {
    assertGolden("waterfall.txt", Waterfall.render(GREYLISTED, 100, false));
  }

  @Test
  void render_openStep_showsThatItGoesOn() {
    String text =
        Waterfall.render(List.of(row(0, "wait for retry", 0, 5000, State.OPEN, "")), 80, false);
    assertThat(text).contains("▶").contains("5.00 s …");
  }

  @Test
  void render_nothing_isEmpty() {
    assertThat(Waterfall.render(List.of(), 100, true)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-5, 60, 80, 100, 160})
  void render_anyWidth_keepsWithinIt(int width) {
    assertThat(Waterfall.render(GREYLISTED, width, false).lines())
        .allMatch(line -> line.length() <= Math.max(60, width));
  }

  @Test
  void render_withoutAnsi_hasNoEscapes() {
    assertThat(Waterfall.render(GREYLISTED, 100, false)).doesNotContain("\u001b");
    assertThat(Waterfall.render(GREYLISTED, 100, true)).contains("\u001b[31m");
  }

  @Test
  void render_hostileNote_cannotSteerTheTerminal() {
    String text =
        Waterfall.render(
            List.of(row(0, "a\u001b[2J", 0, 1, State.OK, "250 \u001b]0;owned\u0007 ok")),
            100,
            false);
    assertThat(text).doesNotContain("\u001b").doesNotContain("\u0007");
  }

  @Test
  void render_oneInstant_hasAnAxis() {
    assertThat(Waterfall.render(List.of(row(0, "x", 0, 0, State.OK, "")), 80, false))
        .contains("x")
        .contains("▏");
  }
}
