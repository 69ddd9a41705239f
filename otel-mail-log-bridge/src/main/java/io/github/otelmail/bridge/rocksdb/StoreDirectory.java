// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The directory of a database that is not open. Needs no library, which may be missing by now.
 *
 * @param path the directory, which has no others in it
 */
public record StoreDirectory(Path path) {
  /** Whether there is one. */
  public boolean exists() {
    return Files.exists(path);
  }

  /** Bytes of all files in it; 0 when there is none. */
  long size() throws IOException {
    if (!exists()) {
      return 0;
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** Moves it out of the way, and returns its new place. */
  Path setAside() throws IOException {
    StoreDirectory aside = new StoreDirectory(path.resolveSibling(path.getFileName() + ".damaged"));
    aside.delete();
    return exists() ? Files.move(path, aside.path) : path;
  }

  /** Deletes it, if it is there. */
  public void delete() throws IOException {
    if (!exists()) {
      return;
    }
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(path);
  }
}
