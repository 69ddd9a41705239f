// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares text with a file of the test resources that a person has read and found right. */
public final class Golden {
  private Golden() {}

  /**
   * Fails unless the text is that of the file.
   *
   * @param name below {@code report/} in the test resources; a missing file is written to {@code
   *     target/golden} and fails the test, for a person to review
   */
  public static void assertGolden(String name, String actual) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("/report/" + name)) {
      if (in == null) {
        Path proposal = Path.of("target", "golden", name);
        Files.createDirectories(proposal.getParent());
        Files.writeString(proposal, actual);
        fail("no golden file " + name + "; proposed: " + proposal);
      } else {
        String expected = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(actual).isEqualTo(expected);
      }
    }
  }
}
