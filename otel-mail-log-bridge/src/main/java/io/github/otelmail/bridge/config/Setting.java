// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.config;

import java.util.List;

/**
 * An option and what it is set to.
 *
 * @param name in the file: the flag without its dashes
 * @param flag on the command line; what stands for the operands in the usage where it has none
 * @param variable in the environment
 * @param values as they were given; one for an option that takes one, {@code true} for a switch
 * @param source who gave them
 * @param place where exactly: the flag, the variable, or file and line; empty for a default
 */
public record Setting(
    String name, String flag, String variable, List<String> values, Source source, String place) {

  /** Who gave a value, the strongest first. */
  public enum Source {
    /** The command line. */
    FLAG,
    /** An environment variable. */
    ENVIRONMENT,
    /** The configuration file. */
    FILE,
    /** Nobody. */
    DEFAULT
  }
}
