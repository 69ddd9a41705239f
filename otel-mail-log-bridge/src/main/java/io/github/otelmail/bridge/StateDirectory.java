// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.durable.Disk;
import io.github.otelmail.bridge.durable.DiskDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The directory with what a restart needs. One process at a time owns it. */
final class StateDirectory implements Closeable {
  private final Disk disk;
  private final FileChannel lock;

  private StateDirectory(Disk disk, FileChannel lock) {
    this.disk = disk;
    this.lock = lock;
  }

  /**
   * Where the state is kept unless the user says otherwise: {@code STATE_DIRECTORY} as systemd sets
   * it, else {@code otel-mail} in the state home of the XDG base directory specification.
   */
  static Path byDefault(Map<String, String> environment) {
    String systemd = environment.get("STATE_DIRECTORY");
    if (systemd != null && !systemd.isEmpty()) {
      // More than one directory is separated by colons; systemd.exec(5).
      int colon = systemd.indexOf(':');
      return Path.of(colon < 0 ? systemd : systemd.substring(0, colon));
    }
    String xdg = environment.get("XDG_STATE_HOME");
    Path home =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".local", "state")
            : Path.of(xdg);
    return home.resolve("otel-mail");
  }

  /**
   * Creates the directory where it is missing, and takes it.
   *
   * @throws FailedException when it cannot be written to, or another process has it
   */
  static StateDirectory open(Path path) {
    FileChannel lock = null;
    try {
      Disk disk = DiskDirectory.open(path);
      lock =
          FileChannel.open(
              path.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (tryLock(lock) == null) {
        String owner = StandardCharsets.UTF_8.decode(read(lock)).toString().strip();
        lock.close();
        throw new FailedException(
            "another otel-mail"
                + (owner.isEmpty() ? "" : ", process " + owner + ",")
                + " works with the state directory "
                + path
                + "; stop it, or give this one a directory of its own with --state-dir");
      }
      lock.truncate(0);
      lock.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"), 0);
      return new StateDirectory(disk, lock);
    } catch (IOException e) {
      closeQuietly(lock);
      throw new FailedException(
          "cannot write to the state directory "
              + path
              + " ("
              + e
              + "); make it writable for this user, or name another one with --state-dir");
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
      return null;
    }
  }

  private static ByteBuffer read(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(32);
    channel.read(content, 0);
    return content.flip();
  }

  Path path() {
    return disk.path();
  }

  /** The files in it. */
  Disk disk() {
    return disk;
  }

  /** Leaves the directory to the next process. */
  @Override
  public void close() {
    closeQuietly(lock);
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // The lock ends with the process in any case.
        return;
      }
    }
  }
}
