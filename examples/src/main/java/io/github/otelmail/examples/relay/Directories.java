// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Removes directory trees. */
public final class Directories {
  private static final int TRIES = 5;

  private Directories() {}

  /**
   * Removes a directory with all that is in it, also when processes on their way out still write
   * into it. Links are removed, not followed; what cannot be removed is named on standard error.
   */
  public static void delete(Path directory) {
    IOException failure = null;
    for (int i = 0; i < TRIES && Files.exists(directory); i++) {
      try {
        Files.walkFileTree(directory, new Deletion());
      } catch (DirectoryNotEmptyException e) {
        failure = e;
      } catch (IOException e) {
        failure = e;
        break;
      }
    }
    if (failure != null && Files.exists(directory)) {
      System.err.println("cannot remove " + directory + ": " + failure);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      // Somebody else removed it first.
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(visited);
      return FileVisitResult.CONTINUE;
    }
  }
}
