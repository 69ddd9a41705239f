// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.context.LearnedSpan;
import io.github.otelmail.bridge.event.SendSpan;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The send spans that were learned, and the log's time up to which they were used, on disk before
 * anything is exported. Records are added at the end, each with its length before and its CRC32C
 * after it; what a crash left of the last one is passed over. From time to time the file is written
 * anew with what is still of use.
 */
final class SendSpanLog implements Closeable {
  private static final byte TIME = 1;
  private static final byte SPAN = 2;
  private static final int MAX_RECORD_BYTES = 64 * 1024;
  private static final long REWRITE_BYTES = 4L * 1024 * 1024;

  private final Path path;
  private final List<LearnedSpan> restored = new ArrayList<>();
  private final ByteArrayOutputStream unwritten = new ByteArrayOutputStream();
  private @Nullable FileChannel channel;
  private long restoredTime = Long.MIN_VALUE;
  private long writtenTime = Long.MIN_VALUE;
  private long rewriteAt = REWRITE_BYTES;

  /**
   * Reads what the last run left.
   *
   * @throws IOException when there is a file that cannot be read
   */
  SendSpanLog(Path path) throws IOException {
    this.path = path;
    if (!Files.exists(path)) {
      return;
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
      boolean sound = true;
      while (sound) {
        sound = read(in.readInt(), in);
      }
    } catch (EOFException e) {
      return; // The end, or a record that a crash cut off.
    }
  }

  private boolean read(int length, DataInputStream in) throws IOException {
    if (length < 0 || length > MAX_RECORD_BYTES) {
      return false;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    if (in.readInt() != crc(bytes)) {
      return false;
    }
    DataInputStream record = new DataInputStream(new ByteArrayInputStream(bytes));
    if (record.readByte() == TIME) {
      restoredTime = record.readLong();
    } else {
      restored.add(span(record));
    }
    return true;
  }

  /** What had been learned, the oldest first. */
  List<LearnedSpan> restored() {
    return restored;
  }

  /** The log's time of the last {@link #write}; {@link Long#MIN_VALUE} for none. */
  long restoredTime() {
    return restoredTime;
  }

  /** Adds a span; it is on disk after the next {@link #write}. */
  void add(LearnedSpan learned) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(SPAN);
    out.writeLong(learned.learnedMicros());
    SendSpan span = learned.span();
    out.writeUTF(span.traceId());
    out.writeUTF(span.spanId());
    out.writeLong(span.startMicros());
    out.writeLong(span.endMicros());
    out.writeUTF(span.relay());
    write(out, span.queueId());
    write(out, span.messageId());
    write(out, span.stream());
    out.writeLong(span.deadlineSeconds());
    record(bytes.toByteArray());
  }

  private static LearnedSpan span(DataInputStream in) throws IOException {
    long learnedMicros = in.readLong();
    return new LearnedSpan(
        new SendSpan(
            in.readUTF(),
            in.readUTF(),
            in.readLong(),
            in.readLong(),
            in.readUTF(),
            text(in),
            text(in),
            text(in),
            in.readLong()),
        learnedMicros);
  }

  private static void write(DataOutputStream out, @Nullable String text) throws IOException {
    out.writeBoolean(text != null);
    if (text != null) {
      out.writeUTF(text);
    }
  }

  private static @Nullable String text(DataInputStream in) throws IOException {
    return in.readBoolean() ? in.readUTF() : null;
  }

  private void record(byte[] bytes) throws IOException {
    DataOutputStream out = new DataOutputStream(unwritten);
    out.writeInt(bytes.length);
    out.write(bytes);
    out.writeInt(crc(bytes));
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return (int) crc.getValue();
  }

  /**
   * Brings to the disk what was added, and that it was used up to this time.
   *
   * @param timeMicros the log's time
   * @param live what is still of use, for when the file is written anew
   */
  void write(long timeMicros, Supplier<List<LearnedSpan>> live) throws IOException {
    if (unwritten.size() == 0 && timeMicros == writtenTime) {
      return;
    }
    time(timeMicros);
    FileChannel file = channel;
    if (file == null || file.position() > rewriteAt) {
      rewrite(timeMicros, live.get());
    } else {
      append(file);
    }
    unwritten.reset();
    writtenTime = timeMicros;
  }

  private void time(long timeMicros) throws IOException {
    record(ByteBuffer.allocate(1 + Long.BYTES).put(TIME).putLong(timeMicros).array());
  }

  private void append(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(unwritten.toByteArray());
    while (bytes.hasRemaining()) {
      int unused = file.write(bytes);
    }
    file.force(false);
  }

  /** Anew, also at the start: a record after one that is cut off would never be read. */
  private void rewrite(long timeMicros, List<LearnedSpan> live) throws IOException {
    close();
    unwritten.reset();
    for (LearnedSpan learned : live) {
      add(learned);
    }
    time(timeMicros);
    Path next = path.resolveSibling(path.getFileName() + ".next");
    FileChannel file =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    channel = file;
    append(file);
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    rewriteAt = Math.max(REWRITE_BYTES, 2 * file.position());
  }

  /** Closes the file; what was not written is gone. */
  @Override
  public void close() {
    FileChannel file = channel;
    channel = null;
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        return; // What was written was forced to the disk.
      }
    }
  }
}
