// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.rocksdb;

import io.github.otelmail.bridge.durable.DamagedException;
import io.github.otelmail.bridge.durable.Replaceable;
import io.github.otelmail.bridge.tracker.EntryStore;
import io.github.otelmail.bridge.tracker.EntryStoreException;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * A RocksDB database with the checkpoint and the entries that belong to it: both change in one
 * step, when the checkpoint is written. Nothing is of use before {@link #read} or {@link
 * #disregard}.
 */
public final class RocksStore implements EntryStore, Replaceable, Closeable {
  /** Of what may be lost as long as there is no checkpoint, no more waits in memory. */
  private static final long LOADING_BYTES = 8L << 20;

  private static final byte[] FIRST = {};
  private static final int CHUNK = 1_000;

  private final StoreDirectory directory;
  private final int version;
  private @Nullable Database db;

  /** There was no checkpoint, and none was begun: nothing counts if this run ends now. */
  private boolean loading;

  private long loadedBytes;

  /**
   * A database that is opened later.
   *
   * @param version of the checkpoint's content
   */
  public RocksStore(StoreDirectory directory, int version) {
    this.directory = directory;
    this.version = version;
  }

  @Override
  public Path path() {
    return directory.path();
  }

  @Override
  public long size() throws IOException {
    return directory.size();
  }

  private Database open() throws IOException {
    Database opened = db;
    if (opened == null) {
      load();
      opened = new Database(directory.path());
      db = opened;
    }
    return opened;
  }

  private static void load() throws IOException {
    try {
      RocksDB.loadLibrary();
    } catch (RuntimeException | UnsatisfiedLinkError e) {
      throw new IOException(
          "the library of RocksDB cannot be loaded ("
              + e.getMessage()
              + "); it is unpacked into "
              + System.getProperty("java.io.tmpdir")
              + ", or the directory that ROCKSDB_SHAREDLIB_DIR names",
          e);
    }
  }

  @Override
  public boolean read(Reader content) throws IOException {
    try {
      Database opened = open();
      if (!Chunks.exist(opened)) {
        // At most what was being loaded for the first one.
        clear(opened);
        opened.write();
        loading = true;
        return false;
      }
      DataInputStream in = new DataInputStream(new Chunks.Input(opened));
      DamagedException.checkVersion(in.readInt(), version);
      content.read(in);
      return true;
    } catch (RocksDBException e) {
      throw Database.failure(e);
    } catch (EntryStoreException e) {
      throw new DamagedException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void disregard() throws IOException {
    try {
      clear(open());
    } catch (DamagedException e) {
      delete();
      Database unused = open();
    } catch (RocksDBException e) {
      throw Database.failure(e);
    }
  }

  private static void clear(Database opened) throws RocksDBException {
    List<Map.Entry<byte[], byte[]>> items = opened.list(FIRST, null, CHUNK);
    while (!items.isEmpty()) {
      for (Map.Entry<byte[], byte[]> item : items) {
        opened.delete(item.getKey());
      }
      items = opened.list(items.get(items.size() - 1).getKey(), null, CHUNK);
    }
  }

  @Override
  public void write(Writer content) throws IOException {
    Database opened = open();
    loading = false;
    try (DataOutputStream out = new DataOutputStream(new Chunks.Output(opened))) {
      out.writeInt(version);
      content.write(out);
    } catch (IOException e) {
      condense(opened, e);
      throw e;
    }
    try {
      opened.commit();
    } catch (RocksDBException e) {
      IOException failure = Database.failure(e);
      condense(opened, failure);
      throw failure;
    }
  }

  private static void condense(Database opened, IOException failure) {
    try {
      opened.condense();
    } catch (RocksDBException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    try {
      return opened().get(key);
    } catch (RocksDBException e) {
      throw unreadable(e);
    }
  }

  @Override
  public void put(byte[] key, byte[] value) {
    try {
      Database opened = opened();
      opened.put(key, value);
      if (loading) {
        loadedBytes += key.length + value.length;
        if (loadedBytes > LOADING_BYTES) {
          opened.write();
          loadedBytes = 0;
        }
      }
    } catch (RocksDBException e) {
      throw unreadable(e);
    }
  }

  @Override
  public void delete(byte[] key) {
    try {
      opened().delete(key);
    } catch (RocksDBException e) {
      throw unreadable(e);
    }
  }

  @Override
  public List<Map.Entry<byte[], byte[]>> list(byte[] from, byte[] to, int limit) {
    try {
      return opened().list(from, to, limit);
    } catch (RocksDBException e) {
      throw unreadable(e);
    }
  }

  private Database opened() {
    Database opened = db;
    if (opened == null) {
      throw new IllegalStateException("neither read nor disregarded");
    }
    return opened;
  }

  private EntryStoreException unreadable(RocksDBException e) {
    return new EntryStoreException("cannot use " + directory.path() + ": " + e.getMessage(), e);
  }

  @Override
  public Path setAside() throws IOException {
    close();
    Path moved = directory.setAside();
    Database unused = open();
    return moved;
  }

  @Override
  public void delete() throws IOException {
    close();
    directory.delete();
  }

  /** What was not committed is lost. */
  @Override
  public void close() {
    if (db != null) {
      db.close();
      db = null;
    }
    loading = false;
    loadedBytes = 0;
  }
}
