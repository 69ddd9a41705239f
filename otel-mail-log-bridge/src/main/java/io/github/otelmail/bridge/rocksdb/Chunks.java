// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.rocksdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** A long content in pieces, under keys that begin with a zero byte. */
final class Chunks {
  private static final int SIZE = 1 << 16;

  private Chunks() {}

  private static byte[] key(int number) {
    return ByteBuffer.allocate(1 + Integer.BYTES).put((byte) 0).putInt(number).array();
  }

  static boolean exist(Database db) throws RocksDBException {
    return db.get(key(0)) != null;
  }

  /** Reads the pieces one after the other. */
  static final class Input extends InputStream {
    private final Database db;
    private int number;
    private byte[] chunk = new byte[0];
    private int position;

    Input(Database db) {
      this.db = db;
    }

    @Override
    public int read() throws IOException {
      return fill() ? chunk[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, chunk.length - position);
      System.arraycopy(chunk, position, into, offset, count);
      position += count;
      return count;
    }

    private boolean fill() throws IOException {
      while (position == chunk.length) {
        byte[] next = get(number);
        if (next == null) {
          return false;
        }
        chunk = next;
        position = 0;
        number++;
      }
      return true;
    }

    private byte @Nullable [] get(int which) throws IOException {
      try {
        return db.get(key(which));
      } catch (RocksDBException e) {
        throw Database.failure(e);
      }
    }
  }

  /** Writes pieces in place of those there were. */
  static final class Output extends OutputStream {
    private final Database db;
    private final byte[] chunk = new byte[SIZE];
    private int length;
    private int number;

    Output(Database db) {
      this.db = db;
    }

    @Override
    public void write(int b) throws IOException {
      if (length == SIZE) {
        flushChunk();
      }
      chunk[length++] = (byte) b;
    }

    @Override
    public void write(byte[] from, int offset, int count) throws IOException {
      int at = offset;
      int left = count;
      while (left > 0) {
        if (length == SIZE) {
          flushChunk();
        }
        int part = Math.min(left, SIZE - length);
        System.arraycopy(from, at, chunk, length, part);
        length += part;
        at += part;
        left -= part;
      }
    }

    private void flushChunk() throws IOException {
      try {
        db.put(key(number++), Arrays.copyOf(chunk, length));
        length = 0;
      } catch (RocksDBException e) {
        throw Database.failure(e);
      }
    }

    /** Writes the last piece, and removes older ones behind it. */
    @Override
    public void close() throws IOException {
      flushChunk();
      try {
        for (int behind = number; db.get(key(behind)) != null; behind++) {
          db.delete(key(behind));
        }
      } catch (RocksDBException e) {
        throw Database.failure(e);
      }
    }
  }
}
