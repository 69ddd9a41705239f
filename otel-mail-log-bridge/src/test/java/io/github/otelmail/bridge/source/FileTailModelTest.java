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
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random programs of a writer, a rotator and a reader that is stopped and killed, against a model
 * that is nothing but the list of lines. Whatever the program, the reader gets each line once and
 * in order, and after a kill again those since its last saved position.
 */
class FileTailModelTest {
  private static final int PROGRAMS = 600;
  private static final int STEPS = 60;

  @TempDir Path directory;

  @Test
  void randomPrograms_loseAndRepeatNothing() throws Exception {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Path home = Files.createDirectory(directory.resolve("program-" + seed));
      new Program(seed, new LogDirectory(home)).run();
    }
  }

  private static final class Program {
    private final Random random;
    private final LogDirectory log;
    private final List<String> steps = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    /** Every line there is, in order. */
    private final List<String> written = new ArrayList<>();

    private String partial = "";
    private int serial;

    private FileTail tail;
    private int expected;
    private @Nullable String savedPosition;
    private int savedExpected;

    Program(int seed, LogDirectory log) {
      this.random = new Random(seed);
      this.log = log;
      steps.add("seed " + seed);
      this.tail = open(null);
    }

    void run() {
      if (random.nextBoolean()) {
        write("line " + serial++ + "\n");
      }
      read(random.nextInt(2));
      tail.next(new LogLine());
      restart(tail.position(), expected);
      save();
      for (int i = 0; i < STEPS; i++) {
        step(random.nextInt(100));
      }
      steps.add("end");
      if (!log.isWritingToLog()) {
        log.reopen();
        endPartial();
      }
      write("last\n");
      read(Integer.MAX_VALUE);
      assertThat(expected).as(this::toString).isEqualTo(written.size());
      assertThat(notices).as(this::toString).allMatch(this::isExpected);
      tail.close();
    }

    private boolean isExpected(String notice) {
      return notice.endsWith("waiting for it") || notice.endsWith("reading");
    }

    private void step(int dice) {
      if (dice < 30) {
        write("line " + serial++ + "\n");
      } else if (dice < 36) {
        write("half " + serial++);
      } else if (dice < 44) {
        read(1 + random.nextInt(3));
      } else if (dice < 58) {
        read(Integer.MAX_VALUE);
      } else if (dice < 64) {
        save();
      } else if (dice < 70) {
        restart(tail.position(), expected());
      } else if (dice < 76) {
        restart(savedPosition, savedExpected);
      } else {
        rotate(dice);
      }
    }

    private void rotate(int dice) {
      if (dice < 82 && !log.isWritingToLog()) {
        steps.add("reopen");
        log.reopen();
        endPartial();
      } else if (dice < 88 && log.exists()) {
        steps.add("rename");
        log.rename();
      } else if (dice < 91 && log.exists()) {
        steps.add("rename to date");
        log.renameToDate();
      } else if (dice < 94) {
        steps.add("create");
        log.create();
      } else if (log.exists() && log.isWritingToLog() && hasContent()) {
        steps.add("copytruncate");
        log.copyTruncate();
        endPartial();
      }
    }

    /** An empty file at the saved position cannot be told from itself after a truncation. */
    private boolean hasContent() {
      try {
        return Files.size(log.log) > 0 && expected > 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void write(String text) {
      steps.add("write " + text.strip());
      log.write(text);
      partial += text;
      if (partial.endsWith("\n")) {
        written.add(partial.strip());
        partial = "";
      }
    }

    /** The writer goes on elsewhere: what it left behind is a line as it is. */
    private void endPartial() {
      if (!partial.isEmpty()) {
        written.add(partial);
        partial = "";
      }
    }

    private void read(int count) {
      steps.add("read " + count);
      LogLine line = new LogLine();
      for (int i = 0; i < count && tail.next(line) == LogSource.Next.LINE; i++) {
        assertThat(expected).as(this::toString).isLessThan(written.size());
        assertThat(line.toString()).as(this::toString).isEqualTo(written.get(expected));
        expected++;
      }
    }

    /** What the position stands for: the line handed out last is not done with. */
    private int expected() {
      LogLine line = new LogLine();
      FileTail probe = open(tail.position());
      int behind =
          expected > 0
                  && probe.next(line) == LogSource.Next.LINE
                  && line.toString().equals(written.get(expected - 1))
              ? 1
              : 0;
      probe.close();
      return expected - behind;
    }

    private void save() {
      savedExpected = expected();
      savedPosition = tail.position();
      steps.add("save " + savedExpected + " at " + savedPosition);
    }

    private void restart(@Nullable String position, int from) {
      steps.add("restart at " + from + ": " + position);
      tail.close();
      tail = open(position);
      expected = from;
    }

    private FileTail open(@Nullable String position) {
      return new FileTail(
          log.log,
          FileTail.Start.START,
          position,
          true,
          new PipelineListener() {
            @Override
            public void notice(String text) {
              notices.add(text);
            }
          });
    }

    @Override
    public String toString() {
      return String.join("\n", steps) + "\nlines: " + written + "\nnotices: " + notices;
    }
  }
}
