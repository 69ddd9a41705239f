// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.yardstick;

import java.io.IOException;

/** Takes OTLP requests. */
interface SpanSink {
  /** Forgets them. */
  SpanSink NOWHERE = (request, length) -> {};

  /** Takes the first {@code length} bytes, which are overwritten by the next request. */
  void send(byte[] request, int length) throws IOException;
}
