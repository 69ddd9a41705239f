// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.config.ConfigException;
import io.github.otelmail.bridge.config.Configuration;
import io.github.otelmail.bridge.tracker.EntryStoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code otel-mail run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Follow mail logs and export their traces over OTLP.",
    footer = {
      "",
      "Where the spans go is told by the standard OpenTelemetry variables, such as"
          + " OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS and OTEL_TRACES_SAMPLER.",
      "Every option can be set in the configuration file and in the environment too; see"
          + " otel-mail check-config.",
      "A restart goes on where the last run stopped. While the receiver is away, reading pauses.",
      "SIGHUP makes it read the configuration file again and go on as that says.",
      "",
      "Exit codes: 0 stopped by a signal or at the end of all input, 1 the work cannot be done,"
          + " 2 the command line makes no sense."
    })
final class RunCommand implements Callable<Integer> {
  @Mixin final ConfigOption config;

  @Mixin final RunOptions given = new RunOptions();

  @Spec @Nullable CommandSpec spec;

  RunCommand() {
    this(System.getenv(), ConfigOption.DEFAULT_FILE);
  }

  /**
   * @param defaultFile the configuration file where none is named
   */
  RunCommand(Map<String, String> environment, Path defaultFile) {
    config = new ConfigOption(environment, defaultFile);
  }

  @Override
  public Integer call() {
    CommandLine command = Objects.requireNonNull(spec, "set by picocli").commandLine();
    try {
      return call(command, config.read(command.getParseResult()));
    } catch (ConfigException e) {
      e.problems().forEach(problem -> command.getErr().println("otel-mail: " + problem));
      return command.getCommandSpec().exitCodeOnInvalidInput();
    }
  }

  private Integer call(CommandLine command, Configuration configuration) {
    RunOptions options = ConfigOption.options(configuration);
    RunListener listener =
        new RunListener(command.getErr(), options.log.showUnparsed, options.log.addresses);
    config.unknownVariables().forEach(listener::say);
    try (Daemon daemon = new Daemon(listener)) {
      RunPlan plan = options.plan(daemon.export(), daemon.ports());
      List<String> problems = options.fileProblems();
      problems.forEach(listener::say);
      if (!problems.isEmpty()) {
        return 1;
      }
      daemon.run(
          plan,
          new ConfigReload(config, command.getParseResult(), daemon.export(), daemon.ports()));
      return 0;
    } catch (IllegalArgumentException e) {
      String message = configuration.located(String.valueOf(e.getMessage()));
      throw new ParameterException(command, Secrets.hide(message, config.environment()), e);
    } catch (FailedException e) {
      listener.say(String.valueOf(e.getMessage()));
      return 1;
    } catch (EntryStoreException e) {
      listener.say(e.getMessage() + "; the next start tells whether it is damaged");
      return 1;
    }
  }
}
