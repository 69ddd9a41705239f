// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.report.Table.Cell;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report for a person at a terminal. */
final class TerminalReport {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss", Locale.ENGLISH);

  /**
   * How it is shown.
   *
   * @param width cells of the terminal
   * @param ansi whether to colour
   * @param top rows of each list
   * @param zone the zone times are shown in
   */
  record Style(int width, boolean ansi, int top, ZoneId zone) {}

  private final StringBuilder out = new StringBuilder();
  private final ReportSource source;
  private final Analysis analysis;
  private final Style style;
  private final Paint paint;
  private final int barCells;

  private TerminalReport(ReportSource source, Style style) {
    this.source = source;
    this.analysis = source.analysis();
    this.style = style;
    this.paint = new Paint(style.ansi());
    this.barCells = Math.max(10, Math.min(30, style.width() - 76));
  }

  /** The whole report: lines that end in a line feed. */
  static String render(ReportSource source, Style style) {
    TerminalReport report = new TerminalReport(source, style);
    report.heading();
    report.outcomes();
    report.timeToInbox();
    report.stages();
    report.groups("BY RECIPIENT DOMAIN", "domain", report.analysis.domains());
    report.groups("BY STREAM", "stream", report.analysis.streams());
    report.out.append(FailureSection.render(source, style));
    report.out.append(MessageSection.render(source, style));
    report.footer();
    return report.out.toString();
  }

  /** A time of day with its date, in the zone of the report. */
  static String time(long epochMicros, ZoneId zone) {
    return TIME.format(Instant.ofEpochSecond(Math.floorDiv(epochMicros, 1_000_000)).atZone(zone));
  }

  private void heading() {
    long from = source.firstMicros();
    long to = source.lastMicros();
    line(
        paint.bold("Where the mail's time went")
            + paint.faint("  " + Text.fit(Text.clean(source.inputs()), style.width() - 28)));
    line(
        time(from, style.zone())
            + " – "
            + time(to, style.zone())
            + " "
            + style.zone().getId()
            + paint.faint("  (" + Human.duration(to - from) + ")"));
    line("");
    line(
        paint.bold(Human.count(analysis.messages(), "message"))
            + " to "
            + Human.count(analysis.all().recipients(), "recipient"));
    EnumSums<DeliveryStatus> attempts = analysis.attempts();
    line(
        paint.faint(
            Human.count(attempts.total(), "attempt")
                + ": "
                + Human.count(attempts.of(DeliveryStatus.SENT))
                + " sent, "
                + Human.count(attempts.of(DeliveryStatus.DEFERRED))
                + " deferred, "
                + Human.count(attempts.of(DeliveryStatus.BOUNCED))
                + " bounced"));
    if (analysis.notifications() > 0 || analysis.refused() > 0) {
      line(
          paint.faint(
              "apart from these: "
                  + Human.count(analysis.notifications(), "notification")
                  + " to senders, "
                  + Human.count(analysis.refused(), "refusal")
                  + " before the queue"));
    }
  }

  private void outcomes() {
    section("OUTCOME", "of each recipient, at the end of the log");
    long all = analysis.all().recipients();
    Table table = new Table().left("", 20).right("").right("").left("", barCells);
    for (Outcome outcome : Outcome.values()) {
      long count = analysis.all().of(outcome);
      if (count > 0) {
        table.row(
            new Cell(outcome.word(), text -> colour(outcome, text)),
            Cell.of(Human.count(count)),
            Cell.of(Human.percent(count, all)),
            new Cell(Text.bar(count, all, barCells), text -> colour(outcome, text)));
      }
    }
    lines(table);
    long late = analysis.all().late();
    if (late > 0) {
      line("  " + paint.red(Human.count(late) + " past the deadline of their message"));
    }
  }

  private String colour(Outcome outcome, String text) {
    return switch (outcome) {
      case DELIVERED -> paint.green(text);
      case DEFERRED, HELD -> paint.yellow(text);
      case BOUNCED, EXPIRED, DELETED -> paint.red(text);
      case UNKNOWN -> paint.faint(text);
    };
  }

  private void timeToInbox() {
    Latencies latencies = analysis.all().timeToInbox();
    if (latencies.count() == 0) {
      return;
    }
    section("TIME TO INBOX", "of delivered recipients: from hand-over to the last final answer");
    StringBuilder line = new StringBuilder("  ");
    for (int percentile : new int[] {50, 90, 95, 99}) {
      line.append(paint.faint("p" + percentile + " "));
      line.append(paint.bold(Human.duration(latencies.percentile(percentile)))).append("    ");
    }
    line.append(paint.faint("max ")).append(paint.bold(Human.duration(latencies.max())));
    line(line.toString());
  }

  private void stages() {
    long total = analysis.stages().total();
    if (total == 0) {
      return;
    }
    section("WHERE THE TIME WENT", Human.duration(total) + " over all recipients and hops");
    Table table =
        new Table()
            .left("", 24)
            .right("share")
            .left("", barCells)
            .right("total")
            .right("p50")
            .right("p95")
            .right("max");
    for (Stage stage : Stage.values()) {
      long micros = analysis.stages().of(stage);
      if (micros > 0) {
        Latencies each = analysis.stageLatencies(stage);
        table.row(
            Cell.of(stage.label()),
            Cell.of(Human.percent(micros, total)),
            new Cell(Text.bar(micros, total, barCells), paint::cyan),
            Cell.of(Human.duration(micros)),
            Cell.of(Human.duration(each.percentile(50))),
            Cell.of(Human.duration(each.percentile(95))),
            Cell.of(Human.duration(each.max())));
      }
    }
    Arrays.stream(FailureReason.values())
        .filter(reason -> analysis.retries().of(reason) > 0)
        .sorted(Comparator.comparingLong(reason -> -analysis.retries().of(reason)))
        .forEach(reason -> addRetryRow(table, reason, total));
    lines(table);
  }

  private void addRetryRow(Table table, FailureReason reason, long total) {
    long micros = analysis.retries().of(reason);
    table.row(
        Cell.of("  " + Cause.words(reason)),
        Cell.of(Human.percent(micros, total)),
        new Cell(Text.bar(micros, total, barCells), paint::yellow),
        Cell.of(Human.duration(micros)),
        Cell.of(""),
        Cell.of(""),
        Cell.of(""));
  }

  private void groups(String title, String heading, BoundedTally<String, Group> tally) {
    List<Map.Entry<String, Group>> top = tally.top(style.top());
    boolean oneWithoutName = top.size() == 1 && top.get(0).getKey().isEmpty();
    if (top.isEmpty() || oneWithoutName) {
      return;
    }
    section(title, "");
    boolean withLate = analysis.all().late() > 0;
    boolean withMax = style.width() >= 100;
    Table table = new Table().left(heading, Math.max(14, style.width() - 84));
    for (String column : new String[] {"recipients", "delivered", "waiting", "failed"}) {
      table.right(column);
    }
    if (withLate) {
      table.right("late");
    }
    table.right("p50").right("p95");
    if (withMax) {
      table.right("max");
    }
    for (Map.Entry<String, Group> entry : top) {
      String name = entry.getKey().isEmpty() ? "(none)" : Text.clean(entry.getKey());
      table.row(groupRow(name, entry.getValue(), withLate, withMax));
    }
    if (tally.hasRest(style.top())) {
      long others = tally.keysAfter(style.top());
      String name = others < 0 ? "all others" : Human.count(others, "other");
      table.row(groupRow(name, tally.restAfter(style.top()), withLate, withMax));
    }
    lines(table);
  }

  private static String[] groupRow(String name, Group group, boolean withLate, boolean withMax) {
    Latencies latencies = group.timeToInbox();
    boolean any = latencies.count() > 0;
    List<String> cells = new ArrayList<>();
    cells.add(name);
    cells.add(Human.count(group.recipients()));
    cells.add(Human.percent(group.of(Outcome.DELIVERED), group.recipients()));
    cells.add(countOrDash(group.of(Outcome.DEFERRED) + group.of(Outcome.HELD)));
    cells.add(countOrDash(group.failed()));
    if (withLate) {
      cells.add(countOrDash(group.late()));
    }
    cells.add(any ? Human.duration(latencies.percentile(50)) : "–");
    cells.add(any ? Human.duration(latencies.percentile(95)) : "–");
    if (withMax) {
      cells.add(any ? Human.duration(latencies.max()) : "–");
    }
    return cells.toArray(String[]::new);
  }

  private static String countOrDash(long count) {
    return count == 0 ? "–" : Human.count(count);
  }

  private void footer() {
    LineCounts lines = source.lines();
    section("LINES READ", Human.count(lines.lines()));
    wrapped(
        Human.count(lines.parsedLines())
            + " about mail, "
            + Human.count(lines.ignoredLines())
            + " known and about no message, "
            + Human.count(lines.foreignLines())
            + " of other programs, "
            + Human.count(lines.unparsed())
            + " not understood");
    if (lines.unparsed() > 0) {
      StringBuilder kinds = new StringBuilder("not understood: ");
      lines
          .unparsedByKind()
          .forEach(
              (kind, count) ->
                  kinds.append(kind).append(' ').append(Human.count(count)).append(", "));
      kinds.append("see them with --show-unparsed");
      wrapped(Text.clean(kinds.toString()));
    }
    if (lines.entriesGivenUp() > 0) {
      line(
          "  "
              + paint.yellow(
                  Human.count(lines.entriesGivenUp())
                      + " unfinished queue entries were dropped to stay within the memory limit"));
    }
  }

  private void section(String title, String remark) {
    out.append(heading(style, title, remark));
  }

  /** The heading of a section, with the empty line before it. */
  static String heading(Style style, String title, String remark) {
    Paint paint = new Paint(style.ansi());
    String shown = Text.fit(remark, style.width() - title.length() - 2);
    return "\n" + paint.bold(title) + (shown.isEmpty() ? "" : "  " + paint.faint(shown)) + "\n";
  }

  private void lines(Table table) {
    table.lines(paint, style.width() - 2).forEach(text -> line("  " + text));
  }

  private void wrapped(String text) {
    Text.wrap(text, style.width() - 2).forEach(part -> line("  " + part));
  }

  private void line(String text) {
    out.append(text.stripTrailing()).append('\n');
  }
}
