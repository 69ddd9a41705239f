// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's entry point. */
@Command(
    name = "otel-mail",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Turns mail server logs into traces and answers.",
    synopsisSubcommandLabel = "COMMAND",
    footer = "%nIn a clone of the project, ./otel-mail demo shows all of it at work.")
public final class Main {
  private static final List<Class<?>> COMMANDS =
      List.of(
          RunCommand.class,
          AnalyzeCommand.class,
          TraceCommand.class,
          DoctorCommand.class,
          CheckConfigCommand.class);

  private Main() {}

  /** Exits with 0 for success, 1 when the work failed, 2 when the command line makes no sense. */
  public static void main(String[] args) {
    System.exit(withCommands(args).execute(args));
  }

  /**
   * The whole command line. Where the first argument names a command, with that one alone: looking
   * at the options of all of them takes a fifth of the start.
   */
  static CommandLine withCommands(String... args) {
    CommandLine line = new CommandLine(new Main());
    String first = args.length == 0 ? "" : args[0];
    List<Class<?>> named = COMMANDS.stream().filter(each -> name(each).equals(first)).toList();
    (named.isEmpty() ? COMMANDS : named).forEach(line::addSubcommand);
    return configured(line);
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  /** How every command is run: what its exceptions mean, and which exit code they give. */
  static CommandLine commandLine(Object command) {
    return configured(new CommandLine(command));
  }

  private static CommandLine configured(CommandLine line) {
    return line.registerConverter(ZoneId.class, Main::zone)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::explain);
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new CommandLine.TypeConversionException(
          "'" + name + "' is no time zone, such as Europe/Berlin, UTC or +02:00");
    }
  }

  private static int explain(
      Exception exception, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
    boolean usage = exception instanceof UsageException;
    if (exception instanceof IOException) {
      command.getErr().println("otel-mail: cannot read or write: " + exception.getMessage());
      return command.getCommandSpec().exitCodeOnExecutionException();
    }
    if (!usage && !(exception instanceof FailedException)) {
      throw exception;
    }
    command.getErr().println("otel-mail: " + exception.getMessage());
    return usage
        ? command.getCommandSpec().exitCodeOnInvalidInput()
        : command.getCommandSpec().exitCodeOnExecutionException();
  }

  /** The version in the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"otel-mail " + (version == null ? "development" : version)};
    }
  }
}
