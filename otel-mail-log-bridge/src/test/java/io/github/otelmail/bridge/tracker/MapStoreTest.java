// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

/** Holds the store that other tests trust to the contract. */
class MapStoreTest extends EntryStoreContract {
  private final MapStore store = new MapStore();

  @Override
  protected EntryStore store() {
    return store;
  }

  @Override
  protected void commit() {
    store.commit();
  }

  @Override
  protected EntryStore kill() {
    store.kill();
    return store;
  }
}
