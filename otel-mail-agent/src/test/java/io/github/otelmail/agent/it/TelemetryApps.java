// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code com.example.telemetryapp}: its applications have an OpenTelemetry of their own. */
final class TelemetryApps {
  private static final MailVersion VERSION = MailVersion.named("angus-mail-2.0.5");

  /** What they are compiled with. */
  static Path[] libraries(Path poolApp) {
    List<Path> libraries = new ArrayList<>(Workplace.telemetryLibraries());
    libraries.add(poolApp);
    return libraries.toArray(Path[]::new);
  }

  /** A JVM that has one of them on its class path. */
  static Jvm jvm(Role role) {
    return jvm(role, Workplace.telemetryLibraries());
  }

  /** With those libraries in place of what it was compiled with. */
  static Jvm jvm(Role role, List<Path> telemetry) {
    Path pool = AppCompiler.compile("com.example.poolapp", VERSION.flavour());
    return new Jvm(role)
        .classPath(
            AppCompiler.compile("com.example.telemetryapp", VERSION.flavour(), libraries(pool)))
        .classPath(VERSION.classPath())
        .classPath(telemetry);
  }

  static String[] concat(String first, String... others) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(others));
    return all.toArray(String[]::new);
  }

  private TelemetryApps() {}
}
