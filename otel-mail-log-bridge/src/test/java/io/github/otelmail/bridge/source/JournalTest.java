// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Index;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a stand-in for {@code journalctl}; the entries are as systemd 252 prints them. */
@Timeout(120)
class JournalTest extends SourceContract {
  private static final String HEAD = "2026-11-22T08:56:10.518027Z vm postfix/qmgr[21795]: ";

  @TempDir Path directory;

  private final List<String> told = new ArrayList<>();
  private final List<Journal> opened = new ArrayList<>();
  private final PipelineListener listener =
      new PipelineListener() {
        @Override
        public void notice(String text) {
          told.add(text);
        }

        @Override
        public void lost(String cause, long lines) {
          told.add(cause + ": " + lines);
        }
      };
  private long nanos;
  private boolean follow = true;
  private FileTail.Start start = FileTail.Start.START;

  @AfterEach
  void close() {
    opened.forEach(Journal::close);
  }

  private static String entry(String cursor, String message) {
    return ("{'SYSLOG_IDENTIFIER':'postfix/qmgr','_HOSTNAME':'vm','MESSAGE':%s,'_PID':'21795',"
            + "'__REALTIME_TIMESTAMP':'1795337770518027','__CURSOR':'%s',"
            + "'__MONOTONIC_TIMESTAMP':'12927818710'}\n")
        .formatted(message, cursor)
        .replace('\'', '"');
  }

  private void journal(String... entries) throws IOException {
    Files.writeString(directory.resolve("journal"), String.join("", entries));
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(directory.resolve("calls"));
  }

  /** Prints what comes after the cursor, and then waits for its end as {@code --follow} does. */
  private Journal source(@Nullable String position, PipelineListener to, String ending)
      throws IOException {
    Path script = directory.resolve("journalctl");
    Files.writeString(
        script,
        """
        cd "$(dirname "$0")"
        echo "$@" >> calls
        for option in "$@"; do
          case "$option" in --after-cursor=*) after="${option#*=}" ;; esac
        done
        if [ -n "$after" ]; then
          sed "1,/:.$after.,/d" journal
        else
          cat journal
        fi
        """
            + ending);
    Journal.Settings settings =
        new Journal.Settings(
            List.of("/bin/sh", script.toString()), List.of("SYSLOG_FACILITY=2"), start, follow);
    Journal journal =
        new Journal(
            settings,
            position,
            () -> {},
            to,
            new Journal.Clock() {
              @Override
              public long nanos() {
                return nanos;
              }

              @Override
              public long epochMicros() {
                return 1_795_337_770_518_027L;
              }
            });
    opened.add(journal);
    return journal;
  }

  private Journal source() throws IOException {
    return source(null, listener, "exec cat");
  }

  @Override
  LogSource sourceOf(byte[] input, PipelineListener to) throws Exception {
    StringBuilder entries = new StringBuilder();
    new String(input, StandardCharsets.UTF_8)
        .lines()
        .map(text -> entry("c=" + text.replace(' ', '-') + ";", '"' + text + '"'))
        .forEach(entries::append);
    journal(entries.toString());
    return source(null, to, "exec cat");
  }

  @Override
  LogSource sourceAt(@Nullable String position) throws IOException {
    return source(position, listener, "exec cat");
  }

  @Override
  String text(LogLine line) {
    assertThat(line.toString()).startsWith(HEAD);
    return line.toString().substring(HEAD.length());
  }

  /** The pipe between the two is all that is filled when nobody reads. */
  @Override
  long bytesAheadAtMost() {
    return 0;
  }

  @Override
  long bytesTaken() {
    return 0;
  }

  private List<String> read(LogSource source, int count) {
    List<String> lines = new ArrayList<>();
    LogLine line = new LogLine();
    while (lines.size() < count && await(source, line) == LogSource.Next.LINE) {
      lines.add(line.toString());
    }
    return lines;
  }

  @Test
  void everyShapeOfAField_isUnderstood() throws Exception {
    journal(
        entry("a", "'<> café'"),
        entry("b", "[99,97,102,233,0,32,98]"),
        entry("c", "['first','second']"),
        entry("d", "[[98,105,110],'second']"),
        entry("e", "null"),
        entry("f", "'last'"));
    List<String> lines = read(source(), 5);
    assertThat(lines.get(0)).isEqualTo(HEAD + "<> café");
    assertThat(lines.get(1)).startsWith(HEAD + "caf").endsWith(" b");
    assertThat(lines.subList(2, 5)).containsExactly(HEAD + "first", HEAD + "bin", HEAD + "last");
  }

  @Test
  void missingFields_leaveDashes() throws Exception {
    journal("{\"__CURSOR\":\"a\",\"__REALTIME_TIMESTAMP\":\"0\",\"MESSAGE\":\"text\"}\n");
    assertThat(read(source(), 1)).containsExactly("1970-01-01T00:00:00.000000Z - -: text");
  }

  @Test
  void whatIsNoEntry_isHandedOnToBeCounted() throws Exception {
    journal("{\"__CURSOR\":\"a\", bro\n", "-- No entries --\n", entry("b", "'good'"));
    assertThat(read(source(), 3)).hasSize(3).endsWith(HEAD + "good");
  }

  @Test
  void droppedMessages_areCountedAndToldOfOnceInTenMinutes() throws Exception {
    String suppressed =
        entry("a", "'Suppressed 17 messages from postfix.service'")
            .replace("{", "{\"MESSAGE_ID\":\"a596d6fe7bfa4994828e72309e95d61e\",");
    journal(suppressed, suppressed, entry("b", "'good'"));
    assertThat(read(source(), 1)).containsExactly(HEAD + "good");
    String count = "journald rate limit: 17";
    assertThat(told).hasSize(3).contains(count, Index.atIndex(0)).contains(count, Index.atIndex(2));
    assertThat(told.get(1)).contains("Suppressed 17", "RateLimitIntervalSec=0");
  }

  @Test
  void aProcessThatEnds_isStartedAgainAfterTheLastEntryAndAPause() throws Exception {
    journal(entry("a", "'one'"), entry("b", "'two'"));
    Journal source = source(null, listener, "echo out of memory >&2; exit 3");
    assertThat(read(source, 2)).hasSize(2);
    LogLine line = new LogLine();
    while (told.isEmpty()) {
      assertThat(source.next(line)).isEqualTo(LogSource.Next.NONE);
    }
    assertThat(told).containsExactly("journalctl ended with 3 (out of memory); starting it again");
    assertThat(source.next(line)).as("before the pause is over").isEqualTo(LogSource.Next.NONE);
    assertThat(calls()).hasSize(1);
    journal(entry("a", "'one'"), entry("b", "'two'"), entry("c", "'three'"));
    nanos += 1_000_000_000L;
    assertThat(read(source, 1)).containsExactly(HEAD + "three");
    assertThat(calls().get(1)).contains("--after-cursor=b");
  }

  @Test
  void aProgramThatIsMissing_isToldAndTriedAgain() {
    Journal.Settings settings =
        new Journal.Settings(List.of("/nonexistent/journalctl"), List.of(), start, true);
    try (Journal source = new Journal(settings, null, () -> {}, listener)) {
      assertThat(source.next(new LogLine())).isEqualTo(LogSource.Next.NONE);
      assertThat(told).singleElement().asString().contains("/nonexistent/journalctl", "again");
    }
  }

  @Test
  void notFollowing_endsWithTheProcess() throws Exception {
    follow = false;
    journal(entry("a", "'one'"));
    Journal source = source(null, listener, "exit 0");
    assertThat(read(source, 5)).containsExactly(HEAD + "one");
    assertThat(calls().get(0)).doesNotContain("--follow");
  }

  @Test
  void theCommand_namesFieldsMatchesAndTheBeginning() throws Exception {
    start = FileTail.Start.END;
    journal(entry("a", "'one'"));
    Journal source = source();
    assertThat(source.position()).isEqualTo("since 1795337770518027");
    read(source, 1);
    assertThat(calls().get(0))
        .contains("--output=json", "--follow --no-tail", "--since=@1795337770")
        .endsWith("SYSLOG_FACILITY=2 + MESSAGE_ID=a596d6fe7bfa4994828e72309e95d61e");
  }

  @Test
  void aPositionOfAnotherKind_isToldOf() throws Exception {
    journal(entry("a", "'one'"));
    Journal source = source("1 4 4 0 0 x", listener, "exec cat");
    assertThat(read(source, 1)).hasSize(1);
    assertThat(told).singleElement().asString().contains("saved position");
  }
}
