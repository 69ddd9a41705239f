// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RunCommandTest {
  @TempDir Path directory;

  private final StringWriter err = new StringWriter();
  private String log = "";

  @BeforeEach
  void log() throws IOException {
    log = Files.writeString(directory.resolve("mail.log"), "").toString();
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--state-dir", directory.resolve("s").toString()));
    all.addAll(List.of(arguments));
    return new CommandLine(new RunCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  @Test
  void anEmptyLog_isReadToItsEnd() {
    assertThat(run("--once", log)).isZero();
    assertThat(err.toString()).contains("reading " + log, "sending to", "ended: lines 0");
  }

  @Test
  void probes_areAnsweredWhereAsked() {
    assertThat(run("--health-port=0", "--once", log)).isZero();
    assertThat(err.toString()).containsPattern("answering probes at [^ ]*127.0.0.1:[1-9]");
  }

  @Test
  void missingFiles_areAllNamed() {
    assertThat(run("--once", log + ".x", log, log + ".y")).isEqualTo(1);
    assertThat(err.toString())
        .contains(log + ".x does not exist", log + ".y does not exist")
        .doesNotContain("reading");
  }

  @Test
  void aDirectory_isNoLog() {
    assertThat(run(directory.toString())).isEqualTo(1);
    assertThat(err.toString()).contains(directory + " is a directory");
  }

  @Test
  void aPipe_isToBeReadOtherwise() {
    assertThat(run("/dev/null")).isEqualTo(1);
    assertThat(err.toString()).contains("/dev/null is no regular file", "otel-mail run -");
  }

  @Test
  void aStateDirectoryThatCannotBeMade_isNamed() {
    assertThat(run("--state-dir", log, "--once", log)).isNotZero();
    assertThat(err.toString()).contains("--state-dir");
  }

  @ParameterizedTest
  @CsvSource({
    "--trace-mode=sometimes, trace mode",
    "--upstream=a b, --upstream",
    "--upstream=192.0.2.0/33, --upstream",
    "--trusted-networks=example, --trusted-networks",
    "--signing-key-file=/nonexistent, --signing-key-file",
    "--max-entries=0, --max-entries",
    "--from=yesterday, --from",
    "--health-port=seven, --health-port",
    "--health-max-lag=0, --health-max-lag",
    "--zone=Mars/Olympus, --zone",
    "--journald=postfix, --journald",
    "--syslog-udp=a b:1, --syslog-udp",
    "--syslog-tcp=99999, --syslog-tcp",
    "--syslog-tcp=name.invalid:1, --syslog-tcp",
    "--syslog-tls=6514, --tls-cert",
    "--otlp=localhost, --otlp",
    "--otlp=4317, --once",
    "--spool-size=lots, --spool-size",
    "--spool-size=1m, --spool-size"
  })
  void anOptionThatMakesNoSense_isNamed(String option, String named) {
    assertThat(run(option, "--once", log)).isEqualTo(2);
    assertThat(err.toString()).contains(named);
  }

  @Test
  void noInput_isAskedFor() {
    assertThat(run("--once")).isEqualTo(2);
    assertThat(err.toString()).contains("nothing to read");
  }

  @Test
  void standardInputTwice_isRefused() {
    assertThat(run("-", "-")).isEqualTo(2);
    assertThat(err.toString()).contains("only once");
  }
}
