// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.config.ConfigException;
import io.github.otelmail.bridge.config.ConfigFile;
import io.github.otelmail.bridge.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Where the options of {@code run} are configured besides the command line. */
final class ConfigOption {
  static final String VARIABLE = "OTEL_MAIL_CONFIG";

  /** What else begins like an option: this file, and what the start script takes. */
  private static final Set<String> NO_OPTIONS = Set.of(VARIABLE, "OTEL_MAIL_JAVA_OPTS");

  static final Path DEFAULT_FILE = Path.of("/etc/otel-mail/bridge.yaml");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "YAML file with options: their names without dashes. A flag goes before the environment"
              + " (OTEL_MAIL_STATE_DIR for --state-dir), the environment before the file (default:"
              + " $OTEL_MAIL_CONFIG, else /etc/otel-mail/bridge.yaml where it exists).")
  @Nullable Path path;

  private final Map<String, String> environment;
  private final Path defaultFile;

  ConfigOption(Map<String, String> environment, Path defaultFile) {
    this.environment = environment;
    this.defaultFile = defaultFile;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** The file that is read, null for none. */
  @Nullable Path file() {
    String named = environment.getOrDefault(VARIABLE, "");
    if (path != null || !named.isEmpty()) {
      return path != null ? path : Path.of(named);
    }
    return Files.exists(defaultFile) ? defaultFile : null;
  }

  /**
   * Finds what the options of {@code run} are set to.
   *
   * @param flags the command line of a command that has them
   * @throws ConfigException when the environment or the file has what no option takes
   */
  Configuration read(ParseResult flags) throws ConfigException {
    Path file = file();
    return Configuration.of(
        () -> Main.commandLine(new RunOptions()),
        flags,
        environment,
        file == null ? null : ConfigFile.read(file));
  }

  /** Complaints about variables that look like options and are none. */
  List<String> unknownVariables() {
    List<String> unknown = new ArrayList<>(environment.keySet());
    unknown.removeIf(name -> !name.startsWith(Configuration.PREFIX) || NO_OPTIONS.contains(name));
    Main.commandLine(new RunOptions())
        .getCommandSpec()
        .args()
        .forEach(arg -> unknown.remove(Configuration.variableOf(Configuration.nameOf(arg))));
    unknown.sort(null);
    unknown.replaceAll(name -> name + " in the environment names no option, and is not used");
    return unknown;
  }

  /** The options as they are set by flags, environment and file. */
  static RunOptions options(Configuration configuration) {
    RunOptions options = new RunOptions();
    // A value that begins with @ names no file with arguments.
    CommandLine line = Main.commandLine(options).setExpandAtFiles(false);
    line.parseArgs(configuration.arguments());
    return options;
  }
}
