// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * What is known of the terminal.
 *
 * @param interactive whether standard input and output are a terminal
 * @param ansi whether to colour: on a terminal, and {@code NO_COLOR} is not set (no-color.org)
 * @param width cells in a line
 */
record Terminal(boolean interactive, boolean ansi, int width) {
  /** Where no terminal tells its width. */
  static final int DEFAULT_WIDTH = 110;

  private static final int MIN_WIDTH = 80;
  private static final int MAX_WIDTH = 160;

  static Terminal detect() {
    boolean interactive = isInteractive();
    int width = DEFAULT_WIDTH;
    if (interactive) {
      CommandLine probe = new CommandLine(CommandLine.Model.CommandSpec.create());
      probe.setUsageHelpAutoWidth(true);
      width = probe.getCommandSpec().usageMessage().width();
    }
    width = Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width));
    return new Terminal(interactive, Ansi.AUTO.enabled(), width);
  }

  /** From Java 22 on there is a console without a terminal too; it then tells. */
  @SuppressWarnings("SystemConsoleNull")
  static boolean isInteractive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }
}
