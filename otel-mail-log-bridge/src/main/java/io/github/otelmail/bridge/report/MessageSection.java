// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.tracker.Delivery;
import java.util.List;
import java.util.function.Function;

/** The part of the terminal report that lists single messages. */
final class MessageSection {
  private final ReportSource source;
  private final TerminalReport.Style style;
  private final Paint paint;
  private final StringBuilder out = new StringBuilder();

  private MessageSection(ReportSource source, TerminalReport.Style style) {
    this.source = source;
    this.style = style;
    this.paint = new Paint(style.ansi());
  }

  static String render(ReportSource source, TerminalReport.Style style) {
    MessageSection section = new MessageSection(source, style);
    section.list(
        Lists.Kind.WAITING,
        "WAITING NOW",
        "not over at the end of the log; oldest first",
        "age",
        listed -> Human.duration(listed.measure()));
    section.list(
        Lists.Kind.LATE,
        "LATE",
        "by deadline; how long past it",
        "late by",
        listed -> Human.duration(listed.measure()));
    section.list(
        Lists.Kind.SLOWEST,
        "SLOWEST",
        "delivered messages",
        "took",
        listed -> Human.duration(listed.measure()));
    section.list(
        Lists.Kind.FAILED,
        "FAILED",
        "bounced and expired messages, latest first",
        "at",
        listed -> TerminalReport.time(listed.measure(), style.zone()));
    if (section.out.length() > 0) {
      section.out.append("\n  See the way of one: otel-mail trace QUEUE-ID FILE…\n");
    }
    return section.out.toString();
  }

  private void list(
      Lists.Kind kind, String title, String remark, String heading, Function<Listed, String> head) {
    List<Listed> messages = source.analysis().list(kind).largest(style.top());
    if (messages.isEmpty()) {
      return;
    }
    long more = source.analysis().list(kind).candidates() - messages.size();
    boolean tellMore = more > 0 && kind != Lists.Kind.SLOWEST;
    out.append(
        TerminalReport.heading(
            style, title, remark + (tellMore ? "; " + Human.count(more) + " more" : "")));
    Table table =
        new Table()
            .left(heading, 22)
            .left("queue id", 20)
            .left("to", Math.max(14, style.width() - 84))
            .right("attempts")
            .left("outcome", 12)
            .left("why", 60);
    for (Listed listed : messages) {
      Delivery delivery = listed.delivery();
      table.row(
          head.apply(listed),
          Text.clean(listed.entry().key().queueId()),
          Text.clean(recipient(delivery)),
          Human.count(delivery.attemptCount()),
          delivery.outcome().word(),
          Text.clean(Cause.of(listed)));
    }
    table
        .lines(paint, style.width() - 2)
        .forEach(line -> out.append("  ").append(line).append('\n'));
  }

  /** The recipient as far as the policy shows it. */
  private String recipient(Delivery delivery) {
    String address = source.policy().address(delivery.recipient());
    String domain = source.policy().domain(delivery.recipient());
    if (address != null) {
      return address;
    }
    return domain == null ? "…" : domain;
  }
}
