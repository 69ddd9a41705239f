// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

/** Two listeners as one. */
public final class PipelineListeners implements PipelineListener {
  private final PipelineListener first;
  private final PipelineListener second;

  /** Tells the first one first. */
  public PipelineListeners(PipelineListener first, PipelineListener second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public void taken(int bytes) {
    first.taken(bytes);
    second.taken(bytes);
  }

  @Override
  public void parsed() {
    first.parsed();
    second.parsed();
  }

  @Override
  public void ignored() {
    first.ignored();
    second.ignored();
  }

  @Override
  public void foreign() {
    first.foreign();
    second.foreign();
  }

  @Override
  public void unparsed(String kind, LogLine line) {
    first.unparsed(kind, line);
    second.unparsed(kind, line);
  }

  @Override
  public void gaveUp() {
    first.gaveUp();
    second.gaveUp();
  }

  @Override
  public void lineCut() {
    first.lineCut();
    second.lineCut();
  }

  @Override
  public void lost(String cause, long lines) {
    first.lost(cause, lines);
    second.lost(cause, lines);
  }

  @Override
  public void notice(String text) {
    first.notice(text);
    second.notice(text);
  }
}
