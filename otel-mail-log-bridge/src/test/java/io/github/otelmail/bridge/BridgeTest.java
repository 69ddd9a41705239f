// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.bridge.BridgeLab.Death;
import io.github.otelmail.bridge.source.FileTail.Start;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeTest {
  private static final List<String> GREYLIST = CapturedLog.lines("greylist/mail.log");

  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path directory;

  private int labs;

  private BridgeLab lab() throws IOException {
    return new BridgeLab(Files.createDirectory(directory.resolve("lab-" + labs++)));
  }

  private Set<String> undisturbed() throws IOException {
    Set<String> spans = lab().log("mail.log", GREYLIST).run().received();
    assertThat(spans).hasSizeGreaterThan(200);
    return spans;
  }

  @Test
  void aLogThatGrows_givesTheSameSpansAsOneThatIsThere() throws IOException {
    BridgeLab atOnce = lab().log("mail.log", GREYLIST);
    atOnce.inStepsOf(GREYLIST.size());
    assertThat(atOnce.run().received()).isEqualTo(undisturbed());
  }

  @Test
  void metrics_countWhatWentThrough() throws IOException {
    InMemoryMetricReader reader = InMemoryMetricReader.create();
    BridgeLab lab = lab().log("mail.log", GREYLIST);
    try (SdkMeterProvider meters =
        SdkMeterProvider.builder().registerMetricReader(reader).build()) {
      lab.meters = meters;
      lab.run();
      Map<String, Long> sums = new HashMap<>();
      for (MetricData metric : reader.collectAllMetrics()) {
        metric
            .getLongSumData()
            .getPoints()
            .forEach(point -> sums.merge(metric.getName(), point.getValue(), Long::sum));
      }
      long bytes = String.join("", GREYLIST).getBytes(StandardCharsets.UTF_8).length;
      assertThat(sums)
          .containsEntry("otelmail.bridge.input.lines", (long) GREYLIST.size())
          .containsEntry("otelmail.bridge.input.size", bytes - GREYLIST.size())
          .containsEntry("otelmail.bridge.spans", (long) lab.received().size())
          .containsEntry("otelmail.bridge.input.lag.size", 0L)
          .containsKeys("otelmail.bridge.parser.events", "otelmail.bridge.tracker.entries");
    }
  }

  @ParameterizedTest
  @EnumSource(Death.class)
  void killedAtAnyExport_losesNothingAndRepeatsNoIds(Death death) throws IOException {
    BridgeLab quietLife = lab().log("mail.log", GREYLIST).inStepsOf(15).run();
    for (int export = 1; export <= quietLife.exports(); export++) {
      BridgeLab killed = lab().log("mail.log", GREYLIST).inStepsOf(15).dyingAt(export, death).run();
      assertThat(killed.received())
          .as("killed at export %d", export)
          .isEqualTo(quietLife.received());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"greylist", "content-filter"})
  void killedAtAnyExport_ofALogWithPauses_losesNothingAndRepeatsNoIds(String capture)
      throws IOException {
    List<String> lines = CapturedLog.lines(capture + "/mail.log");
    BridgeLab quietLife = lab().log("mail.log", lines).inStepsOf(60).quiet(8, SECOND).run();
    for (int export = 1; export <= quietLife.exports(); export++) {
      for (Death death : Death.values()) {
        BridgeLab killed =
            lab()
                .log("mail.log", lines)
                .inStepsOf(60)
                .quiet(8, SECOND)
                .dyingAt(export, death)
                .run();
        assertThat(killed.received())
            .as("killed at export %d, %s", export, death)
            .isEqualTo(quietLife.received());
      }
    }
  }

  @Test
  void aNotificationThatWasGivenATraceOfItsOwnInAPause_keepsItAfterAKill() throws IOException {
    List<String> lines = CapturedLog.lines("bounces/mail.log").subList(0, 24);
    int untilLinked = 12;
    assertThat(lines.get(untilLinked)).contains("sender non-delivery notification");
    BridgeLab lab = lab().log("mail.log", lines).inStepsOf(untilLinked).quiet(8, SECOND);
    // The first export is of the message, the second of its notification, after the pause.
    lab.dyingAt(2, Death.BEFORE_THE_CHECKPOINT);
    lab.growingAfterDeath = true;
    BridgeLab quietLife = lab().log("mail.log", lines).inStepsOf(untilLinked).quiet(8, SECOND);
    assertThat(lab.run().received()).isEqualTo(quietLife.run().received());
    assertThat(lab.exports()).isGreaterThan(2);
  }

  @Test
  void killedAgainAndAgain_twoHostsInOneBridge_losesNothingAndRepeatsNoIds() throws IOException {
    List<String> first = CapturedLog.lines("two-hop/mx-a.log");
    List<String> second = CapturedLog.lines("two-hop/mx-b.log");
    BridgeLab quietLife = lab().log("mx-a.log", first).log("mx-b.log", second);
    quietLife.inStepsOf(Integer.MAX_VALUE);
    Set<String> expected = quietLife.run().received();
    Random random = new Random(4);
    for (int program = 0; program < 30; program++) {
      BridgeLab killed = lab().log("mx-a.log", first).log("mx-b.log", second);
      killed.inStepsOf(Integer.MAX_VALUE);
      for (int i = 0; i < 3; i++) {
        killed.dyingAt(
            1 + random.nextInt(4),
            random.nextBoolean() ? Death.BEFORE_THE_CHECKPOINT : Death.BEFORE_THE_RECEIVER_HAS_IT);
      }
      assertThat(killed.run().received()).as("program %d", program).isEqualTo(expected);
    }
  }

  @Test
  void severalLogs_areReadInTheOrderOfTheirTimes() throws IOException {
    List<String> first = CapturedLog.lines("two-hop/mx-a.log");
    List<String> second = CapturedLog.lines("two-hop/mx-b.log");
    BridgeLab inOrder = lab().log("mx-a.log", first).log("mx-b.log", second);
    inOrder.inStepsOf(Integer.MAX_VALUE);
    BridgeLab otherNames = lab().log("b.log", first).log("a.log", second);
    otherNames.inStepsOf(Integer.MAX_VALUE);
    assertThat(otherNames.run().received()).isEqualTo(inOrder.run().received());
  }

  @Test
  void aReceiverThatIsAway_costsNoSpanAndNoMemory() throws IOException {
    List<String> large = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      large.addAll(CapturedLog.lines("bounces/mail.log"));
    }
    BridgeLab lab = lab().log("mail.log", large);
    lab.inStepsOf(large.size());
    lab.exporting = false;
    lab.run();
    assertThat(lab.received()).isEmpty();
    assertThat(lab.largestExport()).isBetween(1, Outbox.FULL + 100);
    assertThat(lab.said()).contains("not sent any more");
    lab.exporting = true;
    BridgeLab never = lab().log("mail.log", large);
    never.inStepsOf(large.size());
    assertThat(lab.run().received()).isEqualTo(never.run().received());
  }

  @Test
  void aDamagedCheckpoint_isSetAsideAndEverythingIsReadAgain() throws IOException {
    BridgeLab lab = lab().log("mail.log", GREYLIST);
    lab.newFiles = Start.END;
    Files.createFile(directory.resolve("lab-0/mail.log"));
    lab.run();
    Path checkpoint = directory.resolve("lab-0/state/checkpoint");
    byte[] bytes = Files.readAllBytes(checkpoint);
    bytes[bytes.length / 2] ^= 1;
    Files.write(checkpoint, bytes);
    int before = lab.exports();
    assertThat(lab.run().received()).isEqualTo(undisturbed());
    assertThat(lab.exports()).isGreaterThan(before);
    assertThat(lab.said()).contains("checksum", "checkpoint.damaged");
    assertThat(checkpoint.resolveSibling("checkpoint.damaged")).hasBinaryContent(bytes);
  }

  @Test
  void aSecondBridge_onTheSameState_isRefused() throws IOException {
    BridgeLab lab = lab().log("mail.log", GREYLIST);
    try (Bridge running = lab.open()) {
      assertThat(running.description()).contains("mail.log", "state");
      assertThatThrownBy(lab::open)
          .isInstanceOf(FailedException.class)
          .hasMessageContaining("another otel-mail");
    }
  }

  @Test
  void newFiles_beginAtTheirEnd() throws IOException {
    BridgeLab lab = lab().log("mail.log", GREYLIST);
    lab.newFiles = Start.END;
    String old = String.join("", CapturedLog.lines("bounces/mail.log"));
    Files.writeString(directory.resolve("lab-0/mail.log"), old);
    assertThat(lab.run().received()).isEqualTo(undisturbed());
  }

  @Test
  void filesOfAPattern_areReadFromTheirStartWhenTheyAppear() throws IOException {
    BridgeLab lab = lab().log("mail.log", GREYLIST).namedBy("*.log");
    lab.newFiles = Start.END;
    assertThat(lab.run().received()).isEqualTo(undisturbed());
    assertThat(lab.said()).doesNotContain("does not exist");
  }

  @Test
  void aFileOfSeveralNames_isReadOnce() throws IOException {
    BridgeLab lab = lab().log("mail.log", GREYLIST);
    Path log = Files.createFile(directory.resolve("lab-0/mail.log"));
    Path hard = Files.createLink(directory.resolve("lab-0/hard.log"), log);
    Path soft = Files.createSymbolicLink(directory.resolve("lab-0/soft.log"), log);
    lab.reading(soft, hard, log.resolveSibling("*.log"), soft);
    assertThat(lab.run().received()).isEqualTo(undisturbed());
    assertThat(lab.bridge().counts()).startsWith("lines " + GREYLIST.size() + " ");
    assertThat(lab.bridge().description()).containsOnlyOnce("soft.log").doesNotContain("hard.log");
    assertThat(lab.said())
        .containsOnlyOnce(hard + " is the same file as " + soft)
        .containsOnlyOnce(log + " is the same file as " + soft);
  }

  /** Whatever is said of new files: it is none. */
  @Test
  void aFileThatIsNamedOtherwiseAfterAStop_isGoneOnWith() throws IOException {
    int half = GREYLIST.size() / 2;
    BridgeLab lab = lab().log("mail.log", GREYLIST.subList(0, half)).run();
    Path log = directory.resolve("lab-0/mail.log");
    Files.writeString(
        log, String.join("", GREYLIST.subList(half, GREYLIST.size())), StandardOpenOption.APPEND);
    lab.newFiles = Start.END;
    lab.reading(Files.createSymbolicLink(directory.resolve("lab-0/link"), log)).run();
    assertThat(lab.received()).isEqualTo(undisturbed());
  }

  @Test
  void fromStart_forgetsTheLastRun() throws IOException {
    BridgeLab lab = lab().log("mail.log", GREYLIST).run();
    int before = lab.exports();
    lab.from = RunSettings.From.START;
    assertThat(lab.run().received()).isEqualTo(undisturbed());
    assertThat(lab.exports()).isGreaterThan(before);
  }

  @Test
  void fromCheckpoint_readsNothingTwice() throws IOException {
    BridgeLab lab = lab().log("mail.log", GREYLIST).run();
    int before = lab.exports();
    assertThat(lab.run().exports()).isEqualTo(before);
  }

  @Test
  void once_endsAtTheEndWithEverythingSent() throws IOException {
    BridgeLab lab = lab().log("mail.log", List.of());
    Files.writeString(directory.resolve("lab-0/mail.log"), String.join("", GREYLIST));
    lab.follow = false;
    assertThat(lab.run().received()).isEqualTo(undisturbed());
  }

  @Test
  void aStateThatCannotBeWritten_isToldOnceAndStopsNothing() throws IOException {
    BridgeLab lab = lab().log("mail.log", GREYLIST);
    Path inTheWay = directory.resolve("lab-0/state/checkpoint.next");
    Files.createDirectories(inTheWay);
    assertThat(lab.run().received()).isEqualTo(undisturbed());
    assertThat(lab.said()).containsOnlyOnce("cannot write the checkpoint").contains("state");
    Files.delete(inTheWay);
    int before = lab.exports();
    assertThat(lab.run().exports()).as("all is sent again").isGreaterThan(before);
    assertThat(lab.received()).isEqualTo(undisturbed());
  }

  @Test
  void counts_areToldOncePerMinuteWhileThereIsNews() throws IOException {
    BridgeLab lab =
        lab().log("mail.log", GREYLIST).inStepsOf(110).quiet(1, SECOND.multipliedBy(61));
    lab.run();
    assertThat(lab.said().lines().filter(line -> line.contains("lines "))).hasSize(3);
    assertThat(lab.said()).contains("lines 325 (parsed 321, ignored 4, foreign 0, unparsed 0)");
  }

  @Test
  void linesThatNoRuleKnows_areShownOnRequestWithoutAddresses() throws IOException {
    String known = GREYLIST.get(0).substring(0, "Nov 22 02:32:48 mx1 ".length());
    BridgeLab lab =
        lab().log("mail.log", List.of(known + "postfix/smtp[1]: something for jo@example.com\n"));
    lab.showUnparsed = true;
    lab.run();
    assertThat(lab.said())
        .contains("unparsed (smtp): " + known, "something for", "example.com")
        .doesNotContain("jo@example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mx1.example.com", "127.0.1.1", "127.0.1.0/24"})
  void aBridgeOnEachHost_linksTheHopsAsOneForBothDoes(String upstream) throws IOException {
    List<String> first = CapturedLog.lines("two-hop/mx-a.log");
    List<String> second = CapturedLog.lines("two-hop/mx-b.log");
    BridgeLab both = lab().log("mx-a.log", first).log("mx-b.log", second);
    Map<String, String> expected = both.inStepsOf(Integer.MAX_VALUE).run().parents();
    BridgeLab one = lab().log("mx-a.log", first).run();
    BridgeLab other = lab().log("mx-b.log", second);
    other.upstreams = UpstreamHosts.parse(List.of(upstream));
    Map<String, String> handedOver = new HashMap<>(other.run().parents());
    handedOver.values().retainAll(one.received());
    // Of the 45 that came over, 5 are notifications about mail that never did: nothing in them
    // names its trace.
    assertThat(handedOver).hasSize(40);
    assertThat(expected).containsAllEntriesOf(handedOver);
  }
}
