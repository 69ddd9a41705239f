// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredEntriesTest {
  private final MapStore store = new MapStore();
  private StoredEntries stored = new StoredEntries(store, 100);
  private byte[] written = new byte[0];

  /** What is known of a stored entry without looking. */
  private record Known(String queueId, long sequence, long touchedMicros, int weight) {}

  private static QueueEntry entry(String queueId, long sequence, long touched) {
    QueueEntry entry = new QueueEntry("mx1", "postfix", queueId, sequence);
    entry.touchedMicros = touched;
    entry.weight = 1 + (int) (sequence % 3);
    return entry;
  }

  private void commit() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    stored.write(new ValueWriter(new DataOutputStream(bytes), SharedTexts.inOrder()));
    written = bytes.toByteArray();
    store.commit();
  }

  private void kill() throws IOException {
    store.kill();
    stored = new StoredEntries(store, 100);
    stored.restore(
        new ValueReader(
            new DataInputStream(new ByteArrayInputStream(written)), SharedTexts.inOrder()),
        new Links(new EntryTable(1, null)));
  }

  /** Entries put aside, taken back, expired, with commits and kills, against a sorted map. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomProgram_isAsOnASortedMap(int seed) throws IOException {
    Random random = new Random(seed);
    NavigableMap<Long, Known> model = new TreeMap<>();
    NavigableMap<Long, Known> committed = new TreeMap<>();
    commit();
    long clock = 1_000;
    long committedClock = clock;
    long sequence = 0;
    for (int step = 0; step < 4_000; step++) {
      clock += random.nextInt(3);
      String id = "Q" + random.nextInt(40);
      int what = random.nextInt(100);
      if (what < 45) {
        QueueEntry added = entry(id, sequence++, clock);
        added.asideOrder = stored.nextOrder();
        stored.add(added);
        model.put(added.asideOrder, known(added));
      } else if (what < 75) {
        List<QueueEntry> taken = take(id, model);
        if (random.nextBoolean()) {
          taken.forEach(each -> giveBack(each, model));
        }
      } else if (what < 90) {
        expire(clock - 100, model);
      } else if (what < 94) {
        commit();
        committed.clear();
        committed.putAll(model);
        committedClock = clock;
      } else if (what < 98) {
        kill();
        model.clear();
        model.putAll(committed);
        clock = committedClock;
      } else {
        clock -= 50;
        stored.restamp(clock);
        restamp(model, clock);
      }
      assertThat(stored.count()).isEqualTo(model.size());
      if (step % 50 == 0) {
        assertSame(model);
      }
    }
  }

  private static Known known(QueueEntry entry) {
    return new Known(entry.id, entry.sequence, entry.touchedMicros, entry.weight);
  }

  private List<QueueEntry> take(String id, NavigableMap<Long, Known> model) {
    List<QueueEntry> taken = stored.mayHold(id) ? stored.take(id) : List.of();
    List<Known> expected = new ArrayList<>();
    model.values().stream().filter(known -> known.queueId().equals(id)).forEach(expected::add);
    assertThat(taken.stream().map(StoredEntriesTest::known))
        .containsExactlyInAnyOrderElementsOf(expected);
    model.values().removeAll(expected);
    return taken;
  }

  private void giveBack(QueueEntry entry, NavigableMap<Long, Known> model) {
    stored.add(entry);
    model.put(entry.asideOrder, known(entry));
  }

  private void expire(long limit, NavigableMap<Long, Known> model) {
    while (stored.mayBeOlder(limit)) {
      StoredForm.Line oldest = Objects.requireNonNull(stored.oldest());
      assertThat(oldest.order()).isEqualTo(model.firstKey());
      if (model.firstEntry().getValue().touchedMicros() > limit) {
        return;
      }
      take(oldest.queueId(), model);
    }
    assertThat(model.isEmpty() || model.firstEntry().getValue().touchedMicros() > limit).isTrue();
  }

  private static void restamp(NavigableMap<Long, Known> model, long clock) {
    model.replaceAll(
        (order, known) -> new Known(known.queueId(), known.sequence(), clock, known.weight()));
  }

  private void assertSame(NavigableMap<Long, Known> model) throws IOException {
    assertThat(stored.weight()).isEqualTo(model.values().stream().mapToLong(Known::weight).sum());
    NavigableMap<Long, Known> seen = new TreeMap<>();
    List<Long> orders = new ArrayList<>();
    stored.forEach(
        entry -> {
          orders.add(entry.asideOrder);
          seen.put(entry.asideOrder, known(entry));
        });
    assertThat(orders).isSorted();
    assertThat(seen).isEqualTo(model);
  }

  @Test
  void oldest_ofNothing_isNull() {
    assertThat(stored.oldest()).isNull();
    assertThat(stored.take("A")).isEmpty();
  }

  @Test
  void store_thatLostSomething_isDamaged() throws IOException {
    stored.add(entry("A", 1, 1));
    commit();
    store.delete(StoredForm.orderKey(0));
    store.commit();
    assertThatThrownBy(this::kill).hasMessageContaining("0 of 1 entries are in the queue store");
  }

  @Test
  void values_thatAreNotUnderstood_areToldAsSuch() {
    stored.add(entry("A", 1, 1));
    store.put(StoredForm.entriesKey("A"), new byte[3]);
    store.put(StoredForm.orderKey(0), new byte[3]);
    assertThatThrownBy(() -> stored.take("A")).isInstanceOf(EntryStoreException.class);
    assertThatThrownBy(() -> stored.oldest()).isInstanceOf(EntryStoreException.class);
  }

  @Test
  void filter_knowsWhatWasAdded_howeverOften() {
    QueueIdFilter filter = new QueueIdFilter(1);
    for (int i = 0; i < 300; i++) {
      filter.add("A");
    }
    for (int i = 0; i < 299; i++) {
      filter.remove("A");
    }
    assertThat(filter.mayHold("A")).isTrue();
    filter.add("B");
    filter.remove("B");
    assertThat(filter.mayHold("B")).isFalse();
  }

  @Test
  void filter_asksSeldomForNothing() {
    QueueIdFilter filter = new QueueIdFilter(100_000);
    for (int i = 0; i < 100_000; i++) {
      filter.add("4bXY%05Xz".formatted(i));
    }
    int asked = 0;
    for (int i = 100_000; i < 200_000; i++) {
      asked += filter.mayHold("4bXY%05Xz".formatted(i)) ? 1 : 0;
    }
    assertThat(asked).isLessThan(50_000);
  }
}
