// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.source.SendSpanQueue;
import io.github.otelmail.bridge.telemetry.BridgeMetrics;
import io.github.otelmail.bridge.telemetry.MailSpans;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.bridge.tracker.Tracker;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The whole of {@code run}: which part is plugged into which, and the one loop that drives them.
 *
 * <pre>
 * sources ─▶ parser ─▶ tracker ─▶ spans ─▶ outbox ─▶ OTLP
 *    └────────── checkpoint ◀────────────────┘ acknowledged
 * </pre>
 *
 * One thread does it all. While spans wait for the receiver nothing is read, so an outage costs
 * neither memory nor spans: the log is the queue, and for what comes over the network a journal.
 */
final class Bridge implements Closeable {
  private static final int LINES_PER_TURN = 10_000;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long EXPORT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long ARRIVAL_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long STATUS_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Of the time, at most this part goes into checkpoints, however large they get. */
  private static final int COMMIT_SHARE = 20;

  private final RunSettings settings;
  private final RunListener listener;
  private final BridgeMetrics metrics;
  private final Vitals vitals;
  private final Waker waker;
  private final BridgeState state;
  private final Checkpoints checkpoints;
  private final Outbox outbox;
  private final Tracking tracking;
  private final Tracker tracker;
  private final @Nullable SendSpanTee tee;
  private final QueueSnapshot queue;
  private final Inputs inputs;
  private final Intake intake;
  private final String description;

  private volatile boolean stopped;
  private boolean uncommitted = true;
  private boolean toldOfQuiet;
  private long lastLineNanos;
  private long lastSentNanos;
  private long commitDueNanos;
  private long statusDueNanos;
  private long arrivalDueNanos;
  private long linesAtStatus;
  private boolean commitFails;

  /**
   * Opens the state directory and all sources.
   *
   * @param standardInput what a bridge before left of it, null for nothing
   * @throws FailedException when the state directory cannot be used
   */
  Bridge(
      RunSettings settings,
      Outbox.Export export,
      Observers observers,
      Waker waker,
      @Nullable Input standardInput) {
    this.settings = settings;
    this.waker = waker;
    listener = observers.listener();
    metrics = observers.metrics();
    vitals = observers.vitals();
    PipelineListener pipeline = observers.ofPipeline();
    outbox = new Outbox(export);
    HistorySink spans = new MailSpans(settings.contexts(), settings.spans(), outbox.spans());
    HistorySink sink =
        settings.upstreams().isEmpty() ? spans : new UpstreamRelays(settings.upstreams(), spans);
    state = new BridgeState(settings, sink, pipeline, listener::notice);
    checkpoints = state.checkpoints();
    tracking = state.tracking();
    tracker = tracking.tracker();
    tee = tee(settings.sendSpans());
    if (settings.readsSeveralLogs()) {
      tracker.readsSeveralLogs();
    }
    inputs = new Inputs(settings, pipeline, checkpoints, state.isComplete());
    queue = new QueueSnapshot(settings.queue(), pipeline, waker::wake);
    intake = new Intake(opened(standardInput), inputs.areOpen(), new ToTracker());
    metrics.observe(vitals::entries, vitals::lagNanos, intake::unreadBytes, intake::storedBytes);
    vitals.observe(intake::trouble);
    description = "reading " + inputs.description() + "; state in " + state.path();
  }

  private List<Input> opened(@Nullable Input standardInput) {
    try {
      return inputs.open(waker::wake, standardInput);
    } catch (FailedException e) {
      closeState();
      throw e;
    }
  }

  private @Nullable SendSpanTee tee(@Nullable SendSpanQueue sendSpans) {
    Path file = state.path().resolve("send-spans");
    return sendSpans == null
        ? null
        : new SendSpanTee(sendSpans, tracking.join(), file, listener, metrics);
  }

  private final class ToTracker implements Input.Sink {
    @Override
    public void event(LineHeader header, MailEvent event) {
      metrics.event();
      queue.seen(header);
      tracking.join().event(header, event);
    }

    @Override
    public void time(long timeMicros) {
      tracking.join().advance(timeMicros);
    }
  }

  /** What is read and where the state is, for a person. */
  String description() {
    return description;
  }

  /** Works until every source has ended or {@link #stop} is called. */
  void run() {
    long announced = checkpoints.announced();
    if (announced != Long.MIN_VALUE) {
      tracking.join().advance(announced);
    }
    // Where the logs stand is written down before anything is read: a file that begins at its end
    // begins there after a crash as well.
    intake.turn(0, () -> true);
    commit();
    lastLineNanos = waker.nanos();
    lastSentNanos = waker.nanos();
    statusDueNanos = waker.nanos() + STATUS_NANOS;
    arrivalDueNanos = waker.nanos() + ARRIVAL_NANOS;
    while (!stopped) {
      lookForFiles();
      if (tee != null) {
        tee.take();
      }
      takeQueue();
      int taken = intake.turn(LINES_PER_TURN, outbox::isFull);
      if (taken > 0) {
        uncommitted = true;
        toldOfQuiet = false;
        lastLineNanos = waker.nanos();
      }
      metrics.spans(outbox.made());
      metrics.flush();
      vitals.turned(tracker.openEntries(), oldestMicros());
      if (!settle(false)) {
        break;
      }
      status();
      if (taken == 0) {
        if (intake.hasEnded()) {
          break;
        }
        tellOfQuiet(lastLineNanos + settings.limits().linkGrace().toNanos());
        waker.await(POLL_NANOS);
      }
    }
    finish();
    metrics.spans(outbox.made());
    metrics.flush();
    vitals.ended();
  }

  /** Time of the oldest line that waits or, about, whose spans do. */
  private long oldestMicros() {
    long waiting = intake.waitingMicros();
    return waiting == Vitals.NO_LINE && !outbox.isEmpty() ? tracker.nowMicros() : waiting;
  }

  /** Takes up the files that have appeared, and lets go of those that were deleted. */
  private void lookForFiles() {
    if (inputs.areOpen() && waker.nanos() - arrivalDueNanos >= 0) {
      arrivalDueNanos = waker.nanos() + ARRIVAL_NANOS;
      intake.removeEnded().forEach(inputs::ended);
      inputs.arrived().forEach(intake::add);
    }
  }

  /**
   * Takes what is known of the queue, and commits it before anything rests on it: asked again after
   * a crash, the answer may be another.
   */
  private void takeQueue() {
    if (queue.isReady() && outbox.isEmpty()) {
      queue.tell(tracking.join()::event, tracker.nowMicros());
      commit();
    }
  }

  /** Sends and commits what is due; false when sending was ended. */
  private boolean settle(boolean everything) {
    long now = waker.nanos();
    if (everything || outbox.isFull() || now - lastSentNanos >= EXPORT_NANOS) {
      if (tee != null && !outbox.isEmpty()) {
        tee.beforeExport();
      }
      if (!outbox.send()) {
        return false;
      }
      lastSentNanos = waker.nanos();
    }
    if (uncommitted && outbox.isEmpty() && (everything || now - commitDueNanos >= 0)) {
      commit();
    }
    return true;
  }

  private void commit() {
    long start = waker.nanos();
    try {
      checkpoints.commit(intake.inputs(), inputs.otherNames(), tracking);
      intake.inputs().forEach(Input::acknowledge);
      uncommitted = false;
      committed(start, null);
    } catch (IOException e) {
      committed(start, e);
    }
    long end = waker.nanos();
    commitDueNanos = end + Math.max(COMMIT_NANOS, COMMIT_SHARE * (end - start));
  }

  private void committed(long startNanos, @Nullable IOException failure) {
    Duration took = Duration.ofNanos(waker.nanos() - startNanos);
    metrics.checkpoint(took, failure == null ? null : failure.getClass().getName());
    String trouble =
        failure == null ? null : "cannot write the checkpoint in " + state.path() + ": " + failure;
    vitals.checkpoint(trouble);
    if (trouble != null && !commitFails) {
      listener.say(
          trouble + "; going on without, so a restart would send more spans a second time");
    } else if (trouble == null && commitFails) {
      listener.say("the checkpoint is written again");
    }
    commitFails = trouble != null;
  }

  /** Lets the tracker tell what it held back for lines that did not come. */
  private void tellOfQuiet(long dueNanos) {
    if (toldOfQuiet
        || uncommitted
        || !outbox.isEmpty()
        || tracker.nowMicros() == Long.MIN_VALUE
        || waker.nanos() - dueNanos < 0) {
      return;
    }
    long time = tracker.nowMicros() + settings.limits().linkGrace().toNanos() / 1000 + 1;
    try {
      checkpoints.announce(time);
    } catch (IOException e) {
      // Told of by the commit that fails for the same reason; it is tried again then.
      return;
    }
    toldOfQuiet = true;
    tracking.join().advance(time);
    uncommitted = !outbox.isEmpty();
  }

  private void finish() {
    if (!settle(true) || (stopped && !readRest())) {
      listener.say(
          outbox.size()
              + " spans were not sent any more; the next run reads their lines again, if they are"
              + " of a file, the journal or a spool");
      return;
    }
    if (!stopped) {
      tellOfQuiet(waker.nanos());
      settle(true);
    }
  }

  /** Deals with what can be read here only; false when its spans cannot be sent. */
  private boolean readRest() {
    Intake rest =
        new Intake(
            intake.inputs().stream().filter(Input::stopReceiving).toList(), false, new ToTracker());
    while (rest.turn(LINES_PER_TURN, outbox::isFull) > 0) {
      uncommitted = true;
      if (!settle(true)) {
        return false;
      }
    }
    return true;
  }

  private void status() {
    if (waker.nanos() - statusDueNanos >= 0) {
      statusDueNanos = waker.nanos() + STATUS_NANOS;
      listener.minute();
      if (listener.lines() != linesAtStatus) {
        linesAtStatus = listener.lines();
        listener.say(counts());
      }
    }
  }

  /** What went through so far, in one line. */
  String counts() {
    return listener.counts(tracker.openEntries());
  }

  /** Ends {@link #run} soon, with everything sent and committed. For any thread. */
  void stop() {
    stopped = true;
    waker.wake();
  }

  /**
   * Lets go of everything for a bridge that goes on from here. After {@link #run}.
   *
   * @param keepingStandardInput whether that one reads it too
   * @return standard input, which nobody can open again, to be handed on; null for none
   */
  @Nullable Input release(boolean keepingStandardInput) {
    Input standardInput = null;
    List<Input> leaving = new ArrayList<>();
    for (Input input : intake.inputs()) {
      if (keepingStandardInput && input.name().equals(RunSettings.STDIN)) {
        standardInput = input;
      } else {
        leaving.add(input);
      }
    }
    leaving.forEach(Input::close);
    if (tee != null) {
      tee.take();
      tee.beforeExport();
    }
    closeState();
    return standardInput;
  }

  @Override
  public void close() {
    intake.inputs().forEach(Input::close);
    closeState();
  }

  private void closeState() {
    if (tee != null) {
      tee.close();
    }
    state.close();
  }
}
