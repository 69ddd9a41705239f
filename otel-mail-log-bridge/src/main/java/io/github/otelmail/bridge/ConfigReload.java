// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.config.ConfigException;
import io.github.otelmail.bridge.config.Configuration;
import io.github.otelmail.bridge.source.SyslogPorts;
import io.github.otelmail.bridge.telemetry.OtlpExport;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ParseResult;

/** Reads the configuration of a running bridge again, and says whether it can be changed to. */
final class ConfigReload {
  private final ConfigOption config;
  private final ParseResult flags;
  private final OtlpExport export;
  private final SyslogPorts ports;

  ConfigReload(ConfigOption config, ParseResult flags, OtlpExport export, SyslogPorts ports) {
    this.config = config;
    this.flags = flags;
    this.export = export;
    this.ports = ports;
  }

  /**
   * What the bridge is to do from now on. The flags are those it was started with.
   *
   * @param current what it does now
   * @throws FailedException with all that is wrong, each with its place
   */
  RunPlan read(RunPlan current) {
    Configuration configuration;
    try {
      configuration = config.read(flags);
    } catch (ConfigException e) {
      throw new FailedException(String.join("; ", e.problems()));
    }
    List<String> problems = new ArrayList<>();
    try {
      RunOptions options = ConfigOption.options(configuration);
      problems.addAll(options.fileProblems());
      problems.addAll(options.inputs.fileProblems());
      RunPlan next = options.plan(export, ports);
      changed("--state-dir", current.settings().stateDirectory(), next.settings().stateDirectory())
          .forEach(problems::add);
      changed("--once", current.settings().follow(), next.settings().follow())
          .forEach(problems::add);
      if (problems.isEmpty()) {
        return next;
      }
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    problems.replaceAll(
        problem -> Secrets.hide(configuration.located(problem), config.environment()));
    throw new FailedException(String.join("; ", problems));
  }

  private static List<String> changed(String option, Object now, Object next) {
    return now.equals(next)
        ? List.of()
        : List.of(option + " cannot be changed while the bridge runs: restart it");
  }
}
