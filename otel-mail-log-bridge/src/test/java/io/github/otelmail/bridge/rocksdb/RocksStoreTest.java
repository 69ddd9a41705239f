// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.bridge.durable.DamagedException;
import io.github.otelmail.bridge.tracker.EntryStore;
import io.github.otelmail.bridge.tracker.EntryStoreContract;
import io.github.otelmail.bridge.tracker.EntryStoreException;
import java.io.DataInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest extends EntryStoreContract {
  @TempDir Path directory;

  private RocksStore store;

  @BeforeEach
  void make() {
    store = store(1);
  }

  private RocksStore store(int version) {
    return new RocksStore(new StoreDirectory(directory.resolve("db")), version);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected EntryStore store() throws IOException {
    assertThat(store.read(in -> {})).isFalse();
    return store;
  }

  @Override
  protected void commit() throws IOException {
    store.write(out -> out.writeUTF("content"));
  }

  @Override
  protected EntryStore kill() throws IOException {
    store.close();
    assertThat(store.read(in -> {})).isTrue();
    return store;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Something to find damage in. */
  private void fill() throws IOException {
    EntryStore empty = store();
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      byte[] value = new byte[500];
      random.nextBytes(value);
      empty.put(bytes("k" + i), value);
    }
    commit();
    store.close();
    // Opened once more, what was in the log goes into a table.
    kill();
    store.close();
  }

  private static Path largest(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(suffix))
          .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
          .orElseThrow();
    }
  }

  private void change(String suffix, double place) throws IOException {
    Path file = largest(store.path(), suffix);
    byte[] content = Files.readAllBytes(file);
    content[(int) (place * content.length)] ^= 0x10;
    Files.write(file, content);
  }

  @Test
  void library_isOfTheVersionThatIsAskedFor() {
    assertThat(org.rocksdb.RocksDB.rocksdbVersion()).hasToString("11.8.1");
  }

  @Test
  void content_ofAnyLength_isWhatWasWrittenLast() throws IOException {
    assertThat(store.read(in -> {})).isFalse();
    for (int length : new int[] {300_000, 0, 1 << 16, (1 << 16) - 4, 131_072, 5}) {
      byte[] content = new byte[length];
      new Random(length).nextBytes(content);
      store.write(
          out -> {
            out.write(content);
            out.writeByte(7);
          });
      store.close();
      assertThat(store.read(in -> assertIs(content, in))).isTrue();
    }
    assertThat(store.size()).isPositive();
  }

  private static void assertIs(byte[] content, DataInput in) throws IOException {
    byte[] read = new byte[content.length];
    in.readFully(read);
    assertThat(Arrays.equals(read, content)).isTrue();
    assertThat(in.readByte()).isEqualTo((byte) 7);
    assertThatThrownBy(in::readByte).isInstanceOf(java.io.EOFException.class);
  }

  @Test
  void entriesWithoutACheckpoint_doNotCount() throws IOException {
    EntryStore empty = store();
    for (int i = 0; i < 40; i++) {
      empty.put(bytes("k" + i), new byte[1 << 20]);
    }
    store.close();
    EntryStore again = store();
    assertThat(again.get(bytes("k1"))).isNull();
    assertThat(again.list(bytes("a"), bytes("z"), 10)).isEmpty();
  }

  @Test
  void disregarded_isEmpty_butOnlyAWriteMakesItLast() throws IOException {
    EntryStore empty = store();
    for (int i = 0; i < 2_500; i++) {
      empty.put(bytes("k" + i), bytes("v"));
    }
    commit();
    store.close();
    store.disregard();
    assertThat(store.list(bytes("a"), bytes("z"), 10)).isEmpty();
    assertThat(kill().list(bytes("a"), bytes("z"), 3_000)).hasSize(2_500);
    store.close();
    store.disregard();
    store.write(out -> {});
    assertThat(kill().list(bytes("a"), bytes("z"), 10)).isEmpty();
  }

  @Test
  void failureOfTheWriter_changesNothing() throws IOException {
    store().put(bytes("a"), bytes("1"));
    commit();
    assertThatThrownBy(
            () ->
                store.write(
                    out -> {
                      out.writeUTF("half");
                      throw new IOException("no");
                    }))
        .hasMessage("no");
    store.close();
    assertThat(store.read(in -> assertThat(in.readUTF()).isEqualTo("content"))).isTrue();
  }

  private void fail() {
    assertThatThrownBy(
            () ->
                store.write(
                    out -> {
                      throw new IOException("no");
                    }))
        .hasMessage("no");
  }

  @Test
  void failedCommits_keepTheChangesThatWereMade() throws IOException {
    EntryStore empty = store();
    empty.put(bytes("a"), bytes("1"));
    empty.put(bytes("b"), bytes("1"));
    commit();
    for (int i = 0; i < 10; i++) {
      empty.put(bytes("a"), bytes("2" + i));
      empty.put(bytes("c"), bytes("3" + i));
      empty.put(bytes("d"), bytes("4"));
      empty.delete(bytes("d"));
      empty.delete(bytes("b"));
      fail();
    }
    assertChanged(empty);
    commit();
    assertChanged(empty);
    assertChanged(kill());
  }

  private static void assertChanged(EntryStore changed) {
    assertThat(changed.list(bytes("a"), bytes("z"), 10).stream().map(Map.Entry::getValue))
        .containsExactly(bytes("29"), bytes("39"));
    assertThat(changed.get(bytes("b"))).isNull();
    assertThat(changed.get(bytes("d"))).isNull();
  }

  @Test
  void otherVersion_isDamage() throws IOException {
    store();
    commit();
    store.close();
    store = store(2);
    assertThatThrownBy(() -> store.read(in -> {}))
        .isInstanceOf(DamagedException.class)
        .hasMessage("it is of version 1, and this otel-mail reads version 2");
  }

  @Test
  void changedTable_isDamage_andSetAside() throws IOException {
    fill();
    change(".sst", 0.4);
    assertThatThrownBy(() -> store.read(in -> {})).isInstanceOf(DamagedException.class);
    Path aside = store.setAside();
    assertThat(aside).isDirectory().hasFileName("db.damaged");
    assertThat(store.get(bytes("k1"))).isNull();
    commit();
    assertThat(kill().get(bytes("k1"))).isNull();
    assertThat(store.setAside()).isEqualTo(aside);
  }

  @Test
  void missingTable_isDamage() throws IOException {
    fill();
    Files.delete(largest(store.path(), ".sst"));
    assertThatThrownBy(() -> store.read(in -> {})).isInstanceOf(DamagedException.class);
  }

  @Test
  void changedLog_isDamage() throws IOException {
    EntryStore empty = store();
    for (int i = 0; i < 5; i++) {
      empty.put(bytes("k" + i), new byte[50_000]);
      commit();
    }
    store.close();
    change(".log", 0.3);
    assertThatThrownBy(() -> store.read(in -> {})).isInstanceOf(DamagedException.class);
  }

  @Test
  void lostPointer_isDamage() throws IOException {
    fill();
    Files.writeString(store.path().resolve("CURRENT"), "x");
    assertThatThrownBy(() -> store.read(in -> {})).isInstanceOf(DamagedException.class);
    store.disregard();
    assertThat(store.get(bytes("k1"))).isNull();
  }

  @Test
  void tornEndOfTheLog_isTheCommitBefore() throws IOException {
    store().put(bytes("a"), bytes("1"));
    commit();
    store.put(bytes("a"), bytes("2"));
    commit();
    store.close();
    Path log = largest(store.path(), ".log");
    byte[] content = Files.readAllBytes(log);
    Files.write(log, Arrays.copyOf(content, content.length - 3));
    assertThat(kill().get(bytes("a"))).isEqualTo(bytes("1"));
  }

  @Test
  void contentThatIsNotUnderstood_isDamage() throws IOException {
    store();
    commit();
    store.close();
    assertThatThrownBy(
            () ->
                store.read(
                    in -> {
                      throw new EntryStoreException("strange", new IOException());
                    }))
        .isInstanceOf(DamagedException.class)
        .hasMessage("strange");
  }

  @Test
  void delete_leavesNothing() throws IOException {
    fill();
    store.delete();
    store.delete();
    assertThat(store.path()).doesNotExist();
    assertThat(store.size()).isZero();
  }

  @Test
  void storeThatWasNotRead_isOfNoUse() {
    assertThatThrownBy(() -> store.get(bytes("a"))).isInstanceOf(IllegalStateException.class);
  }
}
