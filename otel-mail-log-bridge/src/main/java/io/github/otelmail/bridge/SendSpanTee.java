// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.context.LearnedSpan;
import io.github.otelmail.bridge.context.SendSpanJoin;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.event.SendSpan;
import io.github.otelmail.bridge.source.SendSpanQueue;
import io.github.otelmail.bridge.telemetry.BridgeMetrics;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Brings the send spans of applications from the input that receives them to the join. */
final class SendSpanTee implements Closeable {
  /** Of spans, in the join and in the queue each. */
  static final long CAPACITY_BYTES = 16L * 1024 * 1024;

  private final SendSpanQueue queue;
  private final SendSpanJoin join;
  private final SendSpanLog log;
  private final PipelineListener listener;
  private final BridgeMetrics metrics;
  private long toldJoined;
  private long toldEvicted;
  private boolean saidEvicted;
  private boolean writeFails;

  /**
   * Gives the join what the last run learned.
   *
   * @throws FailedException when that cannot be read
   */
  SendSpanTee(
      SendSpanQueue queue,
      SendSpanJoin join,
      Path file,
      PipelineListener listener,
      BridgeMetrics metrics) {
    this.queue = queue;
    this.join = join;
    this.listener = listener;
    this.metrics = metrics;
    try {
      log = new SendSpanLog(file);
    } catch (IOException e) {
      throw new FailedException("cannot read " + file + ": " + e);
    }
    join.restore(log.restored(), log.restoredTime());
  }

  /** Takes what has been received. */
  void take() {
    int learned = 0;
    for (SendSpan span : queue.drain()) {
      LearnedSpan kept = join.learn(span);
      learned++;
      try {
        log.add(kept);
      } catch (IOException e) {
        failed(e);
      }
    }
    long evicted = join.evicted() - toldEvicted + queue.evicted();
    toldEvicted = join.evicted();
    metrics.sendSpans("learned", learned);
    metrics.sendSpans("joined", join.joined() - toldJoined);
    metrics.sendSpans("evicted", evicted);
    toldJoined = join.joined();
    if (evicted > 0 && !saidEvicted) {
      saidEvicted = true;
      listener.notice(
          "otlp: more spans of sent mails than there is room for; the oldest are given up, and"
              + " counted from now on: their mails get traces of their own");
    }
  }

  /** Brings to the disk what the next spans to be exported rest on. */
  void beforeExport() {
    try {
      log.write(join.nowMicros(), join::learned);
      writeFails = false;
    } catch (IOException e) {
      failed(e);
    }
  }

  private void failed(IOException failure) {
    if (!writeFails) {
      listener.notice(
          "cannot keep the spans of sent mails: "
              + failure
              + "; going on without, so after a crash mails may be joined otherwise than before");
    }
    writeFails = true;
  }

  @Override
  public void close() {
    log.close();
  }
}
