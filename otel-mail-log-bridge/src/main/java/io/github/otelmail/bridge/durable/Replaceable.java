// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Content that is replaced as a whole: after a crash or a power cut at any moment it is the old one
 * or the new one.
 */
public interface Replaceable {
  /** Writes the content. */
  @FunctionalInterface
  interface Writer {
    /** Writes all of it. */
    void write(DataOutput out) throws IOException;
  }

  /** Reads the content. */
  @FunctionalInterface
  interface Reader {
    /** Reads as much as is wanted. */
    void read(DataInput in) throws IOException;
  }

  /** Where it is. */
  Path path();

  /** Bytes on the disk; 0 when there is none. */
  long size() throws IOException;

  /**
   * Reads the content.
   *
   * @return false when there is none
   * @throws DamagedException when it is not what was written; the reader may have been called
   */
  boolean read(Reader content) throws IOException;

  /** Instead of {@link #read}: what there is does not count, and goes with the next write. */
  void disregard() throws IOException;

  /**
   * Replaces the content; it is on the disk when this returns.
   *
   * @throws IOException when that is not possible; the content is then what it was, unless it was
   *     the very last step that failed
   */
  void write(Writer content) throws IOException;

  /** Moves the content out of the way and returns its new place. */
  Path setAside() throws IOException;

  /** Deletes the content, if there is any. */
  void delete() throws IOException;
}
