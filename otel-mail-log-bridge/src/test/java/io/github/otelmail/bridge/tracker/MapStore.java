// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The simplest store there can be. */
public final class MapStore implements EntryStore {
  private final NavigableMap<byte[], byte[]> items = new TreeMap<>(Arrays::compareUnsigned);
  private final NavigableMap<byte[], byte[]> committed = new TreeMap<>(Arrays::compareUnsigned);

  @Override
  public byte @Nullable [] get(byte[] key) {
    byte[] value = items.get(key);
    return value == null ? null : value.clone();
  }

  @Override
  public void put(byte[] key, byte[] value) {
    items.put(key.clone(), value.clone());
  }

  @Override
  public void delete(byte[] key) {
    items.remove(key);
  }

  @Override
  public List<Map.Entry<byte[], byte[]>> list(byte[] from, byte[] to, int limit) {
    return items.subMap(from, true, to, false).entrySet().stream()
        .limit(limit)
        .<Map.Entry<byte[], byte[]>>map(
            item -> new SimpleImmutableEntry<>(item.getKey().clone(), item.getValue().clone()))
        .toList();
  }

  /** What there is now lasts. */
  public void commit() {
    committed.clear();
    committed.putAll(items);
  }

  /** Only what was committed is there. */
  public void kill() {
    items.clear();
    items.putAll(committed);
  }

  /** How many keys there are. */
  public int size() {
    return items.size();
  }
}
