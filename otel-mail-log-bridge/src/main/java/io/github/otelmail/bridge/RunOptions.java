// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.RunSettings.From;
import io.github.otelmail.bridge.source.FileTail;
import io.github.otelmail.bridge.source.LogPattern;
import io.github.otelmail.bridge.source.SyslogPorts;
import io.github.otelmail.bridge.telemetry.OtlpExport;
import io.github.otelmail.bridge.telemetry.SpanSettings;
import io.github.otelmail.bridge.telemetry.TraceMode;
import io.github.otelmail.bridge.tracker.TrackerLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code run}, each of which a file or the environment may give as well. */
final class RunOptions {
  /** A next hop on the same or another host is logged within moments, unless lines are delayed. */
  private static final Duration LINK_GRACE = Duration.ofSeconds(5);

  /**
   * The same where applications tell of their mails: their SDK sends spans every five seconds
   * (OTEL_BSP_SCHEDULE_DELAY), and a Collector may add some.
   */
  private static final Duration SEND_SPAN_GRACE = Duration.ofSeconds(10);

  /** Several hosts' lines come at their own pace, minutes apart; queue ids are reused later. */
  private static final Duration CLOSE_GRACE = Duration.ofMinutes(10);

  private static final Duration ONE_HOST_CLOSE_GRACE = Duration.ofSeconds(10);

  /** At 10,000 lines a second, what ended in the last half minute. */
  private static final int MAX_ENDED = 50_000;

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
          "Queue entries to keep; beyond that the quietest is given up, and counted"
              + " (default: ${DEFAULT-VALUE}).")
  int maxEntries;

  @Option(
      names = "--queue-store",
      paramLabel = "STORE",
      defaultValue = "heap",
      description =
          "Where to keep what is known of mails that wait in the queue for long: heap, or rocksdb, a"
              + " database in the state directory for a queue that does not fit the heap, which needs"
              + " a library besides (default: ${DEFAULT-VALUE}).")
  QueueStore queueStore = QueueStore.HEAP;

  @Option(
      names = "--queue-snapshot",
      paramLabel = "DIR",
      arity = "0..1",
      fallbackValue = QueueQuery.DEFAULT_DIRECTORY,
      description =
          "Ask the Postfix on this host, with this configuration directory or else "
              + QueueQuery.DEFAULT_DIRECTORY
              + ", which mails are queued: at the start, and at each SIGHUP.")
  @Nullable String queueSnapshot;

  @Mixin final InputOptions inputs = new InputOptions();

  @Mixin final HealthOptions health = new HealthOptions();

  @Mixin final LogOptions log = new LogOptions();

  /**
   * What to do, as these options say.
   *
   * @throws IllegalArgumentException with a message for the command line
   */
  RunSettings settings(OtlpExport export, SyslogPorts ports) {
    if (maxEntries < 1) {
      throw new IllegalArgumentException("--max-entries must be at least 1");
    }
    queueStore
        .problem()
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    health.check();
    List<SourceFactory> others = inputs.factories(!once, stateDirectory(), ports);
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
        stateDirectory(),
        log.zone,
        log.contexts(),
        new SpanSettings(
            log.addresses, TraceMode.parse(traceMode), export.sampler(), export.resource()),
        new TrackerLimits(
                maxEntries,
                MAX_ENDED,
                inputs.otlp == null ? LINK_GRACE : SEND_SPAN_GRACE,
                CLOSE_GRACE,
                0)
            .withOneHostCloseGrace(ONE_HOST_CLOSE_GRACE),
        UpstreamHosts.parse(upstreams),
        System.in,
        others,
        queueStore,
        queueSnapshot == null ? null : QueueQuery.of(queueSnapshot, maxEntries));
  }

  /**
   * The same with what is not of the bridge alone.
   *
   * @throws IllegalArgumentException with a message for the command line
   */
  RunPlan plan(OtlpExport export, SyslogPorts ports) {
    return new RunPlan(settings(export, ports), health, log.showUnparsed, log.addresses);
  }

  /** Where a restart finds what it needs. */
  Path stateDirectory() {
    Path given = stateDirectory;
    return given != null ? given : StateDirectory.byDefault(System.getenv());
  }

  /**
   * Finds at the start what would otherwise be waited for in vain: what is wrong with the files.
   */
  List<String> fileProblems() {
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
    return problems;
  }
}
