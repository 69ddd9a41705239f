// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.demo;

import io.github.otelmail.examples.bridge.BridgeProcess;
import io.github.otelmail.examples.destination.Destination;
import io.github.otelmail.examples.otlp.TraceCollector;
import io.github.otelmail.examples.relay.Directories;
import io.github.otelmail.examples.relay.EmbeddedRelay;
import io.github.otelmail.examples.relay.PostfixInstance;
import io.github.otelmail.examples.relay.Relay;
import io.github.otelmail.examples.signup.SignupApp;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code otel-mail demo}: an application that sends sign-up mails, a mail server, receivers that
 * misbehave, and the bridge that reads the mail server's log, all on loopback; shows each mail as
 * one trace.
 */
@Command(
    name = "otel-mail demo",
    mixinStandardHelpOptions = true,
    description = {
      "Sends five sign-up mails through a mail server on this machine and shows each as one trace.",
      "Takes half a minute. Nothing leaves the machine, unless OTEL_EXPORTER_OTLP_ENDPOINT is set:"
          + " then the traces go there as well.",
      ""
    })
public final class Demo implements Callable<Integer> {
  private static final String HOSTNAME = "mail.signup.test";
  private static final String LOGS = "logs";
  private static final Duration PATIENCE = Duration.ofSeconds(75);

  /** Which mail server to use. */
  enum RelayChoice {
    /** Postfix where it is installed and this is root, else the embedded one. */
    AUTO,
    /** Postfix or nothing. */
    POSTFIX,
    /** The stand-in. */
    EMBEDDED
  }

  @Option(
      names = "--relay",
      paramLabel = "KIND",
      defaultValue = "auto",
      description =
          "Mail server to use: postfix, embedded (a stand-in that writes Postfix's log format), or"
              + " auto, which takes Postfix when it is installed and this is root (default:"
              + " ${DEFAULT-VALUE}).")
  RelayChoice relayChoice = RelayChoice.AUTO;

  @Option(names = "--keep", description = "Keep the logs beside the report.")
  boolean keep;

  private final DemoScreen screen;

  private Demo(PrintWriter out) {
    screen = new DemoScreen(out);
  }

  /** Exits with 0 for success, 1 when something failed, 2 when the command line makes no sense. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    System.exit(
        new CommandLine(new Demo(out))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(Demo::tell)
            .execute(args));
  }

  private static int tell(Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
    String message = problem instanceof IOException ? problem.getMessage() : problem.toString();
    command.getErr().println("otel-mail demo: " + message);
    return 1;
  }

  @Override
  public Integer call() throws Exception {
    Path directory = Files.createTempDirectory("otel-mail-demo");
    Thread cleanUp = new Thread(() -> Directories.delete(directory), "remove the demo's files");
    Runtime.getRuntime().addShutdownHook(cleanUp);
    boolean complete = run(directory);
    Runtime.getRuntime().removeShutdownHook(cleanUp);
    if (!keep) {
      Directories.delete(directory.resolve(LOGS));
    }
    return complete ? 0 : 1;
  }

  /** The whole demo; false when not every mail had its final answer in time. */
  private boolean run(Path directory) throws Exception {
    long began = System.nanoTime();
    Path logs = Files.createDirectory(directory.resolve(LOGS));
    try (Destination receivers = Destination.start();
        TraceCollector collector = TraceCollector.start();
        Relay relay = startRelay(receivers, logs.resolve("mail.log"))) {
      screen.intro(relay);
      List<SignupApp.Signup> signups;
      boolean complete;
      try (Bridges bridges = Bridges.start(collector.endpoint(), relay.log(), logs)) {
        signups = send(collector, relay);
        FinalAnswers answers = new FinalAnswers(signups, screen);
        complete = collector.await(answers::complete, PATIENCE);
        screen.problem(bridges.stop());
        if (ApplicationTelemetry.userHasBackend()) {
          screen.backend(bridges.sendToBackend());
        }
      }
      screen.waterfalls(signups, collector.spans());
      screen.report(report(relay.log(), directory));
      if (!ApplicationTelemetry.userHasBackend()) {
        screen.backends();
      }
      screen.end(Duration.ofNanos(System.nanoTime() - began));
      if (!complete) {
        screen.incomplete(PATIENCE);
      }
      return complete;
    }
  }

  /** The mail server that was asked for, or else the best there is. */
  private Relay startRelay(Destination receivers, Path log) throws IOException {
    Optional<String> missing = PostfixInstance.unavailable();
    if (relayChoice == RelayChoice.POSTFIX && missing.isPresent()) {
      throw new IOException(missing.get());
    }
    String reason = missing.orElse("asked for with --relay=embedded");
    if (relayChoice != RelayChoice.EMBEDDED && missing.isEmpty()) {
      try {
        return PostfixInstance.builder(HOSTNAME).destinations(receivers.ports()).start(log);
      } catch (IOException e) {
        if (relayChoice == RelayChoice.POSTFIX) {
          throw e;
        }
        reason = "Postfix does not start here: " + e.getMessage();
      }
    }
    screen.embedded(reason);
    return EmbeddedRelay.start(HOSTNAME, receivers.ports(), log);
  }

  /** Runs the application; its spans have arrived when this returns. */
  private List<SignupApp.Signup> send(TraceCollector collector, Relay relay) {
    try (OpenTelemetrySdk openTelemetry = ApplicationTelemetry.start(collector.endpoint())) {
      List<SignupApp.Signup> signups =
          new SignupApp(openTelemetry, "127.0.0.1", relay.port()).run();
      if (!ApplicationTelemetry.flush(openTelemetry)) {
        screen.problem("The application's spans did not arrive everywhere.");
      }
      return signups;
    }
  }

  /** Writes the report; null when that failed, which is then told. */
  private @Nullable Path report(Path log, Path directory) throws IOException, InterruptedException {
    Path report = directory.resolve("report.html");
    Path output = directory.resolve(LOGS).resolve("analyze.out");
    List<String> command = List.of("analyze", "--html", report.toString(), log.toString());
    int status = BridgeProcess.run(command, Map.of(), output);
    if (status != 0) {
      screen.problem("otel-mail analyze failed:\n" + Files.readString(output));
      return null;
    }
    return report;
  }
}
