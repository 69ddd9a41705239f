// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.BridgeLab.Death;
import io.github.otelmail.bridge.rocksdb.RocksStore;
import io.github.otelmail.bridge.rocksdb.StoreDirectory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same spans come out wherever the queue entries are kept. */
class QueueStoreTest {
  private static final List<String> GREYLIST = CapturedLog.lines("greylist/mail.log");

  @TempDir Path directory;

  private int labs;

  private BridgeLab lab(QueueStore store) throws IOException {
    return lab(store, GREYLIST);
  }

  private BridgeLab lab(QueueStore store, List<String> lines) throws IOException {
    BridgeLab lab = new BridgeLab(Files.createDirectory(directory.resolve("lab-" + labs++)));
    lab.queueStore = store;
    lab.unpackedEntries = 0;
    return lab.log("mail.log", lines).inStepsOf(15);
  }

  private Path stateOfLast() {
    return directory.resolve("lab-" + (labs - 1)).resolve("state");
  }

  private static void assertSame(BridgeLab actual, BridgeLab expected) {
    assertThat(actual.received()).isEqualTo(expected.received());
    assertThat(actual.parents()).isEqualTo(expected.parents());
  }

  @ParameterizedTest
  @ValueSource(strings = {"greylist", "content-filter"})
  void spans_areTheSameAsWithTheHeap(String capture) throws IOException {
    List<String> lines = CapturedLog.lines(capture + "/mail.log");
    BridgeLab heap = lab(QueueStore.HEAP, lines);
    heap.unpackedEntries = 20_000;
    heap.quiet(8, Duration.ofSeconds(1)).run();
    BridgeLab stored = lab(QueueStore.ROCKSDB, lines);
    stored.quiet(8, Duration.ofSeconds(1)).run();
    assertSame(stored, heap);
    assertThat(stateOfLast().resolve("queue-store")).isDirectory();
    assertThat(stateOfLast().resolve("checkpoint")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(Death.class)
  void killedAtAnyExport_losesNothingAndRepeatsNoIds(Death death) throws IOException {
    BridgeLab heap = lab(QueueStore.HEAP).run();
    int[] stored = {0};
    for (int export = 1; export <= heap.exports(); export++) {
      BridgeLab killed = lab(QueueStore.ROCKSDB).dyingAt(export, death);
      killed.onDeath = () -> stored[0] += committedEntries(stateOfLast());
      assertThat(killed.run().received())
          .as("killed at export %d", export)
          .isEqualTo(heap.received());
    }
    assertThat(stored[0]).isGreaterThan(heap.exports());
  }

  private static int committedEntries(Path state) {
    StoreDirectory database = new StoreDirectory(state.resolve("queue-store"));
    try (RocksStore store = new RocksStore(database, Checkpoints.VERSION)) {
      boolean unused = store.read(in -> {});
      return store.list(new byte[] {'o'}, new byte[] {'p'}, 1_000).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void killedAtEveryExport_andChangedToTheOtherStore_losesNothingAndRepeatsNoIds()
      throws IOException {
    BridgeLab heap = lab(QueueStore.HEAP).run();
    BridgeLab changing = lab(QueueStore.HEAP);
    for (int export = 1; export <= 3 * heap.exports(); export += 2) {
      changing.dyingAt(export, Death.BEFORE_THE_CHECKPOINT);
    }
    changing.growingAfterDeath = true;
    int[] deaths = {0};
    changing.onDeath =
        () -> {
          deaths[0]++;
          changing.queueStore =
              changing.queueStore == QueueStore.HEAP ? QueueStore.ROCKSDB : QueueStore.HEAP;
        };
    changing.run();
    assertSame(changing, heap);
    assertThat(deaths[0]).isGreaterThan(5);
    boolean inHeap = changing.queueStore == QueueStore.HEAP;
    assertThat(Files.exists(stateOfLast().resolve("checkpoint"))).isEqualTo(inHeap);
    assertThat(Files.exists(stateOfLast().resolve("queue-store"))).isEqualTo(!inHeap);
  }

  @Test
  void damagedDatabase_isSetAside_andTheLogsAreReadAgain() throws IOException {
    Set<String> expected = lab(QueueStore.HEAP).run().received();
    BridgeLab lab = lab(QueueStore.ROCKSDB).dyingAt(4, Death.BEFORE_THE_CHECKPOINT);
    lab.onDeath = () -> damage(stateOfLast().resolve("queue-store"));
    assertThat(lab.run().received()).isEqualTo(expected);
    assertThat(lab.said())
        .contains("the checkpoint cannot be used: ")
        .contains("queue-store.damaged; the logs are read from their start");
    assertThat(stateOfLast().resolve("queue-store.damaged")).isDirectory();
  }

  /** Changes a byte in the middle of every log and table. */
  private static void damage(Path database) {
    try (Stream<Path> files = Files.list(database)) {
      for (Path file : files.filter(each -> each.toString().matches(".*[0-9].*")).toList()) {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
          if (content.length() > 0) {
            content.seek(content.length() / 2);
            int old = content.read();
            content.seek(content.length() / 2);
            content.write(old ^ 0x55);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void fromStart_forgetsWhatTheDatabaseHas() throws IOException {
    BridgeLab lab = lab(QueueStore.ROCKSDB);
    Set<String> first = Set.copyOf(lab.run().received());
    lab.from = RunSettings.From.START;
    assertThat(lab.run().received()).isEqualTo(first);
    assertThat(lab.said()).doesNotContain("cannot be used");
  }

  @Test
  void library_isOnTheClassPathOfTheBuildOnly() {
    assertThat(QueueStore.HEAP.problem()).isEmpty();
    assertThat(QueueStore.ROCKSDB.problem()).isEmpty();
    assertThat(QueueStore.problem(ClassLoader.getPlatformClassLoader()))
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .contains("--queue-store=rocksdb needs rocksdbjni-11.8.1.jar")
                    .contains("put it into ")
                    .contains("org.rocksdb:rocksdbjni:11.8.1"));
  }
}
