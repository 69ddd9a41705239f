// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.PipelineListener;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a source tells. */
final class Recorder implements PipelineListener {
  final List<String> notices = new CopyOnWriteArrayList<>();
  final Map<String, Long> lost = new TreeMap<>();

  @Override
  public void notice(String text) {
    notices.add(text);
  }

  @Override
  public void lost(String cause, long lines) {
    lost.merge(cause, lines, Long::sum);
  }
}
