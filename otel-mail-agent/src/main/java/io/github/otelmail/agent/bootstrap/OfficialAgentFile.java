// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.bootstrap;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The properties file that {@code otel.javaagent.configuration-file} names to the OpenTelemetry
 * Java agent. That agent shows its content to nobody, so it is read once more.
 */
final class OfficialAgentFile {
  /** What was in it when it was first asked for. */
  static final Map<String, String> CONTENT = read(path());

  private static @Nullable String path() {
    String property = System.getProperty("otel.javaagent.configuration-file");
    return property == null ? System.getenv("OTEL_JAVAAGENT_CONFIGURATION_FILE") : property;
  }

  /** Empty where there is none; {@code ~} at the begin is the user's home, as that agent has it. */
  static Map<String, String> read(@Nullable String path) {
    Properties properties = new Properties();
    if (path != null && !path.isEmpty()) {
      String file =
          path.startsWith("~") ? System.getProperty("user.home") + path.substring(1) : path;
      try (Reader reader = Files.newBufferedReader(Paths.get(file), StandardCharsets.UTF_8)) {
        properties.load(reader);
      } catch (IOException | RuntimeException e) {
        Notices.once("takes no options from the file " + file + ": " + e, null);
      }
    }
    Map<String, String> content = new HashMap<>();
    for (String name : properties.stringPropertyNames()) {
      content.put(name, properties.getProperty(name));
    }
    return Collections.unmodifiableMap(content);
  }

  private OfficialAgentFile() {}
}
