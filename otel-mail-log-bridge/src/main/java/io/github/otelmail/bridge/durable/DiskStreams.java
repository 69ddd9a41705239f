// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A file from its first byte to its last, as buffered streams. They do not close the file. */
final class DiskStreams {
  private static final int BUFFER_BYTES = 1 << 16;

  private DiskStreams() {}

  static InputStream in(Disk.Content file) {
    return new BufferedInputStream(new In(file), BUFFER_BYTES);
  }

  static OutputStream out(Disk.Content file) {
    return new BufferedOutputStream(new Out(file), BUFFER_BYTES);
  }

  private static final class In extends InputStream {
    private final Disk.Content file;
    private long offset;

    In(Disk.Content file) {
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int start, int length) throws IOException {
      int read = file.read(ByteBuffer.wrap(bytes, start, length), offset);
      offset += Math.max(0, read);
      return read;
    }
  }

  private static final class Out extends OutputStream {
    private final Disk.Content file;
    private long offset;

    Out(Disk.Content file) {
      this.file = file;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
      file.write(ByteBuffer.wrap(bytes, start, length), offset);
      offset += length;
    }
  }
}
