// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.parser.LogParser;
import io.github.otelmail.bridge.parser.postfix.PostfixParser;
import io.github.otelmail.bridge.source.ArchivedLog;
import io.github.otelmail.bridge.source.FileTail;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The lines of several logs in the order of their times, whatever the order the files are given in:
 * a rotated set, or the logs of several hosts. Files that do not overlap are read one after the
 * other; those that do are merged line by line. Within a file the order of the lines stays.
 */
final class LogFiles {
  /** Stands for standard input among the names of files. */
  static final String STDIN = "-";

  /** Lines at the beginning of a file that are searched for one with a time. */
  private static final int LINES_PEEKED = 1000;

  /** Where the lines go. */
  interface Sink extends LogParser.Sink {
    /** What became of the line whose events were told just before. */
    void outcome(LogParser.Outcome outcome, String problem, LogLine line);
  }

  /**
   * How to read.
   *
   * @param zone zone of stamps that name none
   * @param stdin what {@code -} stands for
   * @param nowMicros the present, epoch microseconds, for the year of what standard input says
   * @param onBytes told how many bytes were read, compressed as they lie on the disk
   */
  record Reading(
      ZoneId zone,
      InputStream stdin,
      LongSupplier nowMicros,
      LongConsumer onBytes,
      PipelineListener listener) {}

  private final List<String> names;
  private final Reading reading;
  private final List<Cursor> waiting = new ArrayList<>();
  private final List<Cursor> active = new ArrayList<>();
  private long firstMicros = Long.MIN_VALUE;
  private long lastMicros = Long.MIN_VALUE;

  /**
   * @throws UsageException when a file cannot be read, with a message that names all such files
   */
  LogFiles(List<String> names, Reading reading) {
    this.names = List.copyOf(names);
    this.reading = reading;
    check();
  }

  /**
   * Each file once, by the first of its names.
   *
   * @param notice told of the names that are left out
   */
  static List<String> distinct(List<String> names, Consumer<String> notice) {
    Map<String, String> nameByKey = new LinkedHashMap<>();
    List<String> distinct = new ArrayList<>();
    for (String name : names) {
      Path path = Path.of(name);
      String key = name.equals(STDIN) || !Files.isRegularFile(path) ? null : FileTail.key(path);
      String known = key == null ? null : nameByKey.putIfAbsent(key, name);
      if (known == null) {
        distinct.add(name);
      } else {
        notice.accept(
            known.equals(name)
                ? name + " is given more than once, and is read once"
                : name + " is the same file as " + known + ", and is not read a second time");
      }
    }
    return distinct;
  }

  /** How many logs there are. */
  int count() {
    return names.size();
  }

  private void check() {
    List<String> problems = new ArrayList<>();
    for (String name : names) {
      Path path = Path.of(name);
      if (name.equals(STDIN)) {
        continue;
      }
      if (name.isEmpty()) {
        problems.add("the name of a log file is empty");
      } else if (Files.isDirectory(path)) {
        problems.add(
            name
                + " is a directory: name the log files in it, such as "
                + path.resolve("mail.log*"));
      } else if (!Files.exists(path)) {
        problems.add(name + " does not exist");
      } else if (!Files.isRegularFile(path) && names.size() > 1) {
        problems.add(
            name + " is a pipe, and can be read only once: give it alone, or as standard input");
      } else if (!Files.isReadable(path)) {
        problems.add(
            name
                + " cannot be read: permission denied; try with sudo, or as a member of group adm");
      } else if (Files.isRegularFile(path)) {
        String problem = ArchivedLog.problem(path);
        if (problem != null) {
          problems.add(problem);
        }
      }
    }
    if (names.stream().filter(STDIN::equals).count() > 1) {
      problems.add("- (standard input) can be given only once");
    }
    if (!problems.isEmpty()) {
      throw new UsageException(String.join("\n", problems));
    }
  }

  /** Bytes to read, as they lie on the disk; 0 when standard input is among the inputs. */
  long totalBytes() throws IOException {
    if (names.contains(STDIN)) {
      return 0;
    }
    long total = 0;
    for (String name : names) {
      total += Files.size(Path.of(name));
    }
    return total;
  }

  /** Time of the first line that had one, epoch microseconds; {@link Long#MIN_VALUE} for none. */
  long firstMicros() {
    return firstMicros;
  }

  /** Latest time of the lines so far, epoch microseconds; {@link Long#MIN_VALUE} for none. */
  long lastMicros() {
    return lastMicros;
  }

  /**
   * Hands every line to the sink.
   *
   * @throws IOException when a file stops being readable, with a message that names it
   */
  void read(Sink sink) throws IOException {
    try {
      for (String name : names) {
        Cursor cursor = new Cursor(name);
        waiting.add(cursor);
        if (names.size() > 1) {
          cursor.peek();
        }
      }
      waiting.sort(Comparator.comparingLong(cursor -> cursor.time));
      while (!waiting.isEmpty() || !active.isEmpty()) {
        if (active.isEmpty()) {
          activateNext();
        }
        Cursor earliest = earliest();
        activateUpTo(earliest);
        drain(earliest(), sink);
      }
    } finally {
      for (Cursor cursor : active) {
        cursor.close();
      }
    }
  }

  /** Reads one log until another one may be ahead of it. */
  private void drain(Cursor cursor, Sink sink) throws IOException {
    long limit = limit(cursor);
    do {
      if (!cursor.hasLine) {
        cursor.close();
        active.remove(cursor);
        return;
      }
      LogParser.Outcome outcome = cursor.parser.body(sink);
      sink.outcome(outcome, cursor.parser.problem(), cursor.line);
      note(cursor.time);
      cursor.advance();
    } while (cursor.time <= limit);
  }

  /** The time up to which {@code cursor} is the earliest of all. */
  private long limit(Cursor cursor) {
    long limit = waiting.isEmpty() ? Long.MAX_VALUE : waiting.get(0).time - 1;
    boolean before = true;
    for (Cursor other : active) {
      if (other == cursor) {
        before = false;
      } else {
        // Of equal times the log that is first in the list comes first.
        limit = Math.min(limit, before ? other.time - 1 : other.time);
      }
    }
    return limit;
  }

  private void note(long time) {
    if (time != Long.MIN_VALUE) {
      firstMicros = firstMicros == Long.MIN_VALUE ? time : Math.min(firstMicros, time);
      lastMicros = Math.max(lastMicros, time);
    }
  }

  private Cursor earliest() {
    Cursor earliest = active.get(0);
    for (Cursor cursor : active) {
      if (cursor.time < earliest.time) {
        earliest = cursor;
      }
    }
    return earliest;
  }

  private void activateUpTo(Cursor cursor) throws IOException {
    while (!waiting.isEmpty() && waiting.get(0).time <= cursor.time) {
      activateNext();
    }
  }

  private void activateNext() throws IOException {
    Cursor cursor = waiting.remove(0);
    active.add(cursor);
    cursor.start();
  }

  /** One log, its parser, and the line it stands at. */
  private final class Cursor implements Closeable {
    private final String name;
    private final LogLine line = new LogLine();
    private PostfixParser parser;
    private @Nullable ArchivedLog log;
    private boolean hasLine;

    /** Time of the line, or of the one before where it has none. */
    private long time = Long.MIN_VALUE;

    Cursor(String name) throws IOException {
      this.name = name;
      this.parser = newParser();
    }

    private PostfixParser newParser() throws IOException {
      if (name.equals(STDIN)) {
        return new PostfixParser(reading.zone(), reading.nowMicros());
      }
      long modified = ArchivedLog.modifiedMicros(Path.of(name));
      return new PostfixParser(reading.zone(), () -> modified);
    }

    /** Finds the first time in the log, and leaves the log as if it had not been touched. */
    void peek() throws IOException {
      if (name.equals(STDIN)) {
        start();
        return;
      }
      try (ArchivedLog peeked =
          ArchivedLog.open(Path.of(name), bytes -> {}, PipelineListener.NOOP)) {
        for (int i = 0; i < LINES_PEEKED && time == Long.MIN_VALUE && peeked.next(line); i++) {
          parser.header(line);
          time = parser.lastTimeMicros();
        }
      }
      parser = newParser();
    }

    /** Opens the log and goes to its first line. */
    void start() throws IOException {
      if (log == null) {
        log =
            name.equals(STDIN)
                ? ArchivedLog.of("standard input", reading.stdin(), reading.listener())
                : ArchivedLog.open(Path.of(name), reading.onBytes(), reading.listener());
        advance();
      }
    }

    void advance() throws IOException {
      ArchivedLog opened = log;
      try {
        hasLine = opened != null && opened.next(line);
      } catch (IOException e) {
        throw new IOException(name + " cannot be read: " + e.getMessage(), e);
      }
      if (hasLine) {
        parser.header(line);
        time = Math.max(time, parser.lastTimeMicros());
      }
    }

    @Override
    public void close() throws IOException {
      if (log != null) {
        log.close();
      }
    }
  }
}
