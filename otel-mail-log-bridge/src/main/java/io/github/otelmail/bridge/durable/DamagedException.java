// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import java.io.IOException;

/** A file is not what was written to it, or of a version that is not understood. */
public final class DamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong with it, as the end of a sentence: "its checksum is wrong"
   */
  public DamagedException(String message) {
    super(message);
  }
}
