// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckConfigCommandTest {
  @TempDir Path directory;

  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path log = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void files() throws IOException {
    log = Files.writeString(directory.resolve("mail.log"), "1234\n");
    file = directory.resolve("bridge.yaml");
    environment.put("OTEL_MAIL_STATE_DIR", directory.resolve("state").toString());
  }

  private void config(String... lines) throws IOException {
    Files.write(file, List.of(lines));
  }

  private int check(String... arguments) {
    return execute(new CheckConfigCommand(environment, file), arguments);
  }

  private int run(String... arguments) {
    return execute(new RunCommand(environment, file), arguments);
  }

  private int execute(Object command, String... arguments) {
    return Main.commandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private String line(String start) {
    return out.toString().lines().filter(text -> text.startsWith(start)).findFirst().orElse("");
  }

  @Test
  void eachSetting_isShownWithItsPlace() throws IOException {
    config(
        "# comment", "files: [" + log + "]", "max-entries: 7", "from: start", "new-files: start");
    environment.put("OTEL_MAIL_MAX_ENTRIES", "8");
    environment.put("OTEL_MAIL_FROM", "end");
    assertThat(check("--from=checkpoint")).as(out.toString()).isZero();
    assertThat(line("  files ")).contains(log.toString()).endsWith(file + ":2");
    assertThat(line("  from ")).matches(" +from +checkpoint +command line");
    assertThat(line("  max-entries ")).matches(" +max-entries +8 +OTEL_MAIL_MAX_ENTRIES");
    assertThat(line("  new-files ")).contains("start").endsWith(file + ":5");
    assertThat(line("  trace-mode ")).matches(" +trace-mode +parent +default");
    assertThat(line("reads")).contains(log + " (5 bytes)");
    assertThat(line("state")).contains(directory.resolve("state").toString());
    assertThat(out.toString()).contains("Nothing is wrong.");
  }

  @Test
  void run_takesWhatIsShown() throws IOException {
    config("files:", "  - " + log, "once: true", "from: start");
    assertThat(run()).as(err.toString()).isZero();
    assertThat(err.toString()).contains("reading " + log, "ended: lines 1");
  }

  @Test
  void filesOfTheCommandLine_replaceThoseOfTheFile() throws IOException {
    config("files: /nonexistent/mail.log");
    assertThat(run("--once", log.toString())).as(err.toString()).isZero();
    assertThat(err.toString()).contains("reading " + log);
  }

  @Test
  void flagsWithoutValue_areKept() throws IOException {
    config("journald: [_SYSTEMD_UNIT=a.service]", "show-unparsed: false");
    assertThat(check("--journald", "--show-unparsed", "--once")).as(out.toString()).isZero();
    assertThat(line("  journald ")).contains("SYSLOG_FACILITY=2").endsWith("command line");
    assertThat(line("  show-unparsed ")).contains("true");
    assertThat(line("  once ")).contains("true");
    assertThat(line("reads")).contains("journal");
  }

  @Test
  void values_areTakenAsTheyAreWritten() throws IOException {
    config("files: ['@mail.log', '-v', 'a=b', '--x']", "zone: Z");
    assertThat(check()).as(out.toString()).isZero();
    assertThat(out.toString())
        .contains(
            "reads    @mail.log (not", "reads    -v (not", "reads    a=b (", "reads    --x (");
  }

  @Test
  void lists_areSeparatedByCommasInTheEnvironment() {
    environment.put("OTEL_MAIL_SYSLOG_UDP", "5514, 5515");
    environment.put("OTEL_MAIL_UPSTREAM", "192.0.2.1,mx.example");
    assertThat(check(log.toString())).as(out.toString()).isZero();
    assertThat(line("  syslog-udp ")).contains("5514, 5515").endsWith("OTEL_MAIL_SYSLOG_UDP");
    assertThat(line("  upstream ")).contains("192.0.2.1, mx.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "max-entries: many; :1: Invalid value for option '--max-entries'",
        "max-entries: 0; --max-entries must be at least 1 (--max-entries comes from ",
        "max_entries: 5; :1: no option max_entries; did you mean max-entries?",
        "colour: blue; :1: no option colour; see otel-mail run --help",
        "config: a.yaml; :1: no option config",
        "from: [start, end]; :1: from takes one value",
        "state-dir:; :1: state-dir has no value",
        "syslog: {udp: 514}; :1: syslog takes a value or a list of values, and nothing nested",
        "files: *a; :1: files takes a value",
        "files: [; :2: this is not YAML",
        "zone: Mars/Olympus; :1: Invalid value for option '--zone': 'Mars/Olympus' is no time zone",
        "tls-key: /nonexistent; --tls-key: /nonexistent does not exist",
        "once: maybe; :1: Invalid value for option '--once'",
        "- files; :1: expected lines of the form",
        "signing-key-file: /nonexistent; --signing-key-file"
      })
  void whatMakesNoSense_isNamedWithItsPlace(String text, String message) throws IOException {
    config(text);
    assertThat(check(log.toString())).isEqualTo(2);
    String start = message.startsWith(":") ? file + message : message;
    assertThat(out.toString()).contains(start).contains("run would not start like this.");
  }

  @Test
  void run_refusesWhatMakesNoSense() throws IOException {
    config("max-entries: many", "colour: blue");
    assertThat(run(log.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains(file + ":1: ", file + ":2: no option colour")
        .doesNotContain("Usage:");
  }

  @Test
  void twoOfAKey_areNotGuessedAbout() throws IOException {
    config("from: start", "from: end");
    assertThat(check(log.toString())).isEqualTo(2);
    assertThat(out.toString()).contains(file + ":2: from is set in line 1 already");
  }

  @Test
  void anEmptyFile_setsNothing() throws IOException {
    config("---", "# nothing");
    assertThat(check(log.toString())).as(out.toString()).isZero();
  }

  @Test
  void aNamedFileThatIsMissing_isWrong() {
    assertThat(check("--config", file + ".x", log.toString())).isEqualTo(2);
    assertThat(out.toString()).contains(file + ".x does not exist");
  }

  @Test
  void theVariable_namesAFile() throws IOException {
    Path other = Files.writeString(directory.resolve("other.yaml"), "from: start\n");
    environment.put("OTEL_MAIL_CONFIG", other.toString());
    assertThat(check(log.toString())).isZero();
    assertThat(line("  from ")).endsWith(other + ":1");
  }

  @Test
  void hostileFiles_areRefusedQuickly() throws IOException {
    config("a: " + "[".repeat(60_000));
    assertThat(check(log.toString())).isEqualTo(2);
    config("files: " + "x".repeat(70_000));
    assertThat(check(log.toString())).isEqualTo(2);
    assertThat(out.toString()).contains("larger than 65536 bytes");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xFF});
    assertThat(check(log.toString())).isEqualTo(2);
    assertThat(out.toString()).contains("is not UTF-8");
  }

  @Test
  void aVariableThatIsNoOption_isNoted() {
    environment.put("OTEL_MAIL_COLOUR", "blue");
    environment.put("OTEL_MAIL_JAVA_OPTS", "-Xmx512m");
    assertThat(check(log.toString())).isZero();
    assertThat(line("note")).contains("OTEL_MAIL_COLOUR");
    assertThat(out.toString()).doesNotContain("JAVA_OPTS");
  }

  @Test
  void secrets_areNotShown() throws IOException {
    Path key = Files.writeString(directory.resolve("key"), "key-5ecret");
    environment.put("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer 5ecret");
    assertThat(check("--signing-key-file=" + key, log.toString())).isZero();
    assertThat(out.toString())
        .contains("OTEL_EXPORTER_OTLP_HEADERS, not shown")
        .doesNotContain("5ecret");
  }

  @Test
  void hide_takesOutHeadersAndPasswords() {
    Map<String, String> headers = Map.of(Secrets.HEADERS.get(0), "x-key=5ecret,broken5ecret");
    assertThat(
            Secrets.hide(
                "bad: x-key=5ecret,broken5ecret / broken5ecret / 5ecret at https://me:pw@h/",
                headers))
        .isEqualTo("bad: *** / *** / *** at https://***@h/");
  }

  @Test
  void aStateDirectoryThatCannotBeMade_isWrong() {
    assertThat(check("--state-dir=" + log + "/x", log.toString())).isEqualTo(2);
    assertThat(out.toString()).contains("--state-dir: " + log + "/x cannot be written");
  }
}
