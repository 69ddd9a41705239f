// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Finds the logs among the test resources. */
final class TestLogs {
  private TestLogs() {}

  /** Whole logs of real servers: this package's own, and the captures with ground truth. */
  static List<Path> captured() {
    return Stream.of("/corpora/captured-postfix", "/captures/postfix")
        .filter(folder -> TestLogs.class.getResource(folder) != null)
        .flatMap(folder -> files(folder, ".log.gz").stream())
        .toList();
  }

  static List<Path> files(String folder, String suffix) {
    URL url = TestLogs.class.getResource(folder);
    if (url == null) {
      throw new IllegalArgumentException("no test resource " + folder);
    }
    try (Stream<Path> files = Files.walk(Path.of(url.toURI()))) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> lines(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
