// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Tells gzip (RFC 1952), Zstandard (RFC 8878) and plain content apart by the first bytes. */
final class Compression {
  private static final int GZIP_BUFFER_BYTES = 64 * 1024;
  private static final int MAGIC_BYTES = 4;
  private static final int GZIP_MAGIC = 0x1F8B0000;
  private static final int GZIP_MASK = 0xFFFF0000;
  private static final int ZSTD_MAGIC = 0x28B52FFD;
  private static final int BZIP2_MAGIC = 0x425A6800;
  private static final int BZIP2_MASK = 0xFFFFFF00;
  private static final int XZ_MAGIC = 0xFD377A58;

  private Compression() {}

  /**
   * The content, decompressed where it is compressed.
   *
   * @throws IOException with a message that names the input and what to do
   */
  static InputStream unpack(String name, InputStream input) throws IOException {
    byte[] first = input.readNBytes(MAGIC_BYTES);
    int magic = magic(first);
    String problem = problem(name, magic);
    if (problem != null) {
      throw new IOException(problem);
    }
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(first), input);
    try {
      if ((magic & GZIP_MASK) == GZIP_MAGIC) {
        return new GZIPInputStream(new UntilTheEnd(whole), GZIP_BUFFER_BYTES);
      }
      return magic == ZSTD_MAGIC ? new ZstdInputStream(whole) : whole;
    } catch (ZipException | EOFException e) {
      throw new IOException(name + " begins like a gzip file, and is none or is cut short", e);
    }
  }

  /** Why the content cannot be read: a message that names the input and what to do; or null. */
  static @Nullable String problem(String name, InputStream input) throws IOException {
    return problem(name, magic(input.readNBytes(MAGIC_BYTES)));
  }

  private static int magic(byte[] first) {
    return first.length < MAGIC_BYTES ? 0 : ByteBuffer.wrap(first).getInt();
  }

  private static @Nullable String problem(String name, int magic) {
    if (magic != XZ_MAGIC && (magic & BZIP2_MASK) != BZIP2_MAGIC) {
      return null;
    }
    String program = magic == XZ_MAGIC ? "xzcat" : "bzcat";
    return name
        + " is compressed in a way that cannot be read here; use: "
        + program
        + " FILE | otel-mail analyze -";
  }

  /** True for what {@link #unpack} gave when its input was compressed. */
  static boolean isUnpacking(InputStream content) {
    return content instanceof GZIPInputStream || content instanceof ZstdInputStream;
  }

  /**
   * Says that there may be more until the end was read. {@link GZIPInputStream} takes an {@link
   * #available} of 0 after a member for the end of all members: a pipe says 0 whenever its writer
   * is slow, and one that was opened by its name cannot say anything.
   */
  private static final class UntilTheEnd extends FilterInputStream {
    UntilTheEnd(InputStream in) {
      super(in);
    }

    @Override
    public int available() {
      return 1;
    }
  }
}
