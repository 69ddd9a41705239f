// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps outside the heap what a tracker puts aside: values by key, the keys in the order of their
 * bytes, unsigned. What is changed is seen at once; that it lasts is the business of whoever owns
 * the store, and commits it together with the tracker's snapshot. No key begins with a zero byte:
 * those are the owner's.
 *
 * <p>Every method may throw {@link EntryStoreException}.
 */
public interface EntryStore {
  /** The value, or null. */
  byte @Nullable [] get(byte[] key);

  /** Sets the value, whatever it was. */
  void put(byte[] key, byte[] value);

  /** Removes the key, if it is there. */
  void delete(byte[] key);

  /**
   * What is there in order.
   *
   * @param from the first key that counts
   * @param to the first one behind that does not
   * @param limit no more than so many
   */
  List<Map.Entry<byte[], byte[]>> list(byte[] from, byte[] to, int limit);
}
