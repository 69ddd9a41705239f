// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The traced transports of the two implementations are one text. */
class SubclassesTest {
  private static final Path SOURCES = Path.of("src/main/java/io/github/otelmail");

  private static List<String> source(String implementation) throws IOException {
    return Files.readAllLines(SOURCES.resolve(implementation).resolve("SMTPTransport.java"))
        .stream()
        .map(line -> line.trim().startsWith("*") ? "*" : line)
        .map(line -> line.replace("org.eclipse.angus.mail", "com.sun.mail"))
        .map(line -> line.replace("otelmail.angus", "otelmail.sun"))
        .collect(Collectors.toList());
  }

  @Test
  void subclasses_differInTheirSuperclassOnly() throws IOException {
    assertThat(String.join("\n", source("sun")).replaceAll("(\\*\n)+", "*\n"))
        .isEqualTo(String.join("\n", source("angus")).replaceAll("(\\*\n)+", "*\n"));
  }
}
