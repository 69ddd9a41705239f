// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import java.util.Arrays;
import java.util.zip.CRC32C;

/** The first bytes of a log, by which it is recognised whatever it is called. */
final class Fingerprint {
  /** As many bytes as count. A log line names its second, so far fewer would do. */
  static final int MAX_BYTES = 1024;

  private final byte[] bytes;

  private Fingerprint(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Of a log that begins with the first {@code length} of these bytes. */
  static Fingerprint of(byte[] first, int length) {
    return new Fingerprint(Arrays.copyOf(first, Math.min(length, MAX_BYTES)));
  }

  /** Less than {@link #MAX_BYTES} for a log that has no more. */
  int length() {
    return bytes.length;
  }

  /** CRC32C of the first {@code length} bytes. */
  int crc(int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** True when a log with these first bytes may be this one, or have grown out of it. */
  boolean grewInto(byte[] first, int length) {
    return length >= bytes.length && Arrays.equals(bytes, 0, bytes.length, first, 0, bytes.length);
  }

  /** True when one log may be a copy of the other, made while it was growing. */
  boolean isLike(Fingerprint other) {
    int common = Math.min(bytes.length, other.bytes.length);
    return common > 0 && Arrays.equals(bytes, 0, common, other.bytes, 0, common);
  }

  boolean matches(FilePosition position) {
    return position.prefixLength() > 0
        && bytes.length >= position.prefixLength()
        && crc(position.prefixLength()) == position.prefixCrc();
  }
}
