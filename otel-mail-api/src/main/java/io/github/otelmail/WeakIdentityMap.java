// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Values of objects that other code owns, for as long as these live. For any number of threads. */
final class WeakIdentityMap<K, V> {
  private final ConcurrentHashMap<Object, V> values = new ConcurrentHashMap<>();
  private final ReferenceQueue<K> gone = new ReferenceQueue<>();

  @Nullable V get(K key) {
    return values.get(new Lookup(key));
  }

  /** The value that the key has now: the given one, or one that was there. */
  V putIfAbsent(K key, V value) {
    V before = values.putIfAbsent(new Key<>(key, gone), value);
    removeGone();
    return before == null ? value : before;
  }

  void put(K key, V value) {
    values.put(new Key<>(key, gone), value);
    removeGone();
  }

  @Nullable V remove(K key) {
    return values.remove(new Lookup(key));
  }

  private void removeGone() {
    for (Reference<? extends K> key = gone.poll(); key != null; key = gone.poll()) {
      values.remove(key);
    }
  }

  private static final class Key<K> extends WeakReference<K> {
    private final int hash;

    Key(K referent, ReferenceQueue<K> queue) {
      super(referent, queue);
      hash = System.identityHashCode(referent);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      if (this == other) {
        return true;
      }
      Object own = get();
      return own != null && other instanceof Key && own == ((Key<?>) other).get();
    }
  }

  private static final class Lookup {
    private final Object object;

    Lookup(Object object) {
      this.object = object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key && ((Key<?>) other).get() == object;
    }
  }
}
