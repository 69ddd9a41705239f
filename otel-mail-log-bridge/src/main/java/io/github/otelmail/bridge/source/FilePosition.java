// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import org.jspecify.annotations.Nullable;

/**
 * A place in a file, and what the file is recognised by when it has got another name or its name
 * has got another file.
 *
 * @param offset bytes before the next line
 * @param prefixLength how many of the file's first bytes the checksum is made of; 0 for an empty
 *     file
 * @param prefixCrc CRC32C of them
 * @param modifiedNanos when the file was last seen written to, epoch nanoseconds: rotated files
 *     that are newer come after it
 * @param key the file system's name for the file: device and inode
 */
record FilePosition(long offset, int prefixLength, int prefixCrc, long modifiedNanos, String key) {

  private static final String VERSION = "1";

  /** The start of whatever the path will name, when it names nothing now. */
  static FilePosition ofNothing(long modifiedNanos) {
    return new FilePosition(0, 0, 0, modifiedNanos, "");
  }

  /** True also of an empty file: there is nothing to recognise it by, and nothing was read. */
  boolean isOfNothing() {
    return prefixLength == 0;
  }

  /** The position as one line of text. */
  String encode() {
    return String.join(
        " ",
        VERSION,
        Long.toString(offset),
        Integer.toString(prefixLength),
        Integer.toHexString(prefixCrc),
        Long.toString(modifiedNanos),
        key);
  }

  /** Reads {@link #encode()}'s text; null when it is none of ours. */
  static @Nullable FilePosition decode(String text) {
    String[] parts = text.split(" ", 6);
    if (parts.length != 6 || !parts[0].equals(VERSION)) {
      return null;
    }
    try {
      return new FilePosition(
          Long.parseLong(parts[1]),
          Integer.parseInt(parts[2]),
          Integer.parseUnsignedInt(parts[3], 16),
          Long.parseLong(parts[4]),
          parts[5]);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
