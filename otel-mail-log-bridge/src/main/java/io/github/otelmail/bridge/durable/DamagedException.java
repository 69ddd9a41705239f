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

  /**
   * Of a file as this program writes it, or not.
   *
   * @param written the version that the file says it has
   * @param understood the one that is read
   * @throws DamagedException when they are not the same
   */
  public static void checkVersion(int written, int understood) throws DamagedException {
    if (written != understood) {
      throw new DamagedException(
          "it is of version " + written + ", and this otel-mail reads version " + understood);
    }
  }
}
