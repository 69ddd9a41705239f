// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends one request and waits for its answer. For one thread. */
interface SpanSender {
  /**
   * An answer.
   *
   * @param failure why nothing was taken, null when it was
   * @param refused how many spans of a request that was taken were dropped for good
   * @param message what the receiver said of a request that was taken, empty for nothing
   */
  record Answer(@Nullable ExportFailure failure, long refused, String message) {
    static final Answer OK = new Answer(null, 0, "");

    static Answer failed(ExportFailure failure) {
      return new Answer(failure, 0, "");
    }
  }

  /**
   * Sends the request; throws nothing.
   *
   * @param timeout for the answer
   */
  Answer send(SpanRequest request, Duration timeout);

  /** Waits for no answer any more, as if there was none. For any thread. */
  void waitNoMore();
}
