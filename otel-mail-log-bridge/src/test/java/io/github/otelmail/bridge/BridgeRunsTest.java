// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.source.FileTail.Start;
import io.github.otelmail.bridge.source.LogSource;
import io.github.otelmail.semconv.AddressPolicy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeRunsTest {
  private static final List<String> GREYLIST = CapturedLog.lines("greylist/mail.log");
  private static final List<String> BOUNCES = CapturedLog.lines("bounces/mail.log");

  @TempDir Path directory;

  private final List<String> said = new ArrayList<>();
  private int labs;
  private int waits;

  private BridgeLab lab() throws IOException {
    return new BridgeLab(Files.createDirectory(directory.resolve("lab-" + labs++)));
  }

  private static RunPlan plan(RunSettings settings) {
    return new RunPlan(settings, new HealthOptions(), false, AddressPolicy.DOMAIN);
  }

  private BridgeRuns runs(BridgeLab lab) {
    return new BridgeRuns(
        plan(lab.settings()),
        (plan, standardInput) -> lab.open(plan.settings(), standardInput),
        said::add);
  }

  /** Runs until the log is read, and reloads each time the bridge has waited so often, at first. */
  private Set<String> reloading(BridgeLab lab, int every, UnaryOperator<RunPlan> reader) {
    BridgeRuns runs = runs(lab);
    lab.onWait =
        () -> {
          if (++waits % every == 0 && waits < 15 * every) {
            runs.reload(reader);
          }
        };
    runs.run();
    return lab.received();
  }

  private static RunPlan withFiles(RunPlan plan, List<String> files) {
    RunSettings now = plan.settings();
    return plan(
        new RunSettings(
            files,
            now.from(),
            now.newFiles(),
            now.follow(),
            now.stateDirectory(),
            now.zone(),
            now.contexts(),
            now.spans(),
            now.limits(),
            now.upstreams(),
            now.stdin(),
            now.others(),
            now.queueStore(),
            null));
  }

  @Test
  void reloadedAgainAndAgain_everySpanComesOnceMoreAndNoOther() throws IOException {
    Set<String> undisturbed = lab().log("mail.log", GREYLIST).run().received();
    for (int every = 1; every < 4; every++) {
      BridgeLab lab = lab().log("mail.log", GREYLIST);
      assertThat(reloading(lab, every, plan -> plan)).isEqualTo(undisturbed);
    }
    assertThat(said)
        .filteredOn(text -> text.startsWith("reloaded: reading "))
        .hasSizeGreaterThan(9);
    assertThat(said).filteredOn(text -> text.startsWith("ended: ")).hasSize(3);
  }

  @Test
  void reloadedToTheOtherQueueStore_everySpanComesOnceMoreAndNoOther() throws IOException {
    Set<String> undisturbed = lab().log("mail.log", GREYLIST).run().received();
    BridgeLab lab = lab().log("mail.log", GREYLIST);
    lab.unpackedEntries = 0;
    UnaryOperator<RunPlan> changed =
        plan -> {
          boolean inHeap = lab.queueStore == QueueStore.HEAP;
          lab.queueStore = inHeap ? QueueStore.ROCKSDB : QueueStore.HEAP;
          return plan(lab.settings());
        };
    assertThat(reloading(lab, 2, changed)).isEqualTo(undisturbed);
    assertThat(said).filteredOn(text -> text.startsWith("reloaded: ")).hasSizeGreaterThan(3);
  }

  @Test
  void aFileThatIsNamedLater_isReadFromThenOn() throws IOException {
    BridgeLab both = lab().log("a.log", GREYLIST).log("b.log", BOUNCES);
    Set<String> expected = both.run().received();
    BridgeLab lab = lab().log("a.log", GREYLIST).log("b.log", BOUNCES);
    List<String> files = lab.settings().files();
    lab.namedBy("a.log");
    assertThat(reloading(lab, 3, plan -> withFiles(plan, files))).isEqualTo(expected);
  }

  @Test
  void aPlanThatMakesNoSense_changesNothing() throws IOException {
    BridgeLab lab = lab().log("mail.log", GREYLIST);
    Set<String> undisturbed = lab().log("mail.log", GREYLIST).run().received();
    UnaryOperator<RunPlan> bad =
        plan -> {
          throw new FailedException("bridge.yaml:3: no option flies");
        };
    assertThat(reloading(lab, 5, bad)).isEqualTo(undisturbed);
    assertThat(said)
        .contains("not reloaded, going on as before: bridge.yaml:3: no option flies")
        .noneMatch(text -> text.startsWith("reloaded"));
  }

  @Test
  void aPlanThatCannotBeOpened_isGivenUpForTheOneBefore() throws IOException {
    BridgeLab lab = lab().log("mail.log", GREYLIST);
    Set<String> undisturbed = lab().log("mail.log", GREYLIST).run().received();
    BridgeLab portless = lab();
    portless.others = List.of(new Lines(new ArrayDeque<>(), true));
    assertThat(
            reloading(
                lab,
                5,
                plan -> {
                  RunSettings other = portless.settings();
                  return withFiles(
                      plan(
                          new RunSettings(
                              List.of(),
                              other.from(),
                              other.newFiles(),
                              true,
                              plan.settings().stateDirectory(),
                              other.zone(),
                              other.contexts(),
                              other.spans(),
                              other.limits(),
                              other.upstreams(),
                              other.stdin(),
                              other.others(),
                              other.queueStore(),
                              null)),
                      plan.settings().files());
                }))
        .isEqualTo(undisturbed);
    assertThat(said).contains("not reloaded, going on as before: lines: the port is taken");
  }

  @Test
  void whatAnInputHadAccepted_isReadBeforeItIsClosed() throws IOException {
    BridgeLab quietLife = lab();
    quietLife.others = List.of(new Lines(new ArrayDeque<>(BOUNCES), false));
    Set<String> undisturbed = quietLife.run().received();
    assertThat(undisturbed).hasSizeGreaterThan(100);
    BridgeLab lab = lab();
    Lines lines = new Lines(new ArrayDeque<>(BOUNCES.subList(0, 40)), false);
    lab.others = List.of(lines);
    Set<String> received =
        reloading(
            lab,
            2,
            plan -> {
              // Comes in while the bridge is about to change.
              lines.accepted.addAll(
                  BOUNCES.subList(Math.min(lines.given, BOUNCES.size()), BOUNCES.size()));
              return plan;
            });
    assertThat(received).isEqualTo(undisturbed);
    assertThat(lines.given).isEqualTo(BOUNCES.size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAnInputHadAccepted_isReadBeforeTheEnd(boolean reloads) throws IOException {
    BridgeLab lab = lab();
    Lines lines = new Lines(new ArrayDeque<>(BOUNCES.subList(0, 40)), false);
    lab.others = List.of(lines);
    BridgeRuns runs = runs(lab);
    lab.onWait =
        () -> {
          if (waits++ == 0) {
            if (reloads) {
              runs.reload(plan -> plan);
            }
            runs.stop();
            lines.accepted.addAll(BOUNCES.subList(lines.given, BOUNCES.size()));
          }
        };
    runs.run();
    assertThat(lines.given).isEqualTo(BOUNCES.size());
    assertThat(lab.received()).isNotEmpty();
  }

  @Test
  void standardInput_isHandedOn() throws IOException {
    BridgeLab quietLife = lab().log("mail.log", GREYLIST);
    Set<String> undisturbed = quietLife.run().received();
    BridgeLab lab = lab();
    lab.stdin =
        new ByteArrayInputStream(String.join("", GREYLIST).getBytes(StandardCharsets.UTF_8));
    lab.reading("-");
    assertThat(reloading(lab, 1, plan -> plan)).isEqualTo(undisturbed);
  }

  /** Lines in memory, which are gone with the input that accepted them. */
  private static final class Lines implements SourceFactory {
    private final Queue<String> accepted;
    private final boolean broken;
    private int given;

    Lines(Queue<String> accepted, boolean broken) {
      this.accepted = accepted;
      this.broken = broken;
    }

    @Override
    public String name() {
      return "lines";
    }

    @Override
    public LogSource open(
        @Nullable String position, Start start, Runnable onInput, PipelineListener listener)
        throws IOException {
      if (broken) {
        throw new IOException("the port is taken");
      }
      return new LogSource() {
        @Override
        public String name() {
          return "lines";
        }

        @Override
        public Next next(LogLine line) {
          String text = accepted.poll();
          if (text == null) {
            return Next.NONE;
          }
          given++;
          byte[] bytes = text.strip().getBytes(StandardCharsets.UTF_8);
          line.set(bytes, 0, bytes.length);
          return Next.LINE;
        }

        @Override
        public @Nullable String position() {
          return null;
        }

        @Override
        public boolean stopReceiving() {
          return true;
        }

        @Override
        public long modifiedMicros() {
          return Long.MIN_VALUE;
        }

        @Override
        public void close() {
          accepted.clear();
        }
      };
    }
  }

  @Test
  void aHeapThatIsFull_endsWithAdviceAndLetsGoOfTheState() throws IOException {
    BridgeLab lab = lab().log("mail.log", GREYLIST);
    BridgeRuns runs = runs(lab);
    lab.onWait =
        () -> {
          throw new OutOfMemoryError("as a full heap would");
        };
    assertThatThrownBy(runs::run)
        .isInstanceOf(FailedException.class)
        .hasMessageContaining("out of memory")
        .hasMessageContaining("-Xmx")
        .hasMessageContaining("--max-entries");
    assertThatCode(() -> lab.open(lab.settings(), null).close()).doesNotThrowAnyException();
  }
}
