// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory of the file system. */
public final class DiskDirectory implements Disk {
  private final Path path;

  private DiskDirectory(Path path) {
    this.path = path;
  }

  /** Opens the directory, and makes it, with those above it, where it is missing. */
  public static DiskDirectory open(Path path) throws IOException {
    make(path.toAbsolutePath());
    return new DiskDirectory(path);
  }

  private static void make(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.getParent();
    if (parent == null || Files.exists(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
    make(parent);
    // Also when another process makes it at the same time.
    Path unused = Files.createDirectories(directory);
    try {
      force(parent);
    } catch (AccessDeniedException e) {
      // May be written to and not read, and so not be forced: the system does that in its time.
      return;
    }
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  @Override
  public Content open(String name) throws IOException {
    return new ChannelContent(
        FileChannel.open(path.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public Content create(String name) throws IOException {
    return new ChannelContent(
        FileChannel.open(
            path.resolve(name),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Path unused =
        Files.move(
            path.resolve(from),
            path.resolve(to),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String name) throws IOException {
    boolean unused = Files.deleteIfExists(path.resolve(name));
  }

  @Override
  public void force() throws IOException {
    force(path);
  }

  private static void force(@Nullable Path directory) throws IOException {
    if (directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public long usableBytes() throws IOException {
    return Files.getFileStore(path).getUsableSpace();
  }

  private record ChannelContent(FileChannel channel) implements Content {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
      return channel.read(into, offset);
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
      long at = offset;
      while (from.hasRemaining()) {
        at += channel.write(from, at);
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      FileChannel unused = channel.truncate(size);
    }

    @Override
    public void force() throws IOException {
      // The size is needed to read the content back, and is forced with it; times are not.
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
