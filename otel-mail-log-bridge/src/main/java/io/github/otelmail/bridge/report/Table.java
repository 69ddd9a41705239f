// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Aligned columns of text. */
final class Table {
  private static final String GAP = "  ";

  private final List<Column> columns = new ArrayList<>();
  private final List<List<Cell>> rows = new ArrayList<>();

  private record Column(String heading, boolean right, int maxCells) {}

  /** What a cell says, and how it is coloured after it was aligned. */
  record Cell(String text, UnaryOperator<String> colour) {
    static Cell of(String text) {
      return new Cell(text, plain -> plain);
    }
  }

  /** Adds a column whose cells start at the same place. */
  Table left(String heading, int maxCells) {
    columns.add(new Column(heading, false, maxCells));
    return this;
  }

  /** Adds a column whose cells end at the same place. */
  Table right(String heading) {
    columns.add(new Column(heading, true, Integer.MAX_VALUE));
    return this;
  }

  void row(Cell... cells) {
    rows.add(List.of(cells));
  }

  void row(String... cells) {
    List<Cell> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(Cell.of(cell));
    }
    rows.add(row);
  }

  /**
   * The lines, headings first unless all are empty.
   *
   * @param cells a longer line is cut in its last column
   */
  List<String> lines(Paint paint, int cells) {
    List<String> lines = new ArrayList<>();
    if (columns.stream().anyMatch(column -> !column.heading.isEmpty())) {
      List<Cell> headings = new ArrayList<>();
      columns.forEach(column -> headings.add(new Cell(column.heading, paint::faint)));
      lines.add(line(headings, cells));
    }
    rows.forEach(row -> lines.add(line(row, cells)));
    return lines;
  }

  private String line(List<Cell> row, int maxCells) {
    StringBuilder line = new StringBuilder();
    int left = maxCells;
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      boolean last = i == columns.size() - 1;
      int cells = last ? Math.max(0, Math.min(left, width(i))) : width(i);
      left -= cells + GAP.length();
      Cell cell = row.get(i);
      String text = column.right ? Text.right(cell.text, cells) : Text.left(cell.text, cells);
      line.append(i == 0 ? "" : GAP).append(cell.colour.apply(text));
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    int width = columns.get(column).heading.length();
    for (List<Cell> row : rows) {
      width = Math.max(width, row.get(column).text.length());
    }
    return Math.min(width, columns.get(column).maxCells);
  }
}
