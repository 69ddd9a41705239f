// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.durable.CheckedFile;
import io.github.otelmail.bridge.durable.Disk;
import io.github.otelmail.bridge.durable.Replaceable;
import io.github.otelmail.bridge.rocksdb.RocksStore;
import io.github.otelmail.bridge.rocksdb.StoreDirectory;
import io.github.otelmail.bridge.tracker.EntryStore;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where the checkpoint is kept, and the queue entries that belong to it: in a file and the heap, or
 * in a database. What a run with the other {@link QueueStore} left is there to be carried over.
 */
final class CheckpointStore implements Closeable {
  private final QueueStore kind;
  private final CheckedFile file;
  private final StoreDirectory directory;
  private final int version;
  private @Nullable RocksStore database;

  /**
   * @param version of the checkpoint's content
   */
  CheckpointStore(Disk disk, QueueStore kind, int version) {
    this.kind = kind;
    this.version = version;
    file = new CheckedFile(disk, "checkpoint", version);
    directory = new StoreDirectory(disk.path().resolve("queue-store"));
  }

  /** What is read at the start, and replaced by each commit. */
  Replaceable checkpoint() {
    return kind == QueueStore.HEAP ? file : database();
  }

  /** What the tracker puts aside into; null for the heap. */
  @Nullable EntryStore entries() {
    return kind == QueueStore.HEAP ? null : database();
  }

  /**
   * What to carry over when there is no checkpoint; null for nothing.
   *
   * @throws FailedException when it cannot be read by this installation
   */
  @Nullable Replaceable former() {
    if (kind == QueueStore.ROCKSDB) {
      return file;
    }
    if (!directory.exists()) {
      return null;
    }
    QueueStore.ROCKSDB
        .problem()
        .ifPresent(
            problem -> {
              throw new FailedException(
                  "the last run kept its checkpoint in a database, "
                      + directory.path()
                      + ", and to read that "
                      + problem
                      + ". Or delete that directory: the logs are then read as if they were new");
            });
    return database();
  }

  /** The entries that belong to {@link #former}, once it is read; null for those in the heap. */
  @Nullable EntryStore formerEntries() {
    return kind == QueueStore.HEAP ? database() : null;
  }

  /** Deletes what was carried over, or is not wanted any more. */
  void deleteFormer() throws IOException {
    if (kind == QueueStore.ROCKSDB) {
      if (file.size() > 0) {
        file.delete();
      }
    } else if (directory.exists()) {
      close();
      directory.delete();
    }
  }

  private RocksStore database() {
    RocksStore known = database;
    if (known == null) {
      known = new RocksStore(directory, version);
      database = known;
    }
    return known;
  }

  /** What was not committed is lost. */
  @Override
  public void close() {
    if (database != null) {
      database.close();
      database = null;
    }
  }
}
