// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.parser.LogParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFilesTest {
  private static final long NOW =
      Instant.parse("2026-12-01T00:00:00Z").getEpochSecond() * 1_000_000;

  @TempDir Path folder;
  private byte[] stdin = new byte[0];
  private final AtomicLong bytes = new AtomicLong();

  private static final class Collector implements LogFiles.Sink {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void event(LineHeader header, MailEvent event) {}

    @Override
    public void outcome(LogParser.Outcome outcome, String problem, LogLine line) {
      lines.add(line.toString());
    }
  }

  private LogFiles open(List<String> names) {
    return new LogFiles(
        names,
        new LogFiles.Reading(
            ZoneOffset.UTC,
            new ByteArrayInputStream(stdin),
            () -> NOW,
            bytes::addAndGet,
            PipelineListener.NOOP));
  }

  private List<String> read(String... names) throws IOException {
    Collector collector = new Collector();
    open(Arrays.asList(names)).read(collector);
    return collector.lines;
  }

  private static String line(int second, String text) {
    return String.format(
        "Nov 22 10:%02d:%02d mx1 postfix/qmgr[1]: %s", second / 60, second % 60, text);
  }

  private String write(String name, String... lines) {
    byte[] content = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    return Cli.file(folder.resolve(name), content);
  }

  @Test
  void read_filesThatFollowEachOther_areReadInTheirTimesOrder() throws IOException {
    String late = write("mail.log", line(20, "c"), line(21, "d"));
    String early = write("mail.log.1", line(10, "a"), line(20, "b"));
    assertThat(read(late, early))
        .containsExactly(line(10, "a"), line(20, "b"), line(20, "c"), line(21, "d"));
  }

  @Test
  void read_filesThatOverlap_areMergedLineByLine() throws IOException {
    String one = write("a.log", line(1, "a1"), line(4, "a4"), line(5, "a5"), line(9, "a9"));
    String two = write("b.log", line(2, "b2"), line(3, "b3"), line(6, "b6"));
    String three = write("c.log", line(3, "c3"), line(30, "c30"));
    assertThat(read(three, two, one))
        .extracting(text -> text.substring(text.lastIndexOf(' ') + 1))
        .containsExactly("a1", "b2", "b3", "c3", "a4", "a5", "b6", "a9", "c30");
  }

  @Test
  void read_lineWithoutTime_staysBehindItsPredecessor() throws IOException {
    String one = write("a.log", "no stamp at all", line(1, "a1"), "torn line", line(8, "a8"));
    String two = write("b.log", line(2, "b2"), line(3, "b3"));
    assertThat(read(two, one))
        .containsExactly(
            "no stamp at all",
            line(1, "a1"),
            "torn line",
            line(2, "b2"),
            line(3, "b3"),
            line(8, "a8"));
  }

  @Test
  void read_fileOutOfOrderInItself_keepsItsOwnOrder() throws IOException {
    String one = write("a.log", line(5, "a5"), line(4, "a4"), line(6, "a6"));
    assertThat(read(one)).containsExactly(line(5, "a5"), line(4, "a4"), line(6, "a6"));
  }

  @Test
  void read_standardInputAndFile_areMerged() throws IOException {
    stdin = (line(1, "in1") + "\n" + line(5, "in5")).getBytes(StandardCharsets.UTF_8);
    String file = write("a.log", line(3, "a3"));
    assertThat(read(file, "-")).containsExactly(line(1, "in1"), line(3, "a3"), line(5, "in5"));
  }

  @Test
  void read_turnOfTheYear_takesTheYearFromEachFilesTime() throws IOException {
    String old = write("mail.log.1", "Dec 31 23:59:58 mx1 postfix/qmgr[1]: old");
    String young = write("mail.log", "Jan  1 00:00:01 mx1 postfix/qmgr[1]: new");
    Files.setLastModifiedTime(Path.of(old), FileTime.from(Instant.parse("2025-12-31T23:59:59Z")));
    Files.setLastModifiedTime(Path.of(young), FileTime.from(Instant.parse("2026-01-01T09:00:00Z")));
    LogFiles logs = open(List.of(young, old));
    Collector collector = new Collector();
    logs.read(collector);
    assertThat(collector.lines.get(0)).endsWith("old");
    assertThat(logs.firstMicros())
        .isEqualTo(Instant.parse("2025-12-31T23:59:58Z").getEpochSecond() * 1_000_000);
    assertThat(logs.lastMicros())
        .isEqualTo(Instant.parse("2026-01-01T00:00:01Z").getEpochSecond() * 1_000_000);
  }

  @Test
  void read_everything_countsTheBytesOnTheDisk() throws IOException {
    String plain = write("a.log", line(1, "a1"));
    byte[] packed = gzip(line(2, "b2") + "\n");
    String gzip = Cli.file(folder.resolve("b.log"), packed);
    assertThat(open(List.of(plain, gzip)).totalBytes())
        .isEqualTo(Files.size(Path.of(plain)) + packed.length);
    read(plain, gzip);
    assertThat(bytes.get()).isEqualTo(Files.size(Path.of(plain)) + packed.length);
  }

  @Test
  void open_severalUnreadable_namesEach() {
    assertThatThrownBy(() -> open(List.of(folder.resolve("x").toString(), folder.toString())))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("x does not exist")
        .hasMessageContaining("is a directory");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void analyze_shuffledRotatedSet_equalsTheWholeLog(int seed) throws IOException {
    List<String> lines = CapturedLog.lines("bounces/mail.log");
    String whole = Cli.file(folder.resolve("whole"), utf8(String.join("", lines)));
    List<String> parts = new ArrayList<>();
    int count = 5;
    for (int i = 0; i < count; i++) {
      List<String> part = lines.subList(lines.size() * i / count, lines.size() * (i + 1) / count);
      String text = String.join("", part);
      byte[] content = i == 0 ? zstd(text) : i < 3 ? gzip(text) : utf8(text);
      parts.add(Cli.file(folder.resolve("mail.log." + i), content));
    }
    Collections.shuffle(parts, new Random(seed));
    List<String> arguments = new ArrayList<>(List.of("--zone=UTC", "--json"));
    arguments.addAll(parts);
    assertThat(Cli.analyze(arguments.toArray(String[]::new)).out())
        .isEqualTo(Cli.analyze("--zone=UTC", "--json", whole).out());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(utf8(text));
    }
    return packed.toByteArray();
  }

  private static byte[] zstd(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(packed)) {
      out.write(utf8(text));
    }
    return packed.toByteArray();
  }
}
