// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One program: a log is written to, rotated in every way, truncated and deleted, while a reader
 * reads, is stopped, and is killed and goes on from an older position. The model is the list of the
 * lines in the order they were written. The reader must give each one once and in order, and after
 * a kill again those since its position. Only what a truncation or a deletion took away may be
 * missing, and that must have been said.
 */
final class TailProgram {
  private static final int STEPS = 50;

  private final LogDirectory log;
  private final List<String> told = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private final Coverage coverage = new Coverage();

  /** Every line there is, in order. */
  private final List<Line> written = new ArrayList<>();

  private final List<Line> inLog = new ArrayList<>();
  private String partial = "";
  private int serial;

  private FileTail tail;
  private int expected;
  private boolean lastIsOpen;
  private @Nullable String savedPosition;
  private int savedExpected;

  /** A line, and whether its bytes are still anywhere. */
  private static final class Line {
    private final String text;
    private boolean gone;

    Line(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return gone ? text + " (gone)" : text;
    }
  }

  /** How often something was done or happened. */
  static final class Coverage {
    private final Map<String, Integer> counts = new TreeMap<>();

    private void count(String what) {
      counts.merge(what, 1, Integer::sum);
    }

    void add(Coverage other) {
      other.counts.forEach((what, count) -> counts.merge(what, count, Integer::sum));
    }

    Map<String, Integer> counts() {
      return new HashMap<>(counts);
    }
  }

  TailProgram(LogDirectory log) {
    this.log = log;
    this.tail = open(null);
  }

  /** The steps of the program of this number: each decides for itself what it does. */
  static List<Long> steps(int seed) {
    return new Random(seed).longs(STEPS).boxed().toList();
  }

  Coverage run(List<Long> steps) {
    tail.next(new LogLine());
    restart(tail.position(), expected);
    save();
    for (long step : steps) {
      Random random = new Random(step);
      step(random.nextInt(100), random);
    }
    if (!log.isWritingToLog()) {
      reopen();
    }
    write("last\n");
    read(Integer.MAX_VALUE);
    skipGone(null);
    assertThat(expected).as(this::toString).isEqualTo(written.size());
    assertThat(notices).as(this::toString).allMatch(TailProgram::isExpected);
    assertLossWasTold();
    tail.close();
    return coverage;
  }

  private static boolean isExpected(String notice) {
    return notice.endsWith("waiting for it")
        || notice.endsWith("waiting")
        || notice.endsWith(": reading")
        || notice.endsWith("is not read");
  }

  private void assertLossWasTold() {
    boolean lossy = written.stream().anyMatch(line -> line.gone);
    assertThat(lossy || notices.stream().noneMatch(notice -> notice.endsWith("is not read")))
        .as(this::toString)
        .isTrue();
  }

  private void step(int dice, Random random) {
    if (dice < 28) {
      write("line " + number() + "\n");
    } else if (dice < 34) {
      write("half " + number());
    } else if (dice < 42) {
      read(1 + random.nextInt(3));
    } else if (dice < 54) {
      read(Integer.MAX_VALUE);
    } else if (dice < 60) {
      save();
    } else if (dice < 66) {
      restart(tail.position(), lastIsOpen ? expected - 1 : expected);
    } else if (dice < 72) {
      restart(savedPosition, savedExpected);
    } else if (dice < 80) {
      pack(random);
    } else {
      rotate(dice);
    }
  }

  private void rotate(int dice) {
    if (dice < 85 && !log.isWritingToLog()) {
      reopen();
    } else if (dice < 89 && log.exists()) {
      note("rename");
      log.rename();
    } else if (dice < 92 && log.exists()) {
      note("rename to date");
      log.renameToDate();
    } else if (dice < 94) {
      note("create");
      log.create();
    } else if (dice < 98 && log.exists() && log.isWritingToLog()) {
      note("copytruncate");
      log.copyTruncate();
      endPartial();
      inLog.clear();
    } else if (dice == 98 && log.exists() && log.isWritingToLog()) {
      note("truncate");
      endPartial();
      log.truncate();
      loseLog();
    } else if (dice == 99 && log.exists() && log.isWritingToLog()) {
      note("delete");
      endPartial();
      log.delete();
      loseLog();
    }
  }

  private void pack(Random random) {
    List<Path> plain = log.unpacked();
    if (!plain.isEmpty()) {
      String ending = random.nextInt(6) > 0 ? ".gz" : ".zst";
      Path file = plain.get(random.nextInt(plain.size()));
      if (random.nextInt(4) == 0) {
        note("pack half" + ending);
        log.packHalf(file, ending);
      } else {
        note("pack" + ending);
        log.pack(file, ending);
      }
    }
  }

  private void reopen() {
    note("reopen");
    log.reopen();
    endPartial();
    inLog.clear();
  }

  private void loseLog() {
    inLog.forEach(line -> line.gone = true);
    inLog.clear();
  }

  /** As long as the others, so that no line begins like another one. */
  private String number() {
    return String.format("%05d", serial++);
  }

  private void write(String text) {
    note("write", text.strip());
    log.write(text);
    partial += text;
    if (partial.endsWith("\n")) {
      endPartial();
    }
  }

  /** What the writer leaves behind unfinished is a line as it is. */
  private void endPartial() {
    if (!partial.isEmpty()) {
      Line line = new Line(partial.strip());
      written.add(line);
      inLog.add(line);
      partial = "";
    }
  }

  private void read(int count) {
    note("read", count == Integer.MAX_VALUE ? "all" : Integer.toString(count));
    LogLine line = new LogLine();
    for (int i = 0; i < count; i++) {
      lastIsOpen = tail.next(line) == LogSource.Next.LINE;
      if (!lastIsOpen) {
        return;
      }
      skipGone(line.toString());
      assertThat(expected).as("lines read, then %s\n%s", line, this).isLessThan(written.size());
      assertThat(line.toString()).as(this::toString).isEqualTo(written.get(expected).text);
      expected++;
    }
  }

  /** Passes the lines that nobody can read any more, up to this one. */
  private void skipGone(@Nullable String line) {
    while (expected < written.size()
        && written.get(expected).gone
        && !written.get(expected).text.equals(line)) {
      coverage.count("line lost");
      expected++;
    }
  }

  private void save() {
    savedExpected = lastIsOpen ? expected - 1 : expected;
    savedPosition = tail.position();
    note("save", savedExpected + " at " + savedPosition);
  }

  private void restart(@Nullable String position, int from) {
    note("restart", "at " + from + ": " + position);
    tail.close();
    tail = open(position);
    expected = from;
    lastIsOpen = false;
  }

  private FileTail open(@Nullable String position) {
    return new FileTail(
        log.log,
        FileTail.Start.START,
        position,
        FileTail.Until.FOREVER,
        new PipelineListener() {
          @Override
          public void notice(String text) {
            notices.add(text);
          }
        });
  }

  private void note(String what) {
    note(what, "");
  }

  private void note(String what, String detail) {
    coverage.count(what);
    told.add(what + " " + detail);
  }

  private String files() {
    try (var files = Files.list(log.log.getParent())) {
      return files.sorted().toList().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return String.join("\n", told)
        + "\nfiles: "
        + files()
        + "\nlines: "
        + written
        + "\nread: "
        + expected
        + "\nnotices: "
        + notices;
  }
}
