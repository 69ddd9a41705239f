// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A file that another process writes. */
public final class GrowingFile {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private GrowingFile() {}

  /** The file's text as soon as the pattern is found in it so many times. */
  public static String with(Path file, Pattern pattern, int count)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (WatchService changes = FileSystems.getDefault().newWatchService()) {
      WatchKey key =
          file.resolveSibling(".").register(changes, StandardWatchEventKinds.ENTRY_MODIFY);
      while (true) {
        String text = Files.readString(file);
        if (pattern.matcher(text).results().count() >= count) {
          return text;
        }
        assertThat(changes.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS))
            .as("%s times %s in%n%s", count, pattern, text)
            .isNotNull();
        key.pollEvents();
        key.reset();
      }
    }
  }
}
