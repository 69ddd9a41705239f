// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Draws what happened to a message as text: one row a step, with its bar on a common time axis, its
 * offset from the first row and its duration.
 *
 * <pre>{@code
 *                              0           10 s           20 s        at       took
 * receive email                ▏                                      +0 s    16 ms
 *   attempt 1                  ▏                                    +22 ms    60 ms
 *     451 4.7.1 Greylisted
 *   wait for retry             ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░       +82 ms    22.4 s
 * }</pre>
 */
public final class Waterfall {
  private static final int AT_CELLS = 15;
  private static final int TOOK_CELLS = 14;
  private static final int MIN_BAR_CELLS = 10;
  private static final long[] STEPS = steps();

  /** How a step stands. */
  public enum State {
    /** Ended well. */
    OK,
    /** Ended with an error. */
    ERROR,
    /** Nothing was done in this time: a queue, a retry interval. */
    WAIT,
    /** Not ended yet; the row's end is the time up to which anything is known. */
    OPEN
  }

  /**
   * One step.
   *
   * @param depth how far the name is indented: 0 for a root, one more for each parent
   * @param startMicros epoch microseconds
   * @param endMicros epoch microseconds, not before the start
   * @param note what there is to say about it, shown on lines of its own; empty for nothing
   */
  public record Row(
      int depth, String name, long startMicros, long endMicros, State state, String note) {}

  private final StringBuilder out = new StringBuilder();
  private final Paint paint;
  private final int width;
  private final int nameCells;
  private final int barCells;
  private final long start;
  private final long span;

  private Waterfall(List<Row> rows, int width, boolean ansi) {
    this.paint = new Paint(ansi);
    this.width = Math.max(width, 60);
    long first = rows.stream().mapToLong(Row::startMicros).min().orElse(0);
    long last = rows.stream().mapToLong(Row::endMicros).max().orElse(0);
    this.start = first;
    this.span = Math.max(1, last - first);
    int longest =
        rows.stream().mapToInt(row -> 2 * row.depth() + row.name().length()).max().orElse(0);
    int share = this.width * 2 / 5;
    this.nameCells = Math.min(longest, Math.min(share, this.width - AT_CELLS - TOOK_CELLS - 14));
    this.barCells = Math.max(MIN_BAR_CELLS, this.width - nameCells - 2 - AT_CELLS - TOOK_CELLS);
  }

  /**
   * Renders the rows in the order given, under one time axis.
   *
   * @param width cells of the terminal; less than 60 is taken as 60
   * @param ansi whether to colour with ANSI sequences
   * @return lines that end in a line feed; the empty string for no rows
   */
  public static String render(List<Row> rows, int width, boolean ansi) {
    return rows.isEmpty() ? "" : new Waterfall(rows, width, ansi).draw(rows);
  }

  private String draw(List<Row> rows) {
    line(
        " ".repeat(nameCells + 2)
            + paint.faint(axis() + Text.right("at", AT_CELLS) + Text.right("took", TOOK_CELLS)));
    for (Row row : rows) {
      draw(row);
    }
    return out.toString();
  }

  private void draw(Row row) {
    String name = "  ".repeat(row.depth()) + Text.clean(row.name());
    String took = Human.duration(Math.max(0, row.endMicros() - row.startMicros()));
    if (row.state() == State.OPEN) {
      took += " …";
    }
    line(
        colour(row.state(), Text.left(name, nameCells))
            + "  "
            + bar(row)
            + paint.faint(Text.right("+" + Human.duration(row.startMicros() - start), AT_CELLS))
            + Text.right(took, TOOK_CELLS));
    int indent = 2 * row.depth() + 2;
    for (String note : Text.wrap(Text.clean(row.note()), Math.max(20, width - indent))) {
      line(" ".repeat(indent) + paint.faint(note));
    }
  }

  private String bar(Row row) {
    int from = (int) Math.min(barCells - 1, cells(row.startMicros() - start));
    double exactTo = cells(row.endMicros() - start);
    int to = Math.max(from + 1, (int) Math.min(barCells, Math.round(exactTo)));
    boolean thin = exactTo - cells(row.startMicros() - start) < 0.5;
    String bar = thin ? "▏" : fill(row.state()).repeat(to - from);
    if (row.state() == State.OPEN) {
      bar = bar.substring(0, bar.length() - 1) + "▶";
    }
    return " ".repeat(from) + colour(row.state(), bar) + " ".repeat(barCells - from - bar.length());
  }

  private double cells(long offset) {
    return Math.max(0, offset) * (double) barCells / span;
  }

  private static String fill(State state) {
    return switch (state) {
      case OK -> "█";
      case ERROR -> "▓";
      case WAIT, OPEN -> "░";
    };
  }

  private String colour(State state, String text) {
    return switch (state) {
      case OK -> paint.green(text);
      case ERROR -> paint.red(text);
      case WAIT -> paint.yellow(text);
      case OPEN -> paint.cyan(text);
    };
  }

  /** Labels at round times, each beginning at its own cell. */
  private String axis() {
    long step = STEPS[STEPS.length - 1];
    for (int i = STEPS.length - 1; i >= 0 && cells(STEPS[i]) >= 9; i--) {
      step = STEPS[i];
    }
    StringBuilder axis = new StringBuilder();
    for (long tick = 0; tick <= span; tick += step) {
      String label = Human.tick(tick);
      int at = (int) cells(tick);
      if (at + label.length() > barCells) {
        break;
      }
      axis.append(" ".repeat(Math.max(0, at - axis.length()))).append(label);
    }
    return Text.left(axis.toString(), barCells);
  }

  private void line(String text) {
    out.append(text.stripTrailing()).append('\n');
  }

  private static long[] steps() {
    List<Long> steps = new ArrayList<>();
    for (long unit : new long[] {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000}) {
      steps.addAll(List.of(unit, 2 * unit, 5 * unit));
    }
    for (long seconds :
        new long[] {
          10,
          20,
          30,
          60,
          120,
          300,
          600,
          1200,
          1800,
          3600,
          7200,
          10_800,
          21_600,
          43_200,
          86_400,
          172_800,
          604_800,
          2_592_000,
          31_536_000
        }) {
      steps.add(seconds * 1_000_000);
    }
    return steps.stream().mapToLong(Long::longValue).toArray();
  }
}
