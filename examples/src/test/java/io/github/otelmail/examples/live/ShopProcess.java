// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.live;

import com.example.shop.ShopApplication;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@link ShopApplication} in a JVM of its own with Spring Boot's libraries, under the official
 * OpenTelemetry agent with ours as its extension.
 */
final class ShopProcess implements AutoCloseable {
  private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");
  private static final Pattern BOOT =
      Pattern.compile(
          ".*/(org/springframework|org/apache|ch/qos|org/slf4j|org/yaml|io/micrometer|jakarta)/.*"
              + "|.*/org/eclipse/angus/(jakarta\\.mail|angus-activation)/.*");

  private final Process process;
  private final BufferedReader output;
  private final int port;

  private ShopProcess(Process process) throws IOException {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.port = awaitPort();
  }

  /** Starts it, and returns when it takes requests. */
  static ShopProcess start(int smtpPort, String collector) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("-javaagent:" + System.getProperty("otelmail.official"));
    command.add("-Dotel.javaagent.extensions=" + System.getProperty("otelmail.agent"));
    command.add("-Dotel.exporter.otlp.endpoint=" + collector);
    command.add("-Dotel.exporter.otlp.protocol=http/protobuf");
    command.add("-Dotel.service.name=shop");
    command.addAll(List.of("-cp", classPath(), ShopApplication.class.getName()));
    command.addAll(List.of("--server.port=0", "--server.address=127.0.0.1"));
    command.addAll(List.of("--spring.mail.host=127.0.0.1", "--spring.mail.port=" + smtpPort));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_"));
    Process process = builder.start();
    try {
      return new ShopProcess(process);
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** The application and what it is made of; nothing of otel-mail, nothing of OpenTelemetry. */
  private static String classPath() {
    String classes =
        ShopApplication.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return Stream.concat(
            Stream.of(classes),
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(file -> BOOT.matcher(file).matches())
                .filter(file -> !file.contains("jakarta.mail-api")))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private int awaitPort() throws IOException {
    StringBuilder printed = new StringBuilder();
    String line;
    while ((line = output.readLine()) != null) {
      printed.append(line).append('\n');
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        return Integer.parseInt(started.group(1));
      }
    }
    throw new IOException("the application did not start:\n" + printed);
  }

  /** A person logs in. */
  void login(String email) throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/login?email=%s"
                .formatted(port, URLEncoder.encode(email, StandardCharsets.UTF_8)));
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(response.statusCode() + " " + response.body());
    }
  }

  /** Ends it in good order, so that all it has to tell arrives. */
  @Override
  public void close() {
    // Process.destroy() would close the output as well, and what is still printed would have no
    // place to go.
    process.toHandle().destroy();
    try {
      output.lines().forEach(line -> {});
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
