// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.PrintStream;

/** Prints what the operator should know; everything else goes on to another listener. */
final class Notices implements PipelineListener {
  private final PipelineListener next;
  private final PrintStream err;

  Notices(PipelineListener next, PrintStream err) {
    this.next = next;
    this.err = err;
  }

  @Override
  public void notice(String text) {
    err.println("otel-mail: " + text);
  }

  @Override
  public void parsed() {
    next.parsed();
  }

  @Override
  public void ignored() {
    next.ignored();
  }

  @Override
  public void foreign() {
    next.foreign();
  }

  @Override
  public void unparsed(String kind, LogLine line) {
    next.unparsed(kind, line);
  }

  @Override
  public void gaveUp() {
    next.gaveUp();
  }

  @Override
  public void lineCut() {
    next.lineCut();
  }

  @Override
  public void lost(String cause, long lines) {
    next.lost(cause, lines);
  }
}
