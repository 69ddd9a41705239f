// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import java.util.List;

/** How the agent is attached. */
enum Role {
  /** Not at all. */
  NONE,
  STANDALONE,
  /** Of the official agent. */
  EXTENSION,
  /** As an extension, and once more by itself. */
  BOTH,
  /** By itself, before the official agent, which is not told of it. */
  BEFORE_OFFICIAL,
  /** By itself, after the official agent, which is not told of it. */
  AFTER_OFFICIAL;

  /** Options of the JVM. */
  List<String> options() {
    String ours = "-javaagent:" + (this == NONE ? "" : Workplace.agent());
    String extension = "-Dotel.javaagent.extensions=" + (this == NONE ? "" : Workplace.agent());
    return switch (this) {
      case NONE -> List.of();
      case STANDALONE -> List.of(ours);
      case EXTENSION -> List.of(official(), extension);
      case BOTH -> List.of(official(), extension, ours);
      case BEFORE_OFFICIAL -> List.of(ours, official());
      case AFTER_OFFICIAL -> List.of(official(), ours);
    };
  }

  private static String official() {
    return "-javaagent:" + Workplace.officialAgent();
  }
}
