// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/**
 * A directory with a log in it, a program that writes to the log and one that rotates it. Each
 * write is a second after the one before it.
 */
final class LogDirectory {
  final Path log;

  /** The file the writer has open, under the name it has now; null for the log. */
  private Path writing;

  private int rotations;
  private long seconds = 1_800_000_000L;

  LogDirectory(Path directory) {
    log = directory.resolve("mail.log");
    writing = log;
  }

  LogDirectory write(String text) {
    return io(
        () -> {
          Files.write(
              writing,
              text.getBytes(StandardCharsets.UTF_8),
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
          touch(writing);
        });
  }

  /** As logrotate's {@code nocreate}: the log is gone until the writer opens it anew. */
  LogDirectory rename() {
    return io(
        () -> {
          shift();
          Files.move(log, rotated(1));
          if (writing.equals(log)) {
            writing = rotated(1);
          }
        });
  }

  /** As logrotate's {@code dateext}. */
  LogDirectory renameToDate() {
    return io(
        () -> {
          Path dated = log.resolveSibling("mail.log-" + seconds);
          Files.move(log, dated);
          if (writing.equals(log)) {
            writing = dated;
          }
        });
  }

  LogDirectory create() {
    return io(
        () -> {
          if (!Files.exists(log)) {
            Files.createFile(log);
            touch(log);
          }
        });
  }

  /** The writer is told to open the log anew. */
  LogDirectory reopen() {
    writing = log;
    return create();
  }

  LogDirectory copyTruncate() {
    return io(
        () -> {
          shift();
          Files.copy(log, rotated(1), StandardCopyOption.REPLACE_EXISTING);
          touch(rotated(1));
          truncate();
        });
  }

  LogDirectory truncate() {
    return io(
        () -> {
          Files.write(log, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
          touch(log);
        });
  }

  LogDirectory delete() {
    return io(() -> Files.delete(log));
  }

  LogDirectory deleteRotated(int number) {
    return io(() -> Files.delete(rotated(number)));
  }

  boolean isWritingToLog() {
    return writing.equals(log);
  }

  boolean exists() {
    return Files.exists(log);
  }

  private Path rotated(int number) {
    return log.resolveSibling("mail.log." + number);
  }

  /** The rotated files that nobody writes to and that are not compressed, newest first. */
  List<Path> unpacked() {
    List<Path> found = new ArrayList<>();
    for (int number = 1; number <= rotations; number++) {
      if (Files.exists(rotated(number)) && !writing.equals(rotated(number))) {
        found.add(rotated(number));
      }
    }
    return found;
  }

  /** As gzip and zstd do: the compressed file keeps the time, then the plain one goes. */
  LogDirectory pack(Path plain, String ending) {
    return io(
        () -> {
          Files.deleteIfExists(sibling(plain, ".gz"));
          Files.deleteIfExists(sibling(plain, ".zst"));
          Files.write(sibling(plain, ending), packed(plain, ending));
          Files.setLastModifiedTime(sibling(plain, ending), Files.getLastModifiedTime(plain));
          Files.delete(plain);
        });
  }

  /** Stops in the middle: the plain file is still there. */
  LogDirectory packHalf(Path plain, String ending) {
    return io(
        () -> {
          byte[] packed = packed(plain, ending);
          Files.write(sibling(plain, ending), Arrays.copyOf(packed, packed.length / 2));
        });
  }

  private static Path sibling(Path plain, String ending) {
    return plain.resolveSibling(plain.getFileName() + ending);
  }

  private static byte[] packed(Path plain, String ending) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        ending.equals(".gz") ? new GZIPOutputStream(packed) : new ZstdOutputStream(packed)) {
      Files.copy(plain, out);
    }
    return packed.toByteArray();
  }

  private void shift() throws IOException {
    for (int number = rotations; number > 0; number--) {
      for (String ending : List.of("", ".gz", ".zst")) {
        File from = sibling(rotated(number), ending).toFile();
        if (from.exists()) {
          Files.move(from.toPath(), sibling(rotated(number + 1), ending));
        }
      }
      if (writing.equals(rotated(number))) {
        writing = rotated(number + 1);
      }
    }
    rotations++;
  }

  private void touch(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(seconds++, TimeUnit.SECONDS));
  }

  private interface Action {
    void run() throws IOException;
  }

  private LogDirectory io(Action action) {
    try {
      action.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
