// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Postfix was told: a directory with {@code main.cf} and {@code master.cf}, or a file with
 * the output of {@code postconf -n}, which has the same form as {@code main.cf} (postconf(5)).
 */
public final class PostfixConfig {
  private static final int MAX_BYTES = 1 << 20;

  private final Path path;
  private final boolean directory;
  private final Map<String, String> parameters = new TreeMap<>();
  private final List<String> services = new ArrayList<>();

  private PostfixConfig(Path path, boolean directory) {
    this.path = path;
    this.directory = directory;
  }

  /**
   * Reads a configuration.
   *
   * @throws IOException with a message that names the file when it cannot be read
   */
  public static PostfixConfig read(Path path) throws IOException {
    boolean directory = Files.isDirectory(path);
    PostfixConfig config = new PostfixConfig(path, directory);
    for (String line : logicalLines(directory ? path.resolve("main.cf") : path)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        // The last one counts, as with Postfix.
        config.parameters.put(
            line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      }
    }
    Path master = path.resolve("master.cf");
    if (directory && Files.isReadable(master)) {
      config.services.addAll(logicalLines(master));
    }
    return config;
  }

  /** Lines with those that continue them; a continuation begins with a blank (postconf(5)). */
  private static List<String> logicalLines(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : text(file).lines().toList()) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      boolean continues = Character.isWhitespace(line.charAt(0)) && !lines.isEmpty();
      if (continues) {
        int last = lines.size() - 1;
        lines.set(last, lines.get(last) + " " + text);
      } else {
        lines.add(text);
      }
    }
    return lines;
  }

  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": permission denied", e);
    } catch (IOException e) {
      throw new IOException(file + ": " + e, e);
    }
  }

  /** Where it was read. */
  public Path path() {
    return path;
  }

  /** The value of a parameter as it is written, empty where it is not set. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  boolean isYes(String name) {
    return parameter(name).equalsIgnoreCase("yes");
  }

  /** Under which name the instance logs, as far as it can be told without expanding parameters. */
  String syslogName() {
    String name = parameter("syslog_name");
    if (name.isEmpty() || name.contains("multi_instance_name")) {
      String instance = parameter("multi_instance_name");
      return instance.isEmpty() ? "postfix" : instance;
    }
    return name.replaceAll("\\$\\{?multi_instance_name\\b.*", "").strip();
  }

  /** The services of {@code master.cf}: one line each, with all of its options. */
  List<Service> services() {
    return services.stream().map(Service::of).filter(service -> !service.name.isEmpty()).toList();
  }

  /**
   * A line of master.cf(5).
   *
   * @param options all that follows the command, with single blanks
   */
  record Service(String name, String type, String options) {
    private static final int FIELDS = 8;

    static Service of(String line) {
      String[] fields = line.split("\\s+", FIELDS);
      return fields.length < FIELDS
          ? new Service("", "", "")
          : new Service(fields[0], fields[1], fields[FIELDS - 1].replaceAll("\\s+", " "));
    }

    /**
     * The value of {@code -o parameter=value} or {@code -o { parameter = value }} (Postfix 3.0),
     * empty without one.
     */
    String override(String parameter) {
      Matcher option =
          Pattern.compile(
                  "(?:^| )-o ?(?:"
                      + Pattern.quote(parameter)
                      + "=(\\S*)|\\{ ?"
                      + Pattern.quote(parameter)
                      + " ?= ?([^}]*)})")
              .matcher(options);
      if (!option.find()) {
        return "";
      }
      return option.group(1) != null ? option.group(1) : option.group(2).strip();
    }

    /** As {@code postconf -P} names its parameters. */
    String key(String parameter) {
      return name + "/" + type + "/" + parameter;
    }
  }

  /** Whether header checks log the trace context: in line, or in a file that can be read. */
  boolean logsTraceContext() {
    String checks = parameter("header_checks");
    if (isTraceRule(checks)) {
      return true;
    }
    for (String table : checks.split("[,\\s]+", -1)) {
      int colon = table.indexOf(':');
      Path file = Path.of(table.substring(colon + 1).replace("$config_directory", path.toString()));
      if (colon > 0 && Files.isRegularFile(file) && hasTraceRule(file)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasTraceRule(Path table) {
    try {
      return isTraceRule(text(table));
    } catch (IOException e) {
      // A table that cannot be read says nothing; the log may still show what it does.
      return false;
    }
  }

  private static boolean isTraceRule(String rules) {
    return rules
        .lines()
        .map(String::strip)
        .anyMatch(
            rule -> !rule.startsWith("#") && rule.contains("traceparent") && rule.contains("INFO"));
  }

  /** {@code postconf} or {@code postfix} for this configuration. */
  String command(String name) {
    boolean standard = !directory || path.endsWith(Path.of("etc", "postfix"));
    return standard ? name : name + " -c " + path;
  }
}
