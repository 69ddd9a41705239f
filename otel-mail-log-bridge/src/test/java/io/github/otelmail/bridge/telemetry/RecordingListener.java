// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told, one line each. */
final class RecordingListener implements ExportListener {
  private final List<String> told = new ArrayList<>();

  List<String> told() {
    return told;
  }

  @Override
  public void exported(int spans) {
    told.add("exported " + spans);
  }

  @Override
  public void refused(int spans, String errorType, String reason) {
    told.add("refused " + spans + ' ' + reason);
  }

  @Override
  public void warned(String message) {
    told.add("warned " + message);
  }

  @Override
  public void interrupted(String errorType, String message) {
    told.add("interrupted " + message);
  }

  @Override
  public void recovered() {
    told.add("recovered");
  }
}
