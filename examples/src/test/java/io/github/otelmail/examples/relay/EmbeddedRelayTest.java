// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import io.github.otelmail.examples.destination.Destination;
import java.io.IOException;
import java.nio.file.Path;

final class EmbeddedRelayTest extends RelayTest {
  @Override
  Relay start(Destination destination, Path log) throws IOException {
    return EmbeddedRelay.start("mx1.relay.test", destination.ports(), log);
  }
}
