// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.otelmail.bridge.doctor.Diagnosis;
import io.github.otelmail.bridge.doctor.Finding;
import io.github.otelmail.bridge.doctor.LogFacts;
import io.github.otelmail.bridge.doctor.PostfixConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code otel-mail doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Say what a log, and the Postfix that writes it, lack for good traces, and how to change it.",
      "",
      "Looks at the first and the last lines of each log, and changes nothing.",
      "Exits with 0 whatever it finds, with 2 when something cannot be read."
    })
final class DoctorCommand implements Callable<Integer> {
  static final Path DEFAULT_CONFIG = Path.of("/etc/postfix");

  @Option(
      names = "--postfix-config",
      paramLabel = "DIR|FILE",
      description =
          "Directory with main.cf and master.cf, or a file with the output of postconf -n; none for"
              + " a log of another host (default: /etc/postfix where it exists).")
  @Nullable Path postfixConfig;

  @Option(
      names = "--lines",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "Look at N lines from the start and N from the end (default: ${DEFAULT-VALUE}).")
  int lines = 100_000;

  @Option(names = "--json", description = "Write one JSON object.")
  boolean json;

  @Parameters(paramLabel = "LOG", arity = "1..*", description = "Log files; - is standard input.")
  List<String> files = new ArrayList<>();

  private final Streams streams;
  private final Path defaultConfig;

  DoctorCommand() {
    this(Streams.standard(), DEFAULT_CONFIG);
  }

  /**
   * @param defaultConfig the configuration of Postfix where none is named
   */
  DoctorCommand(Streams streams, Path defaultConfig) {
    this.streams = streams;
    this.defaultConfig = defaultConfig;
  }

  @Override
  public Integer call() throws IOException {
    if (lines < 1) {
      throw new UsageException("--lines: at least 1");
    }
    LogFacts facts = new LogFacts();
    PostfixConfig config = null;
    try {
      config = config();
      for (String file : files) {
        new LogSample(file, lines, streams.in()).read(facts::line);
      }
    } catch (IOException e) {
      throw new UsageException("cannot read: " + e.getMessage());
    }
    List<Finding> findings = Diagnosis.of(facts, config);
    OutputStream out = streams.out();
    if (json) {
      writeJson(facts, config, findings, out);
    } else {
      out.write(text(facts, config, findings).getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
    return 0;
  }

  private @Nullable PostfixConfig config() throws IOException {
    Path named = postfixConfig;
    if (named == null) {
      boolean there = Files.isReadable(defaultConfig.resolve("main.cf"));
      return there ? PostfixConfig.read(defaultConfig) : null;
    }
    return named.toString().equals("none") ? null : PostfixConfig.read(named);
  }

  private String text(LogFacts facts, @Nullable PostfixConfig config, List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    text.append("Looked at ").append(facts.lines()).append(" lines of ");
    text.append(String.join(", ", files));
    text.append(
        config == null
            ? ", and at no configuration of Postfix (--postfix-config).\n"
            : ", and at " + config.path() + " (--postfix-config=none if it is of another host).\n");
    if (findings.isEmpty()) {
      text.append("\nNothing is missing for good traces.\n");
    }
    int number = 0;
    for (Finding finding : findings) {
      number++;
      text.append('\n').append(number).append(". ").append(finding.topic().title()).append('\n');
      text.append("   seen    ").append(finding.seen()).append('\n');
      text.append("   effect  ").append(finding.topic().effect()).append('\n');
      text.append("   change  ").append(finding.change()).append('\n');
      String label = "   apply   ";
      for (String command : finding.apply()) {
        text.append(label).append(command).append('\n');
        label = " ".repeat(label.length());
      }
    }
    return text.toString();
  }

  private void writeJson(
      LogFacts facts, @Nullable PostfixConfig config, List<Finding> findings, OutputStream out)
      throws IOException {
    JsonGenerator json = new JsonFactory().createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.writeStartObject();
    json.writeNumberField("lines", facts.lines());
    json.writeStringField("postfix_config", config == null ? null : config.path().toString());
    json.writeArrayFieldStart("findings");
    for (Finding finding : findings) {
      json.writeStartObject();
      json.writeStringField("id", finding.topic().id());
      json.writeStringField("title", finding.topic().title());
      json.writeStringField("seen", finding.seen());
      json.writeStringField("effect", finding.topic().effect());
      json.writeStringField("change", finding.change());
      json.writeArrayFieldStart("apply");
      for (String command : finding.apply()) {
        json.writeString(command);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
    json.close();
  }
}
