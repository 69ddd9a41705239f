// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store has to do, whatever it keeps its content in. */
public abstract class EntryStoreContract {
  private static final byte[] END = {(byte) 0xff, (byte) 0xff};

  /** A store that is empty. */
  protected abstract EntryStore store() throws Exception;

  /** Makes what was changed so far last. */
  protected abstract void commit() throws Exception;

  /** Loses what was not committed, and goes on. */
  protected abstract EntryStore kill() throws Exception;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void store_hasWhatWasPutLast() throws Exception {
    EntryStore store = store();
    assertThat(store.get(bytes("a"))).isNull();
    store.put(bytes("a"), bytes("1"));
    store.put(bytes("a"), bytes("2"));
    store.put(bytes("b"), new byte[0]);
    assertThat(store.get(bytes("a"))).isEqualTo(bytes("2"));
    assertThat(store.get(bytes("b"))).isEmpty();
    store.delete(bytes("a"));
    store.delete(bytes("none"));
    assertThat(store.get(bytes("a"))).isNull();
    commit();
    assertThat(store.get(bytes("a"))).isNull();
    assertThat(store.get(bytes("b"))).isEmpty();
  }

  @Test
  void list_isInTheOrderOfUnsignedBytes() throws Exception {
    EntryStore store = store();
    byte[][] keys = {{1}, {1, 0}, {1, 127}, {1, -128}, {1, -1}, {2}};
    for (int i = keys.length - 1; i >= 0; i--) {
      store.put(keys[i], bytes("v" + i));
      if (i == 3) {
        commit();
      }
    }
    store.delete(keys[4]);
    assertThat(store.list(keys[1], keys[5], 10).stream().map(Map.Entry::getKey))
        .containsExactly(keys[1], keys[2], keys[3]);
    assertThat(store.list(keys[1], keys[5], 2)).hasSize(2);
    assertThat(store.list(keys[5], keys[5], 10)).isEmpty();
  }

  @Test
  void kill_takesWhatWasNotCommitted() throws Exception {
    EntryStore store = store();
    store.put(bytes("a"), bytes("1"));
    store.put(bytes("b"), bytes("1"));
    commit();
    store.put(bytes("a"), bytes("2"));
    store.put(bytes("c"), bytes("2"));
    store.delete(bytes("b"));
    EntryStore again = kill();
    assertThat(again.get(bytes("a"))).isEqualTo(bytes("1"));
    assertThat(again.get(bytes("b"))).isEqualTo(bytes("1"));
    assertThat(again.get(bytes("c"))).isNull();
  }

  /** Puts, deletions, commits and kills in any order, against a map. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void randomProgram_isAsOnAMap(int seed) throws Exception {
    Random random = new Random(seed);
    NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
    NavigableMap<byte[], byte[]> committed = new TreeMap<>(Arrays::compareUnsigned);
    EntryStore store = store();
    commit();
    for (int step = 0; step < 3_000; step++) {
      byte[] key = bytes("k" + random.nextInt(60));
      int what = random.nextInt(100);
      if (what < 55) {
        byte[] value = new byte[random.nextInt(300)];
        random.nextBytes(value);
        store.put(key, value);
        model.put(key, value);
      } else if (what < 85) {
        store.delete(key);
        model.remove(key);
      } else if (what < 97) {
        assertThat(store.get(key)).isEqualTo(model.get(key));
      } else if (what < 99) {
        commit();
        committed.clear();
        committed.putAll(model);
      } else {
        store = kill();
        model.clear();
        model.putAll(committed);
      }
      if (step % 100 == 0) {
        assertSame(store, model);
      }
    }
    assertSame(store, model);
  }

  private static void assertSame(EntryStore store, NavigableMap<byte[], byte[]> model) {
    var items = store.list(bytes("k"), END, 1_000);
    assertThat(items.stream().map(Map.Entry::getKey)).containsExactlyElementsOf(model.keySet());
    assertThat(items.stream().map(Map.Entry::getValue)).containsExactlyElementsOf(model.values());
  }
}
