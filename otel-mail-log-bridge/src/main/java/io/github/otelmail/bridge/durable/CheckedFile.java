// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * A file that is replaced as a whole: after a crash or a power cut at any moment it is the old one
 * or the new one. The new one is written beside it, forced to the disk, and renamed; then the
 * directory is forced.
 *
 * <p>Format: magic number, version, content, CRC32C of all that. Any incompatible change of a
 * content takes a new version.
 */
public final class CheckedFile implements Replaceable {
  private static final int MAGIC = 0x6F6D6272;
  private static final int CRC_BYTES = Long.BYTES;

  private final Disk disk;
  private final String name;
  private final int version;

  /** A file of that name, which need not be there yet. */
  public CheckedFile(Disk disk, String name, int version) {
    this.disk = disk;
    this.name = name;
    this.version = version;
  }

  @Override
  public Path path() {
    return disk.path().resolve(name);
  }

  @Override
  public long size() throws IOException {
    try (Disk.Content file = disk.open(name)) {
      return file.size();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /** The next write replaces the file in any case. */
  @Override
  public void disregard() {}

  @Override
  public void write(Writer content) throws IOException {
    String next = name + ".next";
    try (Disk.Content file = disk.create(next)) {
      fill(file, content, next);
    }
    disk.rename(next, name);
    disk.force();
  }

  private void fill(Disk.Content file, Writer content, String next) throws IOException {
    try {
      CheckedOutputStream checked = new CheckedOutputStream(DiskStreams.out(file), new CRC32C());
      DataOutputStream out = new DataOutputStream(checked);
      out.writeInt(MAGIC);
      out.writeInt(version);
      content.write(out);
      out.writeLong(checked.getChecksum().getValue());
      out.flush();
      file.force();
    } catch (IOException e) {
      giveBack(next, e);
      throw e;
    }
  }

  /** A part of a file on a full disk is of use to nobody. */
  private void giveBack(String part, IOException failure) {
    try {
      disk.delete(part);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Reads the file; when the checksum is wrong, the reader is not called.
   *
   * @return false when there is none
   */
  @Override
  public boolean read(Reader content) throws IOException {
    try (Disk.Content file = disk.open(name)) {
      verify(file);
      DataInputStream in = new DataInputStream(DiskStreams.in(file));
      if (in.readInt() != MAGIC) {
        throw new DamagedException("it is no file of otel-mail");
      }
      DamagedException.checkVersion(in.readInt(), version);
      content.read(in);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static void verify(Disk.Content file) throws IOException {
    long length = file.size() - CRC_BYTES;
    if (length < 2 * Integer.BYTES) {
      throw new DamagedException("it is too short");
    }
    CheckedInputStream checked = new CheckedInputStream(DiskStreams.in(file), new CRC32C());
    DataInputStream in = new DataInputStream(checked);
    skip(in, length);
    long crc = checked.getChecksum().getValue();
    if (in.readLong() != crc) {
      throw new DamagedException("its checksum is wrong");
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

  @Override
  public void delete() throws IOException {
    disk.delete(name);
    disk.force();
  }

  @Override
  public Path setAside() throws IOException {
    String aside = name + ".damaged";
    disk.rename(name, aside);
    disk.force();
    return disk.path().resolve(aside);
  }
}
