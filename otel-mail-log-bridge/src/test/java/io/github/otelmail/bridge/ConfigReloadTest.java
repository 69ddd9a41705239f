// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.bridge.source.NetworkLimits;
import io.github.otelmail.bridge.source.SyslogPorts;
import io.github.otelmail.bridge.telemetry.ExportListener;
import io.github.otelmail.bridge.telemetry.OtlpExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReloadTest {
  @TempDir Path directory;

  private final OtlpExport export = OtlpExport.configured(new ExportListener() {});
  private final SyslogPorts ports = new SyslogPorts(NetworkLimits.DEFAULT);
  private Path file = Path.of("");
  private String log = "";
  private String good = "";

  @AfterEach
  void close() {
    ports.close();
    export.close();
  }

  @BeforeEach
  void configure() throws IOException {
    file = directory.resolve("bridge.yaml");
    log = Files.writeString(directory.resolve("mail.log"), "").toString();
    good = "files: [" + log + "]\nstate-dir: " + directory + "\n";
  }

  private RunPlan read(String... flags) {
    ConfigReload reload =
        new ConfigReload(
            new ConfigOption(Map.of(), file),
            Main.commandLine(new RunCommand(Map.of(), file)).parseArgs(flags),
            export,
            ports);
    RunOptions started = new RunOptions();
    Main.commandLine(started)
        .parseArgs("--state-dir=" + directory, directory.resolve("former.log").toString());
    return reload.read(started.plan(export, ports));
  }

  @Test
  void theFileAsItIsNow_isThePlan() throws IOException {
    Files.writeString(file, good + "addresses: none\nshow-unparsed: true\n");
    RunPlan plan = read();
    assertThat(plan.settings().files()).containsExactly(log);
    assertThat(plan.showUnparsed()).isTrue();
    assertThat(plan.addresses()).hasToString("NONE");
  }

  @Test
  void theFlagsOfTheStart_stillGoBeforeTheFile() throws IOException {
    Files.writeString(file, good + "trusted-networks: [192.0.2.0/24]\n");
    assertThat(read("-", "--show-unparsed").settings().files()).isEqualTo(List.of("-"));
    assertThat(read("--show-unparsed").showUnparsed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "colour: blue, bridge.yaml:3: no option colour",
    "max-entries: many, bridge.yaml:3: ",
    "trace-mode: sometimes, comes from",
    "'files: [/nonexistent/mail.log]', /nonexistent/mail.log does not exist",
    "tls-cert: /nonexistent, --tls-cert",
    "state-dir: /elsewhere, --state-dir cannot be changed while the bridge runs",
    "once: true, --once cannot be changed",
    "'{', bridge.yaml",
  })
  void whatMakesNoSense_isToldWithItsPlace(String line, String told) throws IOException {
    String key = line.substring(0, Math.max(0, line.indexOf(':') + 1));
    String rest =
        good.lines().filter(other -> key.isEmpty() || !other.startsWith(key)).toList().stream()
            .reduce("", (all, next) -> all + next + "\n");
    Files.writeString(file, rest + line + "\n");
    assertThatThrownBy(this::read)
        .isInstanceOf(FailedException.class)
        .hasMessageContaining(told)
        .message()
        .doesNotContain("\n");
  }
}
