// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.semconv.AddressPolicy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RunListenerTest {
  private final StringWriter out = new StringWriter();
  private final RunListener listener =
      new RunListener(new PrintWriter(out, true), false, AddressPolicy.DOMAIN);

  private String said() {
    String said = out.toString();
    out.getBuffer().setLength(0);
    return said;
  }

  @Test
  void refusals_areToldOnceAndThenCountedByTheMinute() {
    listener.refused(3, "partial_success", "too long");
    assertThat(said()).isEqualTo("otel-mail: 3 spans were refused and are dropped: too long\n");
    listener.refused(2, "partial_success", "too long");
    listener.refused(5, "partial_success", "too old");
    assertThat(said()).isEmpty();
    listener.refused(1, "400", "HTTP 400");
    assertThat(said()).contains("1 spans were refused").contains("HTTP 400");
    listener.minute();
    assertThat(said())
        .isEqualTo(
            "otel-mail: in the last minute 2 times more (partial_success, 7 spans), the last:"
                + " 5 spans were refused and are dropped: too old\n");
    listener.minute();
    assertThat(said()).isEmpty();
    listener.refused(1, "partial_success", "again");
    assertThat(said()).contains("1 spans were refused and are dropped: again");
    assertThat(listener.counts(0)).contains("spans refused 12");
  }

  @Test
  void unparsedLine_controlCharacters_doNotReachTheTerminal() {
    listener.show(true, AddressPolicy.DOMAIN);
    byte[] line = "\u001B[2J\u009B31m\u202Esomething".getBytes(StandardCharsets.UTF_8);
    listener.unparsed("qmgr", new LogLine().set(line, 0, line.length));
    assertThat(said()).contains("something").doesNotContain("\u001B", "\u009B", "\u202E");
  }

  @Test
  void warnings_areToldOnceAndThenCountedByTheMinute() {
    listener.warned("slow down");
    listener.warned("slower");
    listener.warned("slow down");
    assertThat(said()).isEqualTo("otel-mail: the receiver took the spans and says: slow down\n");
    listener.minute();
    assertThat(said()).contains("2 times more (warning").endsWith("says: slow down\n");
  }

  @Test
  void outage_eachReasonIsToldOnce() {
    listener.interrupted("503", "HTTP 503");
    assertThat(said())
        .isEqualTo("otel-mail: HTTP 503; reading pauses until it works again, nothing is lost\n");
    listener.interrupted("401", "HTTP 401");
    assertThat(said()).isEqualTo("otel-mail: still away, for another reason: HTTP 401\n");
    listener.interrupted("503", "HTTP 503: another text");
    listener.interrupted("401", "HTTP 401");
    assertThat(said()).isEmpty();
    listener.recovered();
    assertThat(said()).isEqualTo("otel-mail: exporting again\n");
    listener.interrupted("401", "HTTP 401");
    assertThat(said()).contains("HTTP 401; reading pauses");
  }

  @Test
  void kindsWithoutEnd_areOneAtLast() {
    for (int kind = 0; kind < 1_000; kind++) {
      listener.refused(1, "kind-" + kind, "no");
    }
    assertThat(said().lines()).hasSize(21);
    listener.minute();
    assertThat(said()).contains("979 times more (other, 979 spans)");
  }

  @Test
  void unparsedLines_areShownAsLastAskedFor() {
    LogLine line = LogLine.of("what is jo@example.org");
    listener.unparsed("smtpd", line);
    assertThat(said()).isEmpty();
    listener.show(true, AddressPolicy.DOMAIN);
    listener.unparsed("smtpd", line);
    assertThat(said()).contains("unparsed (smtpd): what is").doesNotContain("jo@");
    listener.show(true, AddressPolicy.FULL);
    listener.unparsed("smtpd", line);
    assertThat(said()).contains("jo@example.org");
  }
}
