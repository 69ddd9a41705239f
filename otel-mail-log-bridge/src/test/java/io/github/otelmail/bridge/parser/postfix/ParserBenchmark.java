// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.capture.Capture;
import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.parser.LogParser;
import io.github.otelmail.bridge.yardstick.BaselineRun;
import io.github.otelmail.bridge.yardstick.PostfixPatterns;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/**
 * Lines to events, over the log of a real Postfix from beginning to end; the baseline takes the
 * fields out of the same lines with {@code java.util.regex}, and makes nothing of them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ParserBenchmark {
  /** Later than every line. */
  private static final long REFERENCE =
      Instant.parse("2026-12-01T00:00:00Z").getEpochSecond() * 1_000_000;

  private static final String[] LINE = {"stamp", "host", "pid"};
  private static final String[] CLIENT = {"name", "address", "method", "user"};
  private static final String[] PICKUP = {"uid", "from"};
  private static final String[] MESSAGE_ID = {"id"};
  private static final String[] QUEUED = {"from", "size", "recipients"};
  private static final String[] ATTEMPT = {
    "to",
    "original",
    "relay",
    "address",
    "port",
    "uses",
    "delay",
    "before",
    "manager",
    "connect",
    "transmit",
    "dsn",
    "status",
    "reply"
  };

  private final byte[] log = Capture.named("mix-large").log();
  private final int[] ends = IntStream.range(0, log.length).filter(at -> log[at] == '\n').toArray();
  private final LogParser parser = new PostfixParser(ZoneOffset.UTC, () -> REFERENCE);
  private final LogLine logLine = new LogLine();
  private final Matcher line = PostfixPatterns.LINE.matcher("");
  private final Matcher client = PostfixPatterns.CLIENT.matcher("");
  private final Matcher pickup = PostfixPatterns.PICKUP.matcher("");
  private final Matcher messageId = PostfixPatterns.MESSAGE_ID.matcher("");
  private final Matcher queued = PostfixPatterns.QUEUED.matcher("");
  private final Matcher attempt = PostfixPatterns.ATTEMPT.matcher("");
  private long events;
  private long fields;

  /** Lines of the log. */
  public int lines() {
    return ends.length;
  }

  /** Counts the events. */
  @Benchmark
  public long bridge() {
    events = 0;
    int start = 0;
    for (int end : ends) {
      parser.parse(logLine.set(log, start, end), (header, event) -> events++);
      start = end + 1;
    }
    return events;
  }

  /** Counts the fields. */
  @Benchmark
  public long baseline() {
    fields = 0;
    int start = 0;
    for (int end : ends) {
      read(new String(log, start, end - start, StandardCharsets.UTF_8));
      start = end + 1;
    }
    return fields;
  }

  private void read(String text) {
    if (!line.reset(text).matches()) {
      return;
    }
    take(line, LINE);
    String id = line.group("id");
    String rest = line.group("text");
    fields += id.isEmpty() ? 0 : 1;
    switch (line.group("daemon")) {
      case "smtpd" -> read(client, rest, CLIENT);
      case "pickup" -> read(pickup, rest, PICKUP);
      case "cleanup" -> read(messageId, rest, MESSAGE_ID);
      case "qmgr" -> read(queued, rest, QUEUED);
      default -> read(attempt, rest, ATTEMPT);
    }
  }

  private void read(Matcher matcher, String text, String[] names) {
    if (matcher.reset(text).matches()) {
      take(matcher, names);
    }
  }

  private void take(Matcher matcher, String[] names) {
    for (String name : names) {
      if (matcher.group(name) != null) {
        fields++;
      }
    }
  }

  /** Runs both; takes JMH's own options. */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    BaselineRun.run(ParserBenchmark.class, args, new ParserBenchmark().lines(), "lines");
  }
}
