// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A version of Java's mail library as an application would have it.
 *
 * @param name as in the golden description
 * @param flavour its packages
 * @param jars file names; the module's pom fetches them
 */
record MailVersion(String name, Flavour flavour, List<String> jars) {
  /** The three pairs of API and implementation. */
  enum Flavour {
    JAVAX("javax.mail", "com.sun.mail"),
    JAKARTA("jakarta.mail", "com.sun.mail"),
    ANGUS("jakarta.mail", "org.eclipse.angus.mail");

    final String api;
    final String implementation;

    Flavour(String api, String implementation) {
      this.api = api;
      this.implementation = implementation;
    }

    /** What applications are compiled with. */
    MailVersion oldest() {
      return all().stream().filter(version -> version.flavour == this).findFirst().orElseThrow();
    }
  }

  /** All that are tested, older ones first within each flavour. */
  static List<MailVersion> all() {
    return Stream.of(
            Stream.of(
                    "mail-1.4",
                    "mail-1.4.1",
                    "javax.mail-1.4.5",
                    "mail-1.4.7",
                    "javax.mail-1.5.0",
                    "javax.mail-1.5.6",
                    "javax.mail-1.6.0",
                    "javax.mail-1.6.1",
                    "javax.mail-1.6.2",
                    "jakarta.mail-1.6.3",
                    "jakarta.mail-1.6.4",
                    "jakarta.mail-1.6.7",
                    "jakarta.mail-1.6.8")
                .map(name -> of(name, Flavour.JAVAX, "javax.activation-1.2.0")),
            Stream.of("jakarta.mail-2.0.1", "jakarta.mail-2.0.2")
                .map(name -> of(name, Flavour.JAKARTA, "jakarta.activation-2.0.1")),
            Stream.of(
                angus("1.1.0", "2.1.0", Flavour.JAKARTA),
                angus("2.0.0", "2.1.0", Flavour.ANGUS),
                angus("2.0.3", "2.1.3", Flavour.ANGUS),
                angus("2.0.5", "2.1.5", Flavour.ANGUS),
                angus("2.1.0-M1", "2.2.0-M1", Flavour.ANGUS)))
        .flatMap(versions -> versions)
        .toList();
  }

  /** One of {@link #all()}. */
  static MailVersion named(String name) {
    return all().stream().filter(version -> version.name.equals(name)).findFirst().orElseThrow();
  }

  private static MailVersion angus(String version, String api, Flavour flavour) {
    return of(
        "angus-mail-" + version,
        flavour,
        "jakarta.mail-api-" + api,
        "jakarta.activation-api-2.1.4",
        "angus-activation-2.0.3");
  }

  private static MailVersion of(String name, Flavour flavour, String... others) {
    return new MailVersion(
        name,
        flavour,
        Stream.concat(Stream.of(name), Stream.of(others)).map(jar -> jar + ".jar").toList());
  }

  /** The jars. */
  List<Path> classPath() {
    return jars.stream().map(Workplace::mailJar).toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
