// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Decides what becomes of a test that needs the real Postfix where there is none. */
public final class RealPostfix {
  private RealPostfix() {}

  /**
   * Skips the test with a printed reason where Postfix cannot be run; where {@code CI} is set the
   * test fails instead, so that nobody takes a skipped test for a passed one.
   */
  public static void orSkip() {
    Optional<String> reason = PostfixInstance.unavailable();
    if (reason.isEmpty()) {
      return;
    }
    if (System.getenv("CI") != null) {
      Assertions.fail("tests with a real Postfix must run in CI: " + reason.get());
    }
    System.out.println("SKIPPED: tests with a real Postfix. " + reason.get());
    Assumptions.abort(reason.get());
  }
}
