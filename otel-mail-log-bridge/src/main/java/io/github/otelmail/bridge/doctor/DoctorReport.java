// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.doctor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Findings for a person, or for a program.
 *
 * @param logs names of the logs
 * @param lines how many of their lines were looked at
 * @param config null when no configuration was looked at
 * @param findings the most useful first
 */
public record DoctorReport(
    List<String> logs, long lines, @Nullable PostfixConfig config, List<Finding> findings) {

  /** The findings as plain text, each with what to change and the commands that do it. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("Looked at ").append(lines).append(" lines of ");
    text.append(String.join(", ", logs));
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

  /** The findings as one line with a JSON object (RFC 8259). */
  public String json() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("lines", lines);
      json.writeStringField("postfix_config", config == null ? null : config.path().toString());
      json.writeArrayFieldStart("findings");
      for (Finding finding : findings) {
        write(json, finding);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  private static void write(JsonGenerator json, Finding finding) throws IOException {
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
}
