// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.BridgeLab.Death;
import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.event.SendSpan;
import io.github.otelmail.bridge.source.FileTail.Start;
import io.github.otelmail.bridge.source.LogSource;
import io.github.otelmail.bridge.source.SendSpanQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications that tell of their mails while the bridge reads the relay's log. */
class SendSpanTeeTest {
  private static final List<String> GREYLIST = CapturedLog.lines("greylist/mail.log");
  private static final Pattern MAIL = Pattern.compile("cleanup\\[\\d+]: (\\w+): message-id=<(.*)>");

  @TempDir Path directory;

  private int labs;

  private BridgeLab lab() throws IOException {
    return new BridgeLab(Files.createDirectory(directory.resolve("lab-" + labs++)))
        .log("mail.log", GREYLIST);
  }

  /** One span for each mail of the log, by queue id or by Message-ID. */
  private static List<SendSpan> spans() {
    List<SendSpan> spans = new ArrayList<>();
    for (String line : GREYLIST) {
      Matcher mail = MAIL.matcher(line);
      if (mail.find()) {
        boolean byQueueId = spans.size() % 2 == 0;
        spans.add(
            new SendSpan(
                traceId(spans.size()),
                "%016x".formatted(spans.size() + 1),
                0,
                Long.MAX_VALUE / 4,
                "127.0.0.1",
                byQueueId ? mail.group(1) : null,
                mail.group(2),
                null,
                -1));
      }
    }
    assertThat(spans).hasSize(40);
    return spans;
  }

  private static String traceId(int mail) {
    return "%032x".formatted(mail + 1);
  }

  /** An input that has no lines, and tells of some mails each time it is asked for a line. */
  private record Applications(
      List<SendSpan> untold, int ofTen, Random random, SendSpanQueue sendSpans)
      implements SourceFactory {
    @Override
    public String name() {
      return "applications";
    }

    @Override
    public LogSource open(
        @Nullable String position, Start start, Runnable onInput, PipelineListener listener) {
      return new LogSource() {
        @Override
        public String name() {
          return "applications";
        }

        @Override
        public Next next(LogLine line) {
          while (!untold.isEmpty() && random.nextInt(10) < ofTen) {
            sendSpans.add(untold.remove(random.nextInt(untold.size())));
          }
          return Next.NONE;
        }

        @Override
        public @Nullable String position() {
          return null;
        }

        @Override
        public long modifiedMicros() {
          return Long.MIN_VALUE;
        }

        @Override
        public void close() {}
      };
    }
  }

  private static List<SourceFactory> applications(int ofTen) {
    return List.of(
        new Applications(
            new ArrayList<>(spans()), ofTen, new Random(1), new SendSpanQueue(1_000_000)));
  }

  private static long tracesOfApplications(BridgeLab lab) {
    return lab.received().stream()
        .map(span -> span.substring(0, span.indexOf('/')))
        .filter(trace -> trace.startsWith("0".repeat(20)))
        .distinct()
        .count();
  }

  @Test
  void spansThatComeInTime_giveEveryMailItsApplicationsTrace() throws IOException {
    BridgeLab lab = lab();
    lab.others = applications(10);
    lab.run();
    assertThat(tracesOfApplications(lab)).isEqualTo(40);
    assertThat(lab.received()).allMatch(span -> span.startsWith("0".repeat(20)));
    assertThat(lab.parents().values()).contains(traceId(7) + "/" + "%016x".formatted(8));
  }

  @Test
  void nobodyTells_everyMailHasATraceOfItsOwn() throws IOException {
    BridgeLab lab = lab();
    lab.others = applications(0);
    assertThat(tracesOfApplications(lab.run())).isZero();
    BridgeLab without = lab().run();
    assertThat(lab.received()).isEqualTo(without.received());
  }

  @Test
  void killedAtAnyExport_joinsNoMailOtherwiseThanBefore() throws IOException {
    BridgeLab quietLife = lab().inStepsOf(5);
    quietLife.others = applications(2);
    quietLife.run();
    assertThat(tracesOfApplications(quietLife)).isBetween(5L, 39L);
    for (int export = 1; export <= quietLife.exports(); export++) {
      for (Death death : Death.values()) {
        BridgeLab killed = lab().inStepsOf(5).dyingAt(export, death);
        killed.others = applications(2);
        // Checks of every span that its trace and its parent are those it came with before.
        killed.run();
        assertThat(tracesOfApplications(killed))
            .as("killed at export %d, %s", export, death)
            .isPositive();
        assertThat(killed.received()).as("each thing once").hasSameSizeAs(quietLife.received());
      }
    }
  }
}
