// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.telemetry.ExportListener;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the bridge is. Its thread writes that down as it goes, and any other thread may ask.
 *
 * <p>It is alive while its thread moves: takes lines, looks for some, or tries to export. It is
 * ready while in addition the receiver takes spans, checkpoints and spools are written and the log
 * is followed closely enough.
 */
final class Vitals implements ExportListener {
  /** Two lines in one: no line waits. */
  static final long NO_LINE = Long.MIN_VALUE;

  private final LongSupplier nanos;
  private final LongSupplier epochMicros;
  private volatile long movedNanos;
  private volatile boolean started;
  private volatile boolean ended;
  private volatile int entries;
  private volatile long waitingMicros = NO_LINE;
  private volatile @Nullable String outage;
  private volatile @Nullable String checkpointTrouble;
  private volatile Supplier<@Nullable String> inputTrouble = () -> null;

  /**
   * @param nanos a clock that never goes back
   * @param epochMicros the time of day, as log lines have it
   */
  Vitals(LongSupplier nanos, LongSupplier epochMicros) {
    this.nanos = nanos;
    this.epochMicros = epochMicros;
    moved();
  }

  private void moved() {
    movedNanos = nanos.getAsLong();
  }

  /**
   * The inputs were looked at, and lines taken if there were any.
   *
   * @param entriesKept queue entries in memory
   * @param oldestMicros time of the oldest line that waits or whose spans are not acknowledged;
   *     {@link #NO_LINE} for none
   */
  void turned(int entriesKept, long oldestMicros) {
    entries = entriesKept;
    waitingMicros = oldestMicros;
    started = true;
    ended = false;
    moved();
  }

  /**
   * A checkpoint was written.
   *
   * @param trouble why it was not, for a person; null when it was
   */
  void checkpoint(@Nullable String trouble) {
    checkpointTrouble = trouble;
    moved();
  }

  /** Why the last checkpoint was not written; null when it was. */
  @Nullable String checkpointTrouble() {
    return checkpointTrouble;
  }

  /**
   * Asks this for what keeps an input from its work, null for nothing, whenever it is to be told.
   */
  void observe(Supplier<@Nullable String> inputTrouble) {
    this.inputTrouble = inputTrouble;
  }

  /** The work is over. */
  void ended() {
    ended = true;
  }

  @Override
  public void sending(int spans) {
    moved();
  }

  @Override
  public void answered(Duration took, @Nullable String errorType) {
    moved();
  }

  @Override
  public void interrupted(String errorType, String message) {
    outage = message;
  }

  @Override
  public void recovered() {
    outage = null;
  }

  /** Queue entries in memory. */
  int entries() {
    return entries;
  }

  /** Age of the oldest line that waits, 0 when none does; empty before the first look. */
  OptionalLong lagNanos() {
    if (!started) {
      return OptionalLong.empty();
    }
    long oldest = waitingMicros;
    long micros = oldest == NO_LINE ? 0 : Math.max(0, epochMicros.getAsLong() - oldest);
    return OptionalLong.of(TimeUnit.MICROSECONDS.toNanos(micros));
  }

  /**
   * Null while the bridge's thread moves; else what is wrong.
   *
   * @param limit how long it may stand still
   */
  @Nullable String whyDead(Duration limit) {
    long still = nanos.getAsLong() - movedNanos;
    return !ended && still > limit.toNanos()
        ? "nothing has moved for " + TimeUnit.NANOSECONDS.toSeconds(still) + " s"
        : null;
  }

  /**
   * Null while the bridge does its work; else what is in the way.
   *
   * @param maxLag how old the oldest waiting line may be
   */
  @Nullable String whyNotReady(Duration maxLag) {
    if (ended) {
      return "ended";
    }
    if (!started) {
      return "starting";
    }
    if (outage != null) {
      return outage;
    }
    if (checkpointTrouble != null) {
      return checkpointTrouble;
    }
    String trouble = inputTrouble.get();
    if (trouble != null) {
      return trouble;
    }
    long lag = lagNanos().orElse(0);
    return lag > maxLag.toNanos()
        ? "catching up: " + TimeUnit.NANOSECONDS.toSeconds(lag) + " s behind the log"
        : null;
  }
}
