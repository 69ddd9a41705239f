// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

/** How many entries with one Message-ID are in the queue and not finished. */
final class UnderWay extends IdTable.Item<UnderWay> {
  int entries;

  UnderWay(String messageId) {
    super(messageId);
  }
}
