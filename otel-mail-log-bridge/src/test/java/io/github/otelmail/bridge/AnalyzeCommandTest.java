// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static io.github.otelmail.bridge.report.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnalyzeCommandTest {
  private static final String STORY = "report/story.log";

  @TempDir Path folder;

  @Test
  void analyze_story_equalsGolden() throws IOException {
    Cli run = Cli.analyze("--zone=UTC", Cli.resource(folder, STORY));
    assertThat(run.exit()).isZero();
    assertGolden("analyze.txt", run.out());
  }

  @Test
  void analyze_story_equalsGoldenJson() throws IOException {
    Cli run = Cli.analyze("--zone=UTC", "--json", Cli.resource(folder, STORY));
    assertThat(run.exit()).isZero();
    assertGolden("analyze.jsonl", run.out());
  }

  @Test
  void json_everyLine_isAnObjectAndTheLastIsTheSummary() {
    List<Values> lines = Cli.analyze("--json", Cli.resource(folder, STORY)).json();
    assertThat(lines).hasSize(8);
    assertThat(lines.subList(0, 7)).allMatch(line -> line.text("type").equals("delivery"));
    assertThat(lines.get(7).text("type")).isEqualTo("summary");
  }

  @Test
  void json_addressesFull_showsTheRecipient() {
    Cli hidden = Cli.analyze("--json", Cli.resource(folder, STORY));
    Cli full = Cli.analyze("--json", "--addresses=full", Cli.resource(folder, STORY));
    assertThat(hidden.deliveries()).allMatch(delivery -> delivery.get("recipient") == null);
    assertThat(full.deliveries())
        .extracting(delivery -> delivery.text("recipient"))
        .contains("alice.wonder@acme.test", "nobody.here@initech.test");
  }

  @Test
  void summary_filterAndNotification_countOnce() {
    Values summary = Cli.analyze("--json", Cli.resource(folder, STORY)).summary();
    assertThat(summary.number("messages")).isEqualTo(4);
    assertThat(summary.number("recipients")).isEqualTo(5);
    assertThat(summary.number("notifications")).isEqualTo(1);
    assertThat(summary.number("queue_entries")).isEqualTo(6);
    assertThat(summary.number("refused")).isEqualTo(1);
    assertThat(summary.object("attempts").number("sent")).isEqualTo(4);
    assertThat(summary.object("notification_attempts").number("sent")).isEqualTo(1);
    assertThat(summary.object("lines").number("foreign")).isEqualTo(1);
    assertThat(summary.object("lines").object("unparsed").number("qmgr")).isEqualTo(1);
  }

  @Test
  void json_twoHosts_isTheSameInAnyOrderOfTheFiles() {
    String first = Cli.resource(folder, "captures/postfix/two-hop/mx-a.log.gz");
    String second = Cli.resource(folder, "captures/postfix/two-hop/mx-b.log.gz");
    List<String> deliveries = deliveryLines(Cli.analyze("--json", first, second));
    assertThat(deliveries).hasSizeGreaterThan(80);
    assertThat(deliveryLines(Cli.analyze("--json", second, first))).isEqualTo(deliveries);
  }

  @Test
  void analyze_fileGivenSeveralTimes_isReadOnce() throws IOException {
    String log = Cli.resource(folder, STORY);
    String link = Files.createSymbolicLink(folder.resolve("link"), Path.of(log)).toString();
    String hard = Files.createLink(folder.resolve("hard"), Path.of(log)).toString();
    Cli run = Cli.analyze("--json", log, link, hard, log);
    assertThat(run.exit()).isZero();
    assertThat(run.out()).isEqualTo(Cli.analyze("--json", log).out());
    assertThat(run.err().lines())
        .containsExactly(
            "otel-mail: "
                + link
                + " is the same file as "
                + log
                + ", and is not read a second time",
            "otel-mail: "
                + hard
                + " is the same file as "
                + log
                + ", and is not read a second time",
            "otel-mail: " + log + " is given more than once, and is read once");
  }

  private static List<String> deliveryLines(Cli run) {
    return run.out().lines().filter(line -> line.contains("\"delivery\"")).sorted().toList();
  }

  @Test
  void analyze_standardInput_isReadToo() {
    Cli file = Cli.analyze("--json", Cli.resource(folder, STORY));
    Cli input = Cli.analyzeWithInput(Cli.bytes(STORY), "--json", "-");
    assertThat(input.exit()).isZero();
    assertThat(input.out()).isEqualTo(file.out());
  }

  @Test
  void showUnparsed_unknownLine_isPrintedWithoutTheAddress() {
    Cli run = Cli.analyze("--show-unparsed", Cli.resource(folder, STORY));
    assertThat(run.err())
        .contains("unparsed (qmgr):")
        .contains("something that postfix never said about")
        .contains("example.com")
        .doesNotContain("frank.furter");
  }

  @Test
  void showUnparsed_controlCharacters_doNotReachTheTerminal() {
    String stamp = "Jan  1 00:00:00 mx postfix/qmgr[1]: ";
    String log = stamp + "\u001B[2J\u009B31m\u202Esomething\n" + stamp + "AB12CD3: removed\n";
    Cli run = Cli.analyzeWithInput(log.getBytes(StandardCharsets.UTF_8), "--show-unparsed", "-");
    assertThat(run.err()).contains("something").doesNotContain("\u001B", "\u009B", "\u202E");
  }

  @Test
  void analyze_otherCompression_failsBeforeReadingAndNamesThemAll() throws IOException {
    Path xz = folder.resolve("mail.log.2.xz");
    Path bzip2 = folder.resolve("mail.log.3.bz2");
    Files.write(xz, new byte[] {(byte) 0xFD, '7', 'z', 'X', 'Z', 0});
    Files.writeString(bzip2, "BZh91AY&SY");
    Cli run = Cli.analyze(Cli.resource(folder, STORY), xz.toString(), bzip2.toString());
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("mail.log.2.xz is compressed").contains("mail.log.3.bz2 is");
  }

  @Test
  void analyze_missingFilesAndFolders_failBeforeReadingAndNameThemAll() throws IOException {
    Path sub = Files.createDirectory(folder.resolve("sub"));
    Cli run =
        Cli.analyze(
            Cli.resource(folder, STORY), folder.resolve("gone.log").toString(), sub.toString(), "");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("gone.log does not exist", "sub is a directory", "log file is empty");
  }

  @Test
  void analyze_standardInputTwice_isRefused() {
    Cli run = Cli.analyze("-", "-");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("only once");
  }

  @Test
  void analyze_linesBehindAPrefix_saysWhatALineBeginsWith() {
    byte[] line =
        "[pod/mx] Nov 22 02:34:10 mx1 postfix/qmgr[16]: 7EE668039: removed\n"
            .getBytes(StandardCharsets.UTF_8);
    String log = Cli.file(folder.resolve("pod.log"), line);
    Cli run = Cli.analyze(log);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("none of the 1 lines begins as a line of Postfix does");
    assertThat(Cli.doctor(folder, "--postfix-config=none", log).out())
        .contains("a line begins with its time");
  }

  @Test
  void analyze_emptyFile_saysSo() {
    Cli run = Cli.analyze(Cli.file(folder.resolve("empty.log"), new byte[0]));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("the input is empty");
  }

  @Test
  void analyze_logOfSomethingElse_saysSo() {
    byte[] log =
        "Nov 22 10:00:00 web1 nginx[1]: GET / 200\nnot even a log\n"
            .getBytes(StandardCharsets.UTF_8);
    Cli run = Cli.analyze(Cli.file(folder.resolve("access.log"), log));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("none of the 2 lines").contains("Postfix");
  }

  @Test
  void analyze_compressionThatCannotBeRead_saysWhatToDo() {
    Cli run =
        Cli.analyze(Cli.file(folder.resolve("mail.log.1"), new byte[] {'B', 'Z', 'h', '9', 1}));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("mail.log.1").contains("bzcat");
  }

  @Test
  void analyze_impossibleOptions_areRefused() {
    String log = Cli.resource(folder, STORY);
    assertThat(Cli.analyze("--top=0", log).exit()).isEqualTo(2);
    assertThat(Cli.analyze("--addresses=some", log).exit()).isEqualTo(2);
    assertThat(Cli.analyze("--trusted-networks=nonsense", log).exit()).isEqualTo(2);
    assertThat(Cli.analyze("--html=" + folder, log).exit()).isEqualTo(2);
    assertThat(Cli.analyze().exit()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 100, 160})
  void analyze_anyWidth_staysWithinIt(int width) {
    Cli run = Cli.analyzeAt(width, Cli.resource(folder, "captures/postfix/bounces/mail.log.gz"));
    assertThat(run.out().lines()).allMatch(line -> line.length() <= width);
  }

  @Test
  void top_fewerRows_sumsTheOthers() {
    Cli run = Cli.analyze("--top=2", Cli.resource(folder, STORY));
    assertThat(run.out()).contains("3 others").contains("1 other way to fail, 1 attempt");
  }
}
