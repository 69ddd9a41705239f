// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.report.LineCounts;
import io.github.otelmail.bridge.report.Text;
import io.github.otelmail.bridge.telemetry.ExportListener;
import io.github.otelmail.semconv.AddressPolicy;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts what goes through {@code run}, and tells the operator of what goes wrong. */
final class RunListener implements PipelineListener, ExportListener {
  private final PrintWriter out;
  private final LineCounts lines = new LineCounts(this::unparsedLine);
  private final RepeatedNotices repeated = new RepeatedNotices(this::say);
  private boolean showUnparsed;
  private AddressPolicy addresses;
  private volatile boolean receiverAway;

  /** The reasons of the present outage that were told. */
  private final Set<String> outage = new HashSet<>();

  private long exported;
  private long refused;
  private long cut;
  private final Map<String, Long> lost = new TreeMap<>();

  /**
   * @param out for the operator
   * @param showUnparsed whether to print the lines that no rule knows
   * @param addresses how much of an address these show
   */
  RunListener(PrintWriter out, boolean showUnparsed, AddressPolicy addresses) {
    this.out = out;
    this.showUnparsed = showUnparsed;
    this.addresses = addresses;
  }

  /** From now on shows unparsed lines, and addresses in them, like this. */
  void show(boolean unparsed, AddressPolicy policy) {
    showUnparsed = unparsed;
    addresses = policy;
  }

  private void unparsedLine(String kind, LogLine line) {
    if (showUnparsed) {
      say("unparsed (" + kind + "): " + Text.clean(addresses.redact(line.toString())));
    }
  }

  /** Prints one line. */
  void say(String text) {
    out.println("otel-mail: " + text);
    out.flush();
  }

  @Override
  public void parsed() {
    lines.parsed();
  }

  @Override
  public void ignored() {
    lines.ignored();
  }

  @Override
  public void foreign() {
    lines.foreign();
  }

  @Override
  public void unparsed(String kind, LogLine line) {
    lines.unparsed(kind, line);
  }

  @Override
  public void gaveUp() {
    lines.gaveUp();
  }

  @Override
  public void lineCut() {
    cut++;
  }

  @Override
  public void lost(String cause, long count) {
    lost.merge(cause, count, Long::sum);
  }

  @Override
  public void notice(String text) {
    say(text);
  }

  @Override
  public void exported(int spans) {
    exported += spans;
  }

  @Override
  public void refused(int spans, String errorType, String reason) {
    refused += spans;
    repeated.happened(errorType, spans, spans + " spans were refused and are dropped: " + reason);
  }

  @Override
  public void warned(String message) {
    repeated.happened("warning", 0, "the receiver took the spans and says: " + message);
  }

  @Override
  public void interrupted(String errorType, String message) {
    if (!receiverAway) {
      receiverAway = true;
      say(message + "; reading pauses until it works again, nothing is lost");
    } else if (!outage.contains(errorType)) {
      say("still away, for another reason: " + message);
    }
    outage.add(errorType);
  }

  @Override
  public void recovered() {
    receiverAway = false;
    outage.clear();
    say("exporting again");
  }

  /** A minute is over: tells of what happened again and again. */
  void minute() {
    repeated.minute();
  }

  /** True while the receiver does not take spans. For any thread. */
  boolean isReceiverAway() {
    return receiverAway;
  }

  long lines() {
    return lines.lines();
  }

  /** All counts in one line. */
  String counts(int entriesKept) {
    StringBuilder text = new StringBuilder();
    text.append("lines ").append(lines.lines());
    text.append(" (parsed ").append(lines.parsedLines());
    text.append(", ignored ").append(lines.ignoredLines());
    text.append(", foreign ").append(lines.foreignLines());
    text.append(", unparsed ").append(lines.unparsed()).append(kinds());
    text.append("), spans exported ").append(exported);
    text.append(", entries kept ").append(entriesKept);
    text.append(", given up ").append(lines.entriesGivenUp());
    if (refused > 0) {
      text.append(", spans refused ").append(refused);
    }
    if (cut > 0) {
      text.append(", lines cut ").append(cut);
    }
    lost.forEach((cause, count) -> text.append(", ").append(cause).append(' ').append(count));
    return text.toString();
  }

  private String kinds() {
    Map<String, Long> kinds = lines.unparsedByKind();
    return kinds.isEmpty()
        ? ""
        : kinds.entrySet().stream()
            .map(kind -> kind.getKey() + " " + kind.getValue())
            .collect(Collectors.joining(", ", ": ", ""));
  }
}
