// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.rocksdb;

import io.github.otelmail.bridge.durable.DamagedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WBWIRocksIterator;
import org.rocksdb.WriteBatchWithIndex;
import org.rocksdb.WriteOptions;

/**
 * An open database with what has changed since the last commit on top of it. Small by choice: two
 * write buffers and a cache are all that it keeps in memory, besides the changes.
 */
final class Database implements Closeable {
  private static final long WRITE_BUFFER_BYTES = 8L << 20;
  private static final long CACHE_BYTES = 16L << 20;
  private static final long FILE_BYTES = 16L << 20;
  private static final long LEVEL_BYTES = 64L << 20;
  private static final int BITS_PER_KEY = 10;
  private static final int OPEN_FILES = 64;

  private final Cache cache = new LRUCache(CACHE_BYTES);
  private final BloomFilter filter = new BloomFilter(BITS_PER_KEY);
  private final Options options = options(cache, filter);
  private final ReadOptions reading = new ReadOptions();
  private final WriteOptions forced = new WriteOptions().setSync(true);
  private final WriteOptions unforced = new WriteOptions();
  private final DBOptions comparing = new DBOptions();
  private final RocksDB db;
  private WriteBatchWithIndex changes = new WriteBatchWithIndex(true);

  /**
   * Opens the database, and makes it where it is missing.
   *
   * @throws DamagedException when it is not as it was written
   */
  Database(Path directory) throws IOException {
    RocksDB opened = null;
    try {
      opened = RocksDB.open(options, directory.toString());
      opened.verifyChecksum();
    } catch (RocksDBException e) {
      if (opened != null) {
        opened.close();
      }
      closeRest();
      throw failure(e);
    }
    db = opened;
  }

  private static Options options(Cache cache, BloomFilter filter) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setFilterPolicy(filter);
    return new Options()
        .setCreateIfMissing(true)
        .setParanoidChecks(true)
        // What was committed is never taken back: only the torn end of a log may be missing.
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setTableFormatConfig(table)
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setMaxWriteBufferNumber(2)
        .setTargetFileSizeBase(FILE_BYTES)
        .setMaxBytesForLevelBase(LEVEL_BYTES)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(OPEN_FILES)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  /** The failure as others know it. */
  static IOException failure(RocksDBException e) {
    Status status = e.getStatus();
    Status.Code code = status == null ? Status.Code.Undefined : status.getCode();
    String message = String.valueOf(e.getMessage());
    boolean isFileMissing =
        code == Status.Code.IOError && message.contains("No such file or directory");
    return switch (code) {
      case Corruption, InvalidArgument, NotSupported, NotFound -> new DamagedException(message);
      default -> isFileMissing ? new DamagedException(message) : new IOException(message, e);
    };
  }

  byte @Nullable [] get(byte[] key) throws RocksDBException {
    return changes.getFromBatchAndDB(db, reading, key);
  }

  void put(byte[] key, byte[] value) throws RocksDBException {
    changes.put(key, value);
  }

  void delete(byte[] key) throws RocksDBException {
    changes.delete(key);
  }

  List<Map.Entry<byte[], byte[]>> list(byte[] from, byte @Nullable [] to, int limit)
      throws RocksDBException {
    List<Map.Entry<byte[], byte[]>> found = new ArrayList<>(Math.min(limit, 16));
    try (RocksIterator each = changes.newIteratorWithBase(db.newIterator(reading))) {
      each.seek(from);
      while (found.size() < limit && each.isValid()) {
        byte[] key = each.key();
        if (to != null && Arrays.compareUnsigned(key, to) >= 0) {
          break;
        }
        found.add(new SimpleImmutableEntry<>(key, each.value()));
        each.next();
      }
      each.status();
    }
    return found;
  }

  /**
   * Leaves the last change of each key, and none of what is not there anyway: so changes that
   * cannot be committed take no more memory than what they change.
   */
  void condense() throws RocksDBException {
    WriteBatchWithIndex all = changes;
    WriteBatchWithIndex condensed = new WriteBatchWithIndex(true);
    byte[] before = null;
    try (WBWIRocksIterator each = all.newIterator()) {
      for (each.seekToFirst(); each.isValid(); each.next()) {
        ByteBuffer slice = each.entry().getKey().data();
        byte[] key = new byte[slice.remaining()];
        slice.get(key);
        if (!Arrays.equals(key, before)) {
          before = key;
          byte[] value = all.getFromBatch(comparing, key);
          if (value != null) {
            condensed.put(key, value);
          } else if (db.get(reading, key) != null) {
            condensed.delete(key);
          }
        }
      }
      each.status();
    }
    changes = condensed;
    all.close();
  }

  /** Makes all changes last, in one step; when this fails they are still to be made. */
  void commit() throws RocksDBException {
    write(forced);
  }

  /** Makes all changes without waiting for the disk. */
  void write() throws RocksDBException {
    write(unforced);
  }

  private void write(WriteOptions how) throws RocksDBException {
    db.write(how, changes);
    changes.clear();
  }

  @Override
  public void close() {
    changes.close();
    db.close();
    closeRest();
  }

  private void closeRest() {
    reading.close();
    forced.close();
    unforced.close();
    comparing.close();
    options.close();
    filter.close();
    cache.close();
  }
}
