// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static io.github.otelmail.bridge.source.Tails.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log that nobody rotates; the rest is in {@link FileRotationTest}. */
class FileTailTest extends StreamContract {
  @TempDir Path directory;

  private Tails tails;
  private LineBuffer buffer = new LineBuffer(LineBuffer.MAX_LINE_BYTES, PipelineListener.NOOP);

  @BeforeEach
  void open() {
    tails = new Tails(directory);
  }

  @AfterEach
  void close() {
    tails.close();
  }

  @Override
  LogSource sourceOf(byte[] input, PipelineListener told) throws Exception {
    Files.write(tails.log.log, input);
    buffer = new LineBuffer(LineBuffer.MAX_LINE_BYTES, told);
    return tails.closed(
        new FileTail(
            tails.log.log, FileTail.Start.START, null, FileTail.Until.FOREVER, buffer, told));
  }

  @Override
  LogSource sourceAt(@Nullable String position) {
    return tails.tail(FileTail.Start.END, position);
  }

  @Override
  long bytesAheadAtMost() {
    return LineBuffer.CHUNK_BYTES;
  }

  @Override
  long bytesTaken() {
    return buffer.readOffset();
  }

  @Test
  void linesWrittenLater_areRead() {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    assertThat(read(tail)).containsExactly("one");
    assertThat(read(tail)).isEmpty();
    tails.log.write("two\nthree\n");
    assertThat(read(tail)).containsExactly("two", "three");
  }

  @Test
  void fileThatCannotBeOpened_isTroubleUntilItCan() throws IOException {
    Path log = tails.log.log;
    Files.createSymbolicLink(log, log);
    FileTail tail = tails.fromStart();
    assertThat(tail.trouble()).isNull();
    assertThat(read(tail)).isEmpty();
    assertThat(tail.trouble()).startsWith(log + ": cannot be read: ");
    Files.delete(log);
    assertThat(read(tail)).isEmpty();
    assertThat(tail.trouble()).isNull();
    tails.log.write("one\n");
    assertThat(read(tail)).containsExactly("one");
    assertThat(tail.trouble()).isNull();
  }

  @Test
  void partialLastLine_isKeptUntilItIsComplete() {
    tails.log.write("one\ntw");
    FileTail tail = tails.fromStart();
    assertThat(read(tail)).containsExactly("one");
    tails.log.write("o");
    assertThat(read(tail)).isEmpty();
    tails.log.write("\n");
    assertThat(read(tail)).containsExactly("two");
  }

  @Test
  void startAtEnd_skipsWhatIsThere() {
    tails.log.write("old\n");
    FileTail tail = tails.tail(FileTail.Start.END, null);
    assertThat(read(tail)).isEmpty();
    tails.log.write("new\n");
    assertThat(read(tail)).containsExactly("new");
  }

  @Test
  void startAtEnd_inTheMiddleOfALine_readsThatLine() {
    tails.log.write("old\nhal");
    FileTail tail = tails.tail(FileTail.Start.END, null);
    assertThat(read(tail)).isEmpty();
    tails.log.write("f\n");
    assertThat(read(tail)).containsExactly("half");
  }

  @Test
  void startAtEnd_ofAFileThatAppearsLater_readsItFromItsStart() {
    FileTail tail = tails.tail(FileTail.Start.END, null);
    assertThat(read(tail)).isEmpty();
    tails.log.write("first\n");
    assertThat(read(tail)).containsExactly("first");
    assertThat(tails.notices).hasSize(2);
    assertThat(tails.notices.get(0)).contains("mail.log", "does not exist yet");
  }

  @Test
  void restartBeforeTheFileAppeared_readsItFromItsStart() {
    FileTail tail = tails.tail(FileTail.Start.END, null);
    assertThat(read(tail)).isEmpty();
    FileTail again = tails.restarted(tail);
    tails.log.write("first\n");
    assertThat(read(again)).containsExactly("first");
  }

  @Test
  void aFileThatIsNowhereToBeFound_isReadToItsEndBeforeTheEnd() throws Exception {
    tails.log.write("one\ntwo\nthree");
    FileTail tail = tails.fromStart();
    LogLine line = new LogLine();
    assertThat(tail.next(line)).isEqualTo(LogSource.Next.LINE);
    Files.move(tails.log.log, Files.createDirectory(directory.resolve("old")).resolve("mail.log"));
    tails.log.write("of the next one\n");
    assertThat(tail.stopReceiving()).isTrue();
    assertThat(read(tail)).containsExactly("two", "three");
    assertThat(tail.next(line)).isEqualTo(LogSource.Next.END);
    assertThat(read(tails.restarted(tail))).containsExactly("of the next one");
  }

  @Test
  void aFileThatCanBeOpenedAgain_isLeftToTheNextOne() throws Exception {
    tails.log.write("one\ntwo\n");
    FileTail tail = tails.fromStart();
    LogLine line = new LogLine();
    assertThat(tail.next(line)).isEqualTo(LogSource.Next.LINE);
    assertThat(tail.stopReceiving()).isFalse();
    Files.move(tails.log.log, directory.resolve("mail.log.1"));
    assertThat(tail.stopReceiving()).isFalse();
  }

  @Test
  void notFollowing_endsAtTheEnd() {
    tails.log.write("one\n");
    try (FileTail once =
        new FileTail(
            tails.log.log, FileTail.Start.START, null, FileTail.Until.NOW, tails.listener)) {
      LogLine line = new LogLine();
      assertThat(once.next(line)).isEqualTo(LogSource.Next.LINE);
      assertThat(once.next(line)).isEqualTo(LogSource.Next.END);
    }
  }

  @Test
  void restart_goesOnAfterTheLastLineThatIsDoneWith() {
    tails.log.write("one\ntwo\nthree\n");
    FileTail tail = tails.fromStart();
    LogLine line = new LogLine();
    tail.next(line);
    tail.next(line);
    // The second line was handed out, and nobody has asked for the next one: it is not done with.
    assertThat(read(tails.restarted(tail))).containsExactly("two", "three");
  }

  @Test
  void restart_withAPositionOfAnotherKind_readsFromTheStartAndSaysSo() {
    tails.log.write("one\n");
    assertThat(read(tails.tail(FileTail.Start.END, "s=4711"))).containsExactly("one");
    assertThat(tails.notices).singleElement().asString().contains("mail.log", "saved position");
  }

  @Test
  void aPathThatCannotBeRead_isToldOnceAndReadWhenItCan() throws Exception {
    Files.createSymbolicLink(tails.log.log, tails.log.log);
    FileTail tail = tails.fromStart();
    assertThat(read(tail)).isEmpty();
    assertThat(read(tail)).isEmpty();
    assertThat(tails.notices).singleElement().asString().contains("mail.log", "cannot be read");
    tails.log.delete().write("one\n");
    assertThat(read(tail)).containsExactly("one");
    assertThat(tails.notices).hasSize(2);
  }

  /** To open one would wait for a writer, and all other logs with it. */
  @Test
  @Timeout(60)
  void aNamedPipeInPlaceOfTheLog_isNotOpened() throws Exception {
    Process made = new ProcessBuilder("mkfifo", tails.log.log.toString()).start();
    assertThat(made.waitFor()).isZero();
    FileTail tail = tails.fromStart();
    assertThat(read(tail)).isEmpty();
    assertThat(tails.notices).singleElement().asString().contains("no regular file");
    tails.log.delete().write("one\n");
    assertThat(read(tail)).containsExactly("one");
  }

  /** More than the longest line that is not cut, as in a sparse file. */
  @Test
  void zeroBytesBeforeALine_areNoPartOfIt() {
    tails.log.write("one\n" + "\0".repeat(LineBuffer.MAX_LINE_BYTES * 2));
    FileTail tail = tails.fromStart();
    assertThat(read(tail)).containsExactly("one");
    tails.log.write("two\n");
    assertThat(read(tail)).containsExactly("two");
    tails.log.write("\0\0\0");
    FileTail restarted = tails.restarted(tail);
    assertThat(read(restarted)).isEmpty();
    tails.log.write("three\n");
    assertThat(read(restarted)).containsExactly("three");
    assertThat(tails.notices).isEmpty();
  }
}
