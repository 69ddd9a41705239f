// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.net.URI;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where queue entries are kept that were put aside, and the checkpoint with them. */
enum QueueStore {
  /** In the heap; the checkpoint is a file. */
  HEAP,
  /** All in one RocksDB database, whose library has to be put beside the bridge. */
  ROCKSDB;

  /** The version that the build compiles and tests with. */
  static final String LIBRARY_VERSION = "11.8.1";

  private static final String LIBRARY = "rocksdbjni-" + LIBRARY_VERSION + ".jar";

  /** What is missing for it, with what to do; empty when nothing is. */
  Optional<String> problem() {
    return this == HEAP ? Optional.empty() : problem(QueueStore.class.getClassLoader());
  }

  static Optional<String> problem(@Nullable ClassLoader loader) {
    try {
      Class<?> unused = Class.forName("org.rocksdb.RocksDB", false, loader);
      return Optional.empty();
    } catch (ClassNotFoundException e) {
      return Optional.of(
          "--queue-store=rocksdb needs "
              + LIBRARY
              + ", which is not part of otel-mail (92 MB): put it into "
              + libraries()
              + ". It is org.rocksdb:rocksdbjni:"
              + LIBRARY_VERSION
              + " on Maven Central");
    }
  }

  /** The directory that the bridge's jar looks for others in. */
  private static String libraries() {
    CodeSource source = QueueStore.class.getProtectionDomain().getCodeSource();
    if (source != null && source.getLocation().getPath().endsWith(".jar")) {
      return Path.of(URI.create(source.getLocation().toString())).resolveSibling("lib").toString();
    }
    return "the class path";
  }
}
