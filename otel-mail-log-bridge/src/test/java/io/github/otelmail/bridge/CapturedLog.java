// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The lines of a log that a real Postfix wrote, from the test resources. */
final class CapturedLog {
  private CapturedLog() {}

  /** Lines with their line feeds, of a name such as {@code greylist/mail.log}. */
  static List<String> lines(String name) {
    String resource = "/captures/postfix/" + name + ".gz";
    try (InputStream packed =
            Objects.requireNonNull(CapturedLog.class.getResourceAsStream(resource), resource);
        InputStream log = new GZIPInputStream(packed)) {
      String text = new String(log.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(line -> line + "\n").toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
