// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import java.nio.file.Path;

/** A running mail server: takes mail on a port of the loopback address and writes a log. */
public interface Relay extends AutoCloseable {
  /** What it is, for people. */
  String description();

  /** The port on 127.0.0.1 that takes mail without a login. */
  int port();

  /** Its log, in Postfix's format. */
  Path log();

  /** True while nothing is queued. A mail may be on its way from one queue to another unseen. */
  boolean isIdle();

  /** Stops it. What it wrote outside of the log's directory is gone afterwards. */
  @Override
  void close();
}
