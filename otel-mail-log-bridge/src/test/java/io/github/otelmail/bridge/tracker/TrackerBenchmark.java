// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.capture.Capture;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.yardstick.BaselineRun;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * Events to histories, over the log of a real Postfix from beginning to end; the baseline only
 * collects the events of every queue id in a {@link HashMap} until the entry is removed, and knows
 * nothing of times, attempts, identities, links or late lines.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TrackerBenchmark {
  private static final TrackerLimits LIMITS =
      new TrackerLimits(500_000, 500_000, Duration.ofSeconds(30), Duration.ofSeconds(30), 0);

  private final List<Capture.Said> said = Capture.named("mix-large").events();

  /** The queue id that each of them is about. */
  private final List<String> queueIds = said.stream().map(each -> queueId(each.event())).toList();

  private static String queueId(MailEvent event) {
    try {
      for (RecordComponent component : event.getClass().getRecordComponents()) {
        if (component.getName().equals("queueId")) {
          return String.valueOf(component.getAccessor().invoke(event));
        }
      }
      return "";
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Events of the log. */
  public int events() {
    return said.size();
  }

  /** Counts what is told. */
  @Benchmark
  public long bridge() {
    Counter told = new Counter();
    Tracker tracker = new Tracker(LIMITS, told, PipelineListener.NOOP);
    for (Capture.Said each : said) {
      tracker.event(each.header(), each.event());
    }
    tracker.finish();
    return told.steps;
  }

  /** Counts the events of entries that were removed. */
  @Benchmark
  public long baseline() {
    long told = 0;
    Map<String, List<MailEvent>> open = new HashMap<>();
    for (int i = 0; i < said.size(); i++) {
      MailEvent event = said.get(i).event();
      String queueId = queueIds.get(i);
      open.computeIfAbsent(queueId, id -> new ArrayList<>()).add(event);
      if (event instanceof MailEvent.Removed) {
        List<MailEvent> history = open.remove(queueId);
        told += history == null ? 0 : history.size();
      }
    }
    return told;
  }

  private static final class Counter implements HistorySink {
    long steps;

    /** As those that make spans. */
    @Override
    public boolean wantsDeliveries() {
      return false;
    }

    @Override
    public void received(Entry entry) {
      steps++;
    }

    @Override
    public void waited(Entry entry, Wait wait) {
      steps++;
    }

    @Override
    public void attempted(Entry entry, Attempt attempt) {
      steps++;
    }

    @Override
    public void finished(Entry entry, Delivery delivery) {
      steps++;
    }
  }

  /** Runs both; takes JMH's own options. */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    BaselineRun.run(TrackerBenchmark.class, args, new TrackerBenchmark().events(), "events");
  }
}
