// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.rocksdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Commits one round after the other until it is killed, and says so after each. */
final class KilledWriter {
  static final int KEYS = 200;

  private KilledWriter() {}

  static byte[] key(int number) {
    return ("k" + number).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes.
   *
   * @param args the directory of the database, and the round to begin with
   */
  public static void main(String[] args) throws IOException {
    int first = Integer.parseInt(args[1]);
    try (RocksStore store = new RocksStore(new StoreDirectory(Path.of(args[0])), 1)) {
      boolean unused = store.read(in -> {});
      for (int round = first; ; round++) {
        byte[] value = new byte[1_000];
        value[0] = (byte) round;
        for (int i = 0; i < KEYS; i++) {
          store.put(key(i), value);
        }
        int number = round;
        store.write(out -> out.writeInt(number));
        System.out.println(round);
      }
    }
  }
}
