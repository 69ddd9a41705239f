// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Counts what became of the lines that were read. */
public final class LineCounts implements PipelineListener {
  private static final int MAX_KINDS = 100;
  private static final String OTHER_KINDS = "other";

  private final BiConsumer<String, LogLine> onUnparsed;
  private final Map<String, Long> unparsedByKind = new TreeMap<>();
  private long parsed;
  private long ignored;
  private long foreign;
  private long gaveUp;

  /**
   * @param onUnparsed told of every line that no rule knows, with its kind; the line is valid
   *     during the call only
   */
  public LineCounts(BiConsumer<String, LogLine> onUnparsed) {
    this.onUnparsed = onUnparsed;
  }

  @Override
  public void parsed() {
    parsed++;
  }

  @Override
  public void ignored() {
    ignored++;
  }

  @Override
  public void foreign() {
    foreign++;
  }

  @Override
  public void unparsed(String kind, LogLine line) {
    boolean known = unparsedByKind.containsKey(kind) || unparsedByKind.size() < MAX_KINDS;
    unparsedByKind.merge(known ? kind : OTHER_KINDS, 1L, Long::sum);
    onUnparsed.accept(kind, line);
  }

  @Override
  public void gaveUp() {
    gaveUp++;
  }

  /** All lines that were read. */
  public long lines() {
    return parsed + ignored + foreign + unparsed();
  }

  /** Lines that said something about a message. */
  public long parsedLines() {
    return parsed;
  }

  /** Lines that were understood and say nothing about a message. */
  public long ignoredLines() {
    return ignored;
  }

  /** Lines of other programs, and what is no log line. */
  public long foreignLines() {
    return foreign;
  }

  /** Lines of the mail server that no rule knows. */
  public long unparsed() {
    return unparsedByKind.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The same by kind; a kind beyond the first hundred counts as {@code other}. */
  public Map<String, Long> unparsedByKind() {
    return unparsedByKind;
  }

  /** Queue entries dropped to stay within the memory limit. */
  public long entriesGivenUp() {
    return gaveUp;
  }
}
