// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.config.ConfigException;
import io.github.otelmail.bridge.config.Configuration;
import io.github.otelmail.bridge.telemetry.OtlpExport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
      "",
      "Exit codes: 0 stopped by a signal or at the end of all input, 1 the work cannot be done,"
          + " 2 the command line makes no sense."
    })
final class RunCommand implements Callable<Integer> {
  @Mixin final ConfigOption config;

  /** Late lines and links come within minutes; queue ids are reused later. */
  private static final Duration CLOSE_GRACE = Duration.ofMinutes(10);

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description =
          "Log files to follow across rotations, patterns of them such as '/var/log/*/mail.log' in"
              + " quotes; - for standard input.")
  List<String> files = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      defaultValue = "checkpoint",
      description =
          "Where to begin: checkpoint goes on where the last run stopped; start and end forget"
              + " the last run and begin at the start of each file's oldest rotated one, .gz and"
              + " .zst included, or at the end of each file (default: ${DEFAULT-VALUE}).")
  From from = From.CHECKPOINT;

  @Option(
      names = "--new-files",
      paramLabel = "WHERE",
      defaultValue = "end",
      description =
          "Where a file begins that no checkpoint knows: start, end, or rotated, which is the"
              + " start of the oldest rotated file. A file that appears later is read from its start"
              + " in any case (default: ${DEFAULT-VALUE}).")
  FileTail.Start newFiles = FileTail.Start.END;

  @Option(names = "--once", description = "End where the files end now, with everything sent.")
  boolean once;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description =
          "Directory with what a restart needs, one for each running bridge (default:"
              + " $STATE_DIRECTORY, else otel-mail in $XDG_STATE_HOME or ~/.local/state).")
  @Nullable Path stateDirectory;

  @Option(
      names = "--trace-mode",
      paramLabel = "MODE",
      defaultValue = "parent",
      description =
          "How a mail relates to the trace of the application that sent it: parent, a part of it;"
              + " link, a linked trace of its own; auto:SECONDS, a part of it while the mail is"
              + " younger (default: ${DEFAULT-VALUE}).")
  String traceMode = "parent";

  @Option(
      names = "--upstream",
      paramLabel = "HOST|CIDR",
      split = ",",
      description =
          "Mail servers whose logs another bridge reads: mail from them continues their trace.")
  List<String> upstreams = new ArrayList<>();

  @Option(
      names = "--max-entries",
      paramLabel = "N",
      defaultValue = "500000",
      description =
          "Queue entries to keep in memory; beyond that the quietest is given up, and counted"
              + " (default: ${DEFAULT-VALUE}).")
  int maxEntries;

  @Mixin final InputOptions inputs = new InputOptions();

  @Mixin final HealthOptions health = new HealthOptions();

  @Mixin final LogOptions log = new LogOptions();

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
    RunListener listener = new RunListener(command.getErr(), log.showUnparsed, log.addresses);
    try (Daemon daemon = sensible(command, () -> new Daemon(listener))) {
      RunSettings settings = sensible(command, () -> settings(daemon.export()));
      checkFiles();
      daemon.run(settings, health);
      return 0;
    } catch (IllegalArgumentException e) {
      String message = configuration.located(String.valueOf(e.getMessage()));
      throw new ParameterException(command, Secrets.hide(message, config.environment()), e);
    } catch (FailedException e) {
      listener.say(String.valueOf(e.getMessage()));
      return 1;
    }
  }

  private static <T> T sensible(CommandLine command, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()), e);
    }
  }

  private RunSettings settings(OtlpExport export) {
    if (maxEntries < 1) {
      throw new IllegalArgumentException("--max-entries must be at least 1");
    }
    health.check();
    List<SourceFactory> others = inputs.factories(!once);
    if (files.isEmpty() && others.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to read: name log files, - for standard input, or another input");
    }
    files.stream().filter(LogPattern::isPattern).forEach(LogPattern::of);
    if (files.stream().filter(RunSettings.STDIN::equals).count() > 1) {
      throw new IllegalArgumentException("- (standard input) can be given only once");
    }
    return new RunSettings(
        List.copyOf(new LinkedHashSet<>(files)),
        from,
        newFiles,
        !once,
        stateDirectory != null ? stateDirectory : StateDirectory.byDefault(System.getenv()),
        log.zone,
        log.contexts(),
        new SpanSettings(
            log.addresses, TraceMode.parse(traceMode), export.sampler(), export.resource()),
        new TrackerLimits(maxEntries, LINK_GRACE, CLOSE_GRACE, 0),
        UpstreamHosts.parse(upstreams),
        System.in,
        others);
  }

  /** Finds at the start what would otherwise be waited for in vain. */
  private void checkFiles() {
    List<String> problems = new ArrayList<>();
    for (String file : files) {
      if (file.equals(RunSettings.STDIN) || LogPattern.isPattern(file)) {
        continue;
      }
      Path path = Path.of(file).toAbsolutePath();
      Path directory = path.getParent();
      if (Files.isDirectory(path)) {
        problems.add(file + " is a directory; name the log files in it");
      } else if (Files.exists(path) && !Files.isRegularFile(path)) {
        problems.add(file + " is no regular file; pipe it into otel-mail run -");
      } else if (Files.exists(path) && !Files.isReadable(path)) {
        problems.add(
            file
                + " is not readable for this user; add the user to the file's group, often adm:"
                + " usermod -aG adm "
                + System.getProperty("user.name"));
      } else if (!Files.exists(path)
          && (once || directory == null || !Files.isDirectory(directory))) {
        problems.add(file + " does not exist");
      }
    }
    if (!problems.isEmpty()) {
      throw new FailedException(String.join("\notel-mail: ", problems));
    }
  }
}
