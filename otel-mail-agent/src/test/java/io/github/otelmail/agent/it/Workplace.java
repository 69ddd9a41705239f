// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the build has put things; the module's pom sets the properties. */
final class Workplace {
  /** The jar under test. */
  static Path agent() {
    return file("otelmail.agent");
  }

  /** The official OpenTelemetry Java agent. */
  static Path officialAgent() {
    return file("otelmail.official");
  }

  /** A jar of {@code target/it/mail}. */
  static Path mailJar(String name) {
    return existing(file("otelmail.mail").resolve(name));
  }

  /** OpenTelemetry's SDK with an exporter, and otel-mail-api. */
  static List<Path> telemetryLibraries() {
    return jars("otelmail.telemetry");
  }

  /** An OpenTelemetry API that is older than what the agent joins. */
  static List<Path> oldTelemetryApi() {
    return jars("otelmail.telemetry.old");
  }

  private static List<Path> jars(String property) {
    try (Stream<Path> files = Files.list(file(property))) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Spring Boot's class loader. */
  static Path springBootLoader() {
    return file("otelmail.boot.loader");
  }

  /** An OSGi framework. */
  static Path felix() {
    return file("otelmail.felix");
  }

  /** The root of the test sources. */
  static Path sources() {
    return file("otelmail.sources");
  }

  /** A folder to write to; it stays, for whoever looks at a failure. */
  static Path folder(String name) {
    try {
      return Files.createDirectories(Path.of(property("otelmail.work")).resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(String property) {
    return existing(Path.of(property(property)));
  }

  private static Path existing(Path file) {
    if (!Files.exists(file)) {
      throw new IllegalStateException(file + " is missing: run the tests with ./mvnw verify");
    }
    return file;
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(name + " is not set: run the tests with ./mvnw verify");
    }
    return value;
  }

  private Workplace() {}
}
