// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.config;

import io.github.otelmail.bridge.config.Setting.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What the options of a command are set to. A flag goes before the environment, the environment
 * before the file, the file before the default; a list that is given replaces those behind it.
 *
 * <p>An option {@code --state-dir} is {@code state-dir} in the file and {@code OTEL_MAIL_STATE_DIR}
 * in the environment. Several values are separated by commas in the environment, and are a list in
 * the file.
 */
public final class Configuration {
  /** What the environment has before an option's name. */
  public static final String PREFIX = "OTEL_MAIL_";

  private final Supplier<CommandLine> parser;
  private final ParseResult flags;
  private final Map<String, String> environment;
  private final @Nullable ConfigFile file;
  private final Map<String, Setting> settings = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private Configuration(
      Supplier<CommandLine> parser,
      ParseResult flags,
      Map<String, String> environment,
      @Nullable ConfigFile file) {
    this.parser = parser;
    this.flags = flags;
    this.environment = environment;
    this.file = file;
  }

  /**
   * Finds what every option is set to.
   *
   * @param parser makes a new command with all the options that may be configured, and no other
   * @param flags what the command line gave to a command that has these options
   * @param environment of this process; variables without a value count as not set
   * @param file null for none
   * @throws ConfigException when the environment or the file has what no option takes
   */
  public static Configuration of(
      Supplier<CommandLine> parser,
      ParseResult flags,
      Map<String, String> environment,
      @Nullable ConfigFile file)
      throws ConfigException {
    Configuration configuration = new Configuration(parser, flags, environment, file);
    CommandSpec spec = parser.get().getCommandSpec();
    for (ArgSpec argument : spec.args()) {
      configuration.add(argument);
    }
    configuration.findUnknown();
    if (!configuration.problems.isEmpty()) {
      throw new ConfigException(configuration.problems);
    }
    return configuration;
  }

  /** The name in the file of an option or of the operands. */
  public static String nameOf(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? option.longestName().replaceFirst("^-+", "")
        : argument.paramLabel().toLowerCase(Locale.ROOT) + "s";
  }

  /** The variable in the environment of an option of this name. */
  public static String variableOf(String name) {
    return PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** What an option is without being set; empty where that is nothing, or found out later. */
  public static Optional<String> byDefault(ArgSpec argument) {
    boolean isSwitch = argument instanceof OptionSpec option && option.arity().max() == 0;
    return isSwitch ? Optional.of("false") : Optional.ofNullable(argument.defaultValue());
  }

  /** All options in the order of the usage. */
  public List<Setting> settings() {
    return List.copyOf(settings.values());
  }

  /** A command line that says all that flags, environment and file say. */
  public String[] arguments() {
    List<String> arguments = new ArrayList<>();
    List<String> operands = new ArrayList<>();
    for (Setting setting : settings.values()) {
      if (setting.source() != Source.DEFAULT) {
        if (setting.flag().startsWith("-")) {
          setting.values().forEach(value -> arguments.add(setting.flag() + "=" + value));
        } else {
          operands.addAll(setting.values());
        }
      }
    }
    arguments.add("--");
    arguments.addAll(operands);
    return arguments.toArray(String[]::new);
  }

  /** The message, with the places of those options that it names and no flag gave. */
  public String located(String message) {
    StringBuilder located = new StringBuilder(message);
    for (Setting setting : settings.values()) {
      boolean elsewhere = setting.source() == Source.ENVIRONMENT || setting.source() == Source.FILE;
      boolean named = message.matches("(?s).*" + setting.flag() + "(?![a-z-]).*");
      if (elsewhere && named && setting.flag().startsWith("-")) {
        located.append(" (").append(setting.flag()).append(" comes from ");
        located.append(setting.place()).append(')');
      }
    }
    return located.toString();
  }

  private void add(ArgSpec argument) {
    String name = nameOf(argument);
    String variable = variableOf(name);
    String flag =
        argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    List<String> given = given(argument);
    String fromEnvironment = environment.getOrDefault(variable, "");
    ConfigFile.Entry entry = file == null ? null : file.entries().get(name);
    Setting setting;
    if (given != null) {
      setting = new Setting(name, flag, variable, given, Source.FLAG, "command line");
    } else if (!fromEnvironment.isBlank()) {
      List<String> values =
          argument.isMultiValue()
              ? List.of(fromEnvironment.strip().split("\\s*,\\s*", -1))
              : List.of(fromEnvironment);
      setting = new Setting(name, flag, variable, values, Source.ENVIRONMENT, variable);
      check(argument, setting);
    } else if (file != null && entry != null) {
      String place = file.place(entry.line());
      setting = new Setting(name, flag, variable, entry.values(), Source.FILE, place);
      check(argument, setting);
    } else {
      List<String> values = byDefault(argument).map(List::of).orElse(List.of());
      setting = new Setting(name, flag, variable, values, Source.DEFAULT, "");
    }
    settings.put(name, setting);
  }

  /** What the command line has for it, null for nothing. */
  private @Nullable List<String> given(ArgSpec argument) {
    if (argument instanceof OptionSpec option) {
      OptionSpec matched = flags.matchedOption(option.longestName());
      return matched == null ? null : matched.originalStringValues();
    }
    for (PositionalParamSpec operand : flags.matchedPositionals()) {
      if (operand.paramLabel().equals(argument.paramLabel())) {
        return operand.originalStringValues();
      }
    }
    return null;
  }

  /** Tries the values alone, so that what is wrong with them can be told with their place. */
  private void check(ArgSpec argument, Setting setting) {
    String where = setting.place() + ": ";
    if (!argument.isMultiValue() && setting.values().size() != 1) {
      problems.add(where + setting.name() + " takes one value, and is given " + setting.values());
      return;
    }
    if (!(argument instanceof OptionSpec)) {
      return;
    }
    for (String value : setting.values()) {
      try {
        parser.get().parseArgs(setting.flag() + "=" + value);
      } catch (ParameterException e) {
        problems.add(where + e.getMessage() + "; see otel-mail run --help");
      }
    }
  }

  private void findUnknown() {
    ConfigFile from = file;
    if (from == null) {
      return;
    }
    from.entries()
        .forEach(
            (key, entry) -> {
              if (!settings.containsKey(key)) {
                problems.add(from.place(entry.line()) + ": no option " + key + hint(key));
              }
            });
  }

  private String hint(String key) {
    String best = "";
    int distance = Math.max(2, key.length() / 3) + 1;
    String plain = key.toLowerCase(Locale.ROOT).replace('_', '-').replaceFirst("^-+", "");
    for (String name : settings.keySet()) {
      int other = EditDistance.between(plain, name);
      if (other < distance) {
        distance = other;
        best = name;
      }
    }
    return best.isEmpty() ? "; see otel-mail run --help" : "; did you mean " + best + "?";
  }
}
