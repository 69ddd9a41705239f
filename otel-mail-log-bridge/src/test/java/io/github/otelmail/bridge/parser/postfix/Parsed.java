// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What a fresh parser says of one line. */
record Parsed(Outcome outcome, List<LineHeader> headers, List<MailEvent> events) {
  static final long REFERENCE = Instant.parse("2026-11-22T12:00:00Z").getEpochSecond() * 1_000_000;

  static PostfixParser parser() {
    return new PostfixParser(ZoneOffset.UTC, () -> REFERENCE);
  }

  /** A line as a daemon of instance {@code postfix} writes it. */
  static Parsed body(String daemon, String body) {
    return line("Nov 22 02:34:10 mx1 postfix/" + daemon + "[169]: " + body);
  }

  static Parsed line(String line) {
    return line(parser(), LogLine.of(line));
  }

  static Parsed line(PostfixParser parser, LogLine line) {
    List<LineHeader> headers = new ArrayList<>();
    List<MailEvent> events = new ArrayList<>();
    Outcome outcome =
        parser.parse(
            line,
            (header, event) -> {
              headers.add(header);
              events.add(event);
            });
    return new Parsed(outcome, headers, events);
  }

  LineHeader header() {
    assertThat(headers).hasSize(1);
    return headers.get(0);
  }

  /** The only event. */
  MailEvent event() {
    assertThat(outcome).isEqualTo(Outcome.PARSED);
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  MailEvent.Attempted attempt() {
    return (MailEvent.Attempted) event();
  }
}
