// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.config.ConfigException;
import io.github.otelmail.bridge.config.Configuration;
import io.github.otelmail.bridge.config.Setting;
import io.github.otelmail.bridge.source.LogPattern;
import io.github.otelmail.bridge.source.NetworkLimits;
import io.github.otelmail.bridge.source.SyslogPorts;
import io.github.otelmail.bridge.telemetry.ExportListener;
import io.github.otelmail.bridge.telemetry.OtlpExport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code otel-mail check-config}: what {@code run} would do, without doing it. */
@Command(
    name = "check-config",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Say what run would read and send, where each setting comes from, and what is wrong."
            + " Takes the options of run; reads no log, writes nothing, sends nothing.",
    footer = {"", "Exit codes: 0 nothing is wrong, 2 run would not start or not do its work."})
final class CheckConfigCommand implements Callable<Integer> {
  private static final ExportListener SILENT = new ExportListener() {};

  @Mixin final ConfigOption config;

  @Mixin final RunOptions given = new RunOptions();

  @Spec @Nullable CommandSpec spec;

  CheckConfigCommand() {
    this(System.getenv(), ConfigOption.DEFAULT_FILE);
  }

  /**
   * @param defaultFile the configuration file where none is named
   */
  CheckConfigCommand(Map<String, String> environment, Path defaultFile) {
    config = new ConfigOption(environment, defaultFile);
  }

  @Override
  public Integer call() {
    CommandLine command = Objects.requireNonNull(spec, "set by picocli").commandLine();
    PrintWriter out = command.getOut();
    Path file = config.file();
    out.println("file     " + (file == null ? "none" : file.toAbsolutePath()));
    List<String> problems = new ArrayList<>();
    try {
      Configuration configuration = config.read(command.getParseResult());
      settings(configuration, out);
      check(configuration, out, problems);
    } catch (ConfigException e) {
      problems.addAll(e.problems());
    }
    config.unknownVariables().forEach(text -> out.println("note     " + text));
    problems.forEach(text -> out.println("wrong    " + Secrets.hide(text, config.environment())));
    out.println(problems.isEmpty() ? "Nothing is wrong." : "run would not start like this.");
    out.flush();
    return problems.isEmpty()
        ? command.getCommandSpec().exitCodeOnSuccess()
        : command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static void settings(Configuration configuration, PrintWriter out) {
    out.println("settings");
    for (Setting setting : configuration.settings()) {
      String value = setting.values().isEmpty() ? "-" : String.join(", ", setting.values());
      String place = setting.source() == Setting.Source.DEFAULT ? "default" : setting.place();
      out.printf("  %-18s %-28s %s%n", setting.name(), value, place);
    }
  }

  private void check(Configuration configuration, PrintWriter out, List<String> problems) {
    RunOptions options = ConfigOption.options(configuration);
    try (OtlpExport export = OtlpExport.configured(SILENT);
        SyslogPorts ports = new SyslogPorts(NetworkLimits.DEFAULT)) {
      problems.addAll(options.fileProblems());
      problems.addAll(options.inputs.fileProblems());
      stateProblem(options).ifPresent(problems::add);
      RunSettings settings = options.settings(export, ports);
      settings.files().forEach(name -> out.println("reads    " + described(name)));
      settings.others().forEach(other -> out.println("reads    " + other.name()));
      out.println("state    " + settings.stateDirectory().toAbsolutePath());
      out.println("sends to " + Secrets.hide(export.target(), config.environment()));
    } catch (IllegalArgumentException e) {
      problems.add(configuration.located(String.valueOf(e.getMessage())));
    }
    for (String variable : Secrets.HEADERS) {
      if (!config.environment().getOrDefault(variable, "").isEmpty()) {
        out.println("headers  set by " + variable + ", not shown");
      }
    }
  }

  private static Optional<String> stateProblem(RunOptions options) {
    Path directory = options.stateDirectory().toAbsolutePath();
    Path existing = directory;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing != null && Files.isDirectory(existing) && Files.isWritable(existing)) {
      return Optional.empty();
    }
    return Optional.of(
        "--state-dir: " + directory + " cannot be written by " + System.getProperty("user.name"));
  }

  /** A file or pattern, and what is there now. */
  private static String described(String name) {
    if (name.equals(RunSettings.STDIN)) {
      return "standard input";
    }
    if (LogPattern.isPattern(name)) {
      int count = LogPattern.of(name).files().size();
      return name + " (" + count + (count == 1 ? " file" : " files") + " now)";
    }
    try {
      Path path = Path.of(name);
      return Files.exists(path)
          ? name + " (" + Files.size(path) + " bytes)"
          : name + " (not there yet)";
    } catch (IOException e) {
      return name + " (" + e + ")";
    }
  }
}
