// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The JDKs of this machine. */
final class Jdks {
  private static final int VIRTUAL_THREADS = 21;

  /** That of the applications that are traced: {@code APP_JAVA_HOME}, or that of the tests. */
  static Path ofApplications() {
    String set = System.getenv("APP_JAVA_HOME");
    return Path.of(set == null ? System.getProperty("java.home") : set);
  }

  /** From Java 9 on. */
  static boolean hasModules(Path home) {
    return Files.exists(home.resolve("lib/jrt-fs.jar"));
  }

  /**
   * One with virtual threads: {@code JAVA25_HOME}, that of the tests, or one where Linux has them.
   */
  static Optional<Path> withVirtualThreads() {
    List<Path> candidates = new ArrayList<>();
    if (System.getenv("JAVA25_HOME") != null) {
      candidates.add(Path.of(System.getenv("JAVA25_HOME")));
    }
    candidates.add(Path.of(System.getProperty("java.home")));
    Path usual = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(usual)) {
      try (Stream<Path> folders = Files.list(usual)) {
        candidates.addAll(folders.sorted().toList());
      } catch (IOException e) {
        System.out.println("cannot look for JDKs: " + e);
      }
    }
    return candidates.stream().filter(home -> version(home) >= VIRTUAL_THREADS).findFirst();
  }

  /** The major version, or zero. */
  static int version(Path home) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(release)) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.replaceAll("JAVA_VERSION=\"(?:1\\.)?([0-9]+).*", "$1"))
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  private Jdks() {}
}
