// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hash table whose links lie in the things themselves, so that looking one up touches nothing
 * else. Several things may have one id: the one added last comes first.
 */
final class IdTable<T extends IdTable.Item<T>> {

  /** What can be in a table, in one at a time. */
  abstract static class Item<T extends Item<T>> {
    private final @Nullable String id;
    private final int hash;
    private @Nullable T after;

    /**
     * @param id null where {@link #isCalled} is overridden
     * @param hash {@link IdTable#hash} of the id
     */
    Item(@Nullable String id, int hash) {
      this.id = id;
      this.hash = hash;
    }

    final int hash() {
      return hash;
    }

    /** Whether this is its id. */
    boolean isCalled(String otherId) {
      return otherId.equals(id);
    }

    private boolean has(String otherId, int otherHash) {
      return hash == otherHash && isCalled(otherId);
    }

    /** The next thing with this id, the one added before this; null for none. */
    final @Nullable T next(String sameId) {
      T item = after;
      while (item != null && !((Item<T>) item).has(sameId, hash)) {
        item = ((Item<T>) item).after;
      }
      return item;
    }
  }

  private static final int SMALLEST = 64;

  /** Up to here most buckets stay empty, so that looking for what is not there touches nothing. */
  private static final int SPARSE = 1 << 16;

  private @Nullable Object[] buckets = new Object[SMALLEST];
  private int size;

  /** The thing with this id that was added last; the others follow by {@link Item#next}. */
  @Nullable T first(String id) {
    int hash = hash(id);
    T item = bucket(hash);
    while (item != null && !((Item<T>) item).has(id, hash)) {
      item = ((Item<T>) item).after;
    }
    return item;
  }

  static int hash(String id) {
    int hash = id.hashCode();
    return hash ^ (hash >>> 16);
  }

  void add(T item) {
    if (size >= (buckets.length <= SPARSE ? buckets.length / 4 : buckets.length)) {
      grow();
    }
    Item<T> added = item;
    added.after = bucket(added.hash);
    buckets[added.hash & buckets.length - 1] = item;
    size++;
  }

  /** Takes a thing out, if it is in. */
  void remove(T item) {
    Item<T> removed = item;
    Item<T> before = null;
    T each = bucket(removed.hash);
    while (each != item) {
      if (each == null) {
        return;
      }
      before = each;
      each = before.after;
    }
    if (before == null) {
      buckets[removed.hash & buckets.length - 1] = removed.after;
    } else {
      before.after = removed.after;
    }
    removed.after = null;
    size--;
  }

  int size() {
    return size;
  }

  /** Everything, in no order. */
  List<T> all() {
    List<T> all = new ArrayList<>(size);
    for (int i = 0; i < buckets.length; i++) {
      for (T item = bucket(i); item != null; item = ((Item<T>) item).after) {
        all.add(item);
      }
    }
    return all;
  }

  // Only add() and remove() write into the buckets.
  @SuppressWarnings("unchecked")
  private @Nullable T bucket(int hash) {
    return (T) buckets[hash & buckets.length - 1];
  }

  /** Keeps the order within a bucket, and so the order of things with one id. */
  private void grow() {
    @Nullable Object[] old = buckets;
    @Nullable Object[] larger = new Object[2 * old.length];
    for (int i = 0; i < old.length; i++) {
      Item<T> low = null;
      Item<T> high = null;
      T item = bucket(i);
      while (item != null) {
        Item<T> moved = item;
        T next = moved.after;
        moved.after = null;
        boolean up = (moved.hash & old.length) != 0;
        Item<T> last = up ? high : low;
        if (last == null) {
          larger[up ? i + old.length : i] = item;
        } else {
          last.after = item;
        }
        if (up) {
          high = moved;
        } else {
          low = moved;
        }
        item = next;
      }
    }
    buckets = larger;
  }
}
