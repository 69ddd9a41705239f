// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of one directory. What was written is on the disk for good only after {@link
 * Content#force}; that a file is there, gone or renamed only after {@link #force}. Until then a
 * power cut may leave any part of it.
 */
public interface Disk {
  /** An open file. */
  interface Content extends Closeable {
    /** Bytes in the file. */
    long size() throws IOException;

    /** Reads some bytes from there; -1 at the end. */
    int read(ByteBuffer into, long offset) throws IOException;

    /** Writes all bytes there. */
    void write(ByteBuffer from, long offset) throws IOException;

    /** Cuts off what is behind that size. */
    void truncate(long size) throws IOException;

    /** Returns when everything written is on the disk. */
    void force() throws IOException;
  }

  /** The directory, for messages. */
  Path path();

  /** Names of the files in it, in no order. */
  List<String> names() throws IOException;

  /**
   * Opens a file for reading and writing.
   *
   * @throws java.nio.file.NoSuchFileException when it is not there
   */
  Content open(String name) throws IOException;

  /** Makes a file, empty even if it was there. */
  Content create(String name) throws IOException;

  /** Gives the file another name, in one step; what had that name is gone. */
  void rename(String from, String to) throws IOException;

  /** Deletes the file, if it is there. */
  void delete(String name) throws IOException;

  /** Returns when creations, renames and deletions are on the disk. */
  void force() throws IOException;

  /** Bytes that may still be written to the file system. */
  long usableBytes() throws IOException;
}
