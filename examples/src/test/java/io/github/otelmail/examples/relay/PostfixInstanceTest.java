// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import io.github.otelmail.examples.destination.Destination;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;

final class PostfixInstanceTest extends RelayTest {
  @BeforeAll
  static void needsPostfix() {
    RealPostfix.orSkip();
  }

  @Override
  Relay start(Destination destination, Path log) throws IOException {
    return PostfixInstance.builder("mx1.relay.test").destinations(destination.ports()).start(log);
  }
}
