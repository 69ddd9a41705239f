// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * A file that is replaced as a whole: after a crash at any moment it is the old one or the new one.
 *
 * <p>Format: magic number, version, content, CRC32C of all that. Any incompatible change of a
 * content takes a new version.
 */
final class CheckedFile {
  private static final int MAGIC = 0x6F6D6272;
  private static final int CRC_BYTES = Long.BYTES;

  /** Writes the content. */
  @FunctionalInterface
  interface Writer {
    void write(DataOutput out) throws IOException;
  }

  /** Reads the content. */
  @FunctionalInterface
  interface Reader {
    void read(DataInput in) throws IOException;
  }

  /** The file is not what was written to it, or of a version that is not understood. */
  static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }

  private final Path path;
  private final int version;

  CheckedFile(Path path, int version) {
    this.path = path;
    this.version = version;
  }

  Path path() {
    return path;
  }

  /** Replaces the file; it is on the disk when this returns. */
  void write(Writer content) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".next");
    try (FileOutputStream file = new FileOutputStream(next.toFile())) {
      CheckedOutputStream checked =
          new CheckedOutputStream(new BufferedOutputStream(file, 1 << 16), new CRC32C());
      DataOutputStream out = new DataOutputStream(checked);
      out.writeInt(MAGIC);
      out.writeInt(version);
      content.write(out);
      out.writeLong(checked.getChecksum().getValue());
      out.flush();
      file.getFD().sync();
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncDirectory();
  }

  /**
   * Reads the file.
   *
   * @return false when there is none
   * @throws DamagedException when the checksum is wrong; the reader was not called then
   */
  boolean read(Reader content) throws IOException {
    try {
      verify();
    } catch (NoSuchFileException e) {
      return false;
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
      if (in.readInt() != MAGIC) {
        throw new DamagedException("it is no file of otel-mail");
      }
      int written = in.readInt();
      if (written != version) {
        throw new DamagedException(
            "it is of version " + written + ", and this otel-mail reads version " + version);
      }
      content.read(in);
    }
    return true;
  }

  private void verify() throws IOException {
    long length = Files.size(path) - CRC_BYTES;
    CheckedInputStream checked =
        new CheckedInputStream(
            new BufferedInputStream(Files.newInputStream(path), 1 << 16), new CRC32C());
    try (DataInputStream in = new DataInputStream(checked)) {
      if (length < 2 * Integer.BYTES) {
        throw new DamagedException("it is too short");
      }
      skip(in, length);
      long crc = checked.getChecksum().getValue();
      if (in.readLong() != crc) {
        throw new DamagedException("its checksum is wrong");
      }
    }
  }

  private static void skip(InputStream in, long count) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = count;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new DamagedException("it is too short");
      }
      left -= read;
    }
  }

  private void syncDirectory() throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
