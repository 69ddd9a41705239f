// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.PipelineListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts on any thread what an input refuses or loses, and tells of it on the pipeline's: of the
 * number each time, and of what to do the first time.
 */
final class LossCounts {
  private final Map<String, Long> untold = new TreeMap<>();
  private final Map<String, String> explained = new TreeMap<>();
  private final List<String> notices = new ArrayList<>();
  private volatile boolean any;

  /** Counts one. */
  void count(String cause, String advice) {
    count(cause, 1, advice);
  }

  /**
   * Counts some.
   *
   * @param cause which input, and why
   * @param advice for the operator, once
   */
  void count(String cause, long number, String advice) {
    synchronized (untold) {
      untold.merge(cause, number, Long::sum);
      if (explained.putIfAbsent(cause, advice) == null) {
        notices.add(cause + ": " + advice + "; counted from now on");
      }
      any = true;
    }
  }

  void tell(PipelineListener listener) {
    if (!any) {
      return;
    }
    Map<String, Long> counts;
    List<String> texts;
    synchronized (untold) {
      counts = new TreeMap<>(untold);
      texts = List.copyOf(notices);
      untold.clear();
      notices.clear();
      any = false;
    }
    counts.forEach(listener::lost);
    texts.forEach(listener::notice);
  }
}
