// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0

import java.lang.instrument.Instrumentation;

/** Does nothing: what any agent costs. */
public final class EmptyAgent {
  /** Called by the JVM. */
  public static void premain(String arguments, Instrumentation instrumentation) {}

  private EmptyAgent() {}
}
