// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.LineHeader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that failed before the one that decided an attempt, by the process that tried them. All
 * recipients of one transaction share them.
 */
final class HostFailures {
  /** Hosts kept per attempt. */
  static final int MAX_HOSTS = 20;

  /** Delivery processes kept per entry. */
  static final int MAX_PROCESSES = 8;

  /** How long after its first line a transaction's recipients may still be logged. */
  private static final long TRANSACTION_MICROS = 1_000_000L;

  /** What one process met. */
  static final class Failures {
    final int pid;
    final List<String> texts = new ArrayList<>(2);

    /** Line time and age of the attempt they led to; the age is -2 while there was none. */
    long lineMicros;

    long delayMicros = UNUSED;

    Failures(int pid) {
      this.pid = pid;
    }
  }

  static final long UNUSED = -2;

  final List<Failures> byProcess = new ArrayList<>(1);

  void add(int pid, String text) {
    Failures failures = find(pid);
    if (failures != null && failures.delayMicros != UNUSED) {
      byProcess.remove(failures);
      failures = null;
    }
    if (failures == null) {
      if (byProcess.size() == MAX_PROCESSES) {
        byProcess.remove(0);
      }
      failures = new Failures(pid);
      byProcess.add(failures);
    }
    List<String> texts = failures.texts;
    boolean repeated = !texts.isEmpty() && texts.get(texts.size() - 1).equals(text);
    if (!repeated && texts.size() < MAX_HOSTS) {
      texts.add(text);
    }
  }

  /** The failures of the attempt that ends with this line. */
  List<String> take(LineHeader header, long delayMicros) {
    Failures failures = find(header.pid());
    if (failures == null) {
      return List.of();
    }
    if (failures.delayMicros == UNUSED) {
      failures.lineMicros = header.timeMicros();
      failures.delayMicros = delayMicros;
    } else if (failures.delayMicros != delayMicros
        || Math.abs(header.timeMicros() - failures.lineMicros) > TRANSACTION_MICROS) {
      byProcess.remove(failures);
      return List.of();
    }
    return List.copyOf(failures.texts);
  }

  private @Nullable Failures find(int pid) {
    for (Failures failures : byProcess) {
      if (failures.pid == pid) {
        return failures;
      }
    }
    return null;
  }
}
