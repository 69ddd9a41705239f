// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The report as one HTML page that needs nothing else: styles, scripts, the chart library and the
 * data are inside. Its content security policy names the scripts by their hashes, so that no text
 * from a log can become one.
 */
final class HtmlReport {
  private HtmlReport() {}

  /** Writes the page in UTF-8. */
  static void write(ReportSource source, Writer out) throws IOException {
    StringWriter data = new StringWriter();
    try (JsonGenerator json = Json.forHtml().createGenerator(data)) {
      new PageData(json, source).write();
    }
    String chartLibrary = resource("uplot/uPlot.iife.min.js");
    String script = resource("report.js");
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put(
        "policy",
        "default-src 'none'; style-src 'unsafe-inline'; script-src "
            + hash(chartLibrary)
            + " "
            + hash(script));
    parts.put("chart-style", resource("uplot/uPlot.min.css"));
    parts.put("style", resource("report.css"));
    parts.put("data", data.toString());
    parts.put("chart-library", chartLibrary);
    parts.put("script", script);
    String template = resource("report.html");
    int from = 0;
    while (true) {
      int mark = template.indexOf("{{", from);
      if (mark < 0) {
        out.write(template, from, template.length() - from);
        return;
      }
      int end = template.indexOf("}}", mark);
      out.write(template, from, mark - from);
      out.write(parts.getOrDefault(template.substring(mark + 2, end), ""));
      from = end + 2;
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException("the program lacks its part " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The source expression of Content Security Policy level 2 for an inline script. */
  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
