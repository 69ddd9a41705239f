// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTailTest extends StreamContract {
  @TempDir Path directory;

  private LogDirectory log;
  private LineBuffer buffer = new LineBuffer(LineBuffer.MAX_LINE_BYTES, PipelineListener.NOOP);
  private final List<String> notices = new ArrayList<>();
  private final List<FileTail> opened = new ArrayList<>();
  private final PipelineListener listener =
      new PipelineListener() {
        @Override
        public void notice(String text) {
          notices.add(text);
        }
      };

  @BeforeEach
  void directory() {
    log = new LogDirectory(directory);
  }

  @AfterEach
  void close() {
    opened.forEach(FileTail::close);
  }

  @Override
  LogSource sourceOf(byte[] input, PipelineListener told) throws Exception {
    Files.write(log.log, input);
    buffer = new LineBuffer(LineBuffer.MAX_LINE_BYTES, told);
    FileTail tail =
        new FileTail(log.log, FileTail.Start.START, null, FileTail.Until.FOREVER, buffer, told);
    opened.add(tail);
    return tail;
  }

  @Override
  LogSource sourceAt(@Nullable String position) {
    return tail(FileTail.Start.END, position);
  }

  @Override
  long bytesAheadAtMost() {
    return LineBuffer.CHUNK_BYTES;
  }

  @Override
  long bytesTaken() {
    return buffer.readOffset();
  }

  private FileTail tail(FileTail.Start start, @Nullable String position) {
    FileTail tail = new FileTail(log.log, start, position, FileTail.Until.FOREVER, listener);
    opened.add(tail);
    return tail;
  }

  private FileTail fromStart() {
    return tail(FileTail.Start.START, null);
  }

  private FileTail restarted(FileTail before) {
    String position = before.position();
    before.close();
    return tail(FileTail.Start.END, position);
  }

  private static List<String> read(LogSource source) {
    List<String> lines = new ArrayList<>();
    LogLine line = new LogLine();
    while (source.next(line) == LogSource.Next.LINE) {
      lines.add(line.toString());
    }
    return lines;
  }

  @Test
  void linesWrittenLater_areRead() {
    log.write("one\n");
    FileTail tail = fromStart();
    assertThat(read(tail)).containsExactly("one");
    assertThat(read(tail)).isEmpty();
    log.write("two\nthree\n");
    assertThat(read(tail)).containsExactly("two", "three");
  }

  @Test
  void partialLastLine_isKeptUntilItIsComplete() {
    log.write("one\ntw");
    FileTail tail = fromStart();
    assertThat(read(tail)).containsExactly("one");
    log.write("o");
    assertThat(read(tail)).isEmpty();
    log.write("\n");
    assertThat(read(tail)).containsExactly("two");
  }

  @Test
  void startAtEnd_skipsWhatIsThere() {
    log.write("old\n");
    FileTail tail = tail(FileTail.Start.END, null);
    assertThat(read(tail)).isEmpty();
    log.write("new\n");
    assertThat(read(tail)).containsExactly("new");
  }

  @Test
  void startAtEnd_inTheMiddleOfALine_readsThatLine() {
    log.write("old\nhal");
    FileTail tail = tail(FileTail.Start.END, null);
    assertThat(read(tail)).isEmpty();
    log.write("f\n");
    assertThat(read(tail)).containsExactly("half");
  }

  @Test
  void startAtEnd_ofAFileThatAppearsLater_readsItFromItsStart() {
    FileTail tail = tail(FileTail.Start.END, null);
    assertThat(read(tail)).isEmpty();
    log.write("first\n");
    assertThat(read(tail)).containsExactly("first");
    assertThat(notices).hasSize(2);
    assertThat(notices.get(0)).contains("mail.log", "does not exist yet");
  }

  @Test
  void restartBeforeTheFileAppeared_readsItFromItsStart() {
    FileTail tail = tail(FileTail.Start.END, null);
    assertThat(read(tail)).isEmpty();
    FileTail again = restarted(tail);
    log.write("first\n");
    assertThat(read(again)).containsExactly("first");
  }

  @Test
  void notFollowing_endsAtTheEnd() {
    log.write("one\n");
    try (FileTail once =
        new FileTail(log.log, FileTail.Start.START, null, FileTail.Until.NOW, listener)) {
      LogLine line = new LogLine();
      assertThat(once.next(line)).isEqualTo(LogSource.Next.LINE);
      assertThat(once.next(line)).isEqualTo(LogSource.Next.END);
    }
  }

  @Test
  void rename_readsTheOldFileToItsEndFirst() {
    log.write("one\n");
    FileTail tail = fromStart();
    assertThat(read(tail)).containsExactly("one");
    log.write("two\n").rename().reopen().write("three\n");
    assertThat(read(tail)).containsExactly("two", "three");
    assertThat(notices).isEmpty();
  }

  @Test
  void rename_followsTheWriterThatHasNotReopenedYet() {
    log.write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.rename().create().write("two\n");
    assertThat(read(tail)).containsExactly("two");
    log.write("three\n").reopen().write("four\n");
    assertThat(read(tail)).containsExactly("three", "four");
  }

  @Test
  void rename_endsALineThatWillNeverBeComplete() {
    log.write("one\ntw");
    FileTail tail = fromStart();
    read(tail);
    log.rename().reopen().write("three\n");
    assertThat(read(tail)).containsExactly("tw", "three");
  }

  @Test
  void severalRenamesBetweenTwoLooks_areReadInOrder() {
    log.write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.rename().reopen().write("two\n");
    log.rename().reopen();
    log.rename().reopen().write("three\n");
    log.renameToDate().reopen().write("four\n");
    assertThat(read(tail)).containsExactly("two", "three", "four");
  }

  @Test
  void renamedFileThatIsDeleted_isReadToItsEnd() {
    log.write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.write("two\n").rename().deleteRotated(1).reopen().write("three\n");
    assertThat(read(tail)).containsExactly("two", "three");
  }

  @Test
  void recreate_readsTheNewFileFromItsStart() {
    log.write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.delete();
    assertThat(read(tail)).isEmpty();
    log.write("two\n");
    assertThat(read(tail)).containsExactly("two");
  }

  @Test
  void copyTruncate_goesOnInTheCopyAndThenAtTheStart() {
    log.write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.write("two\n").copyTruncate().write("three\n");
    assertThat(read(tail)).containsExactly("two", "three");
    assertThat(notices).isEmpty();
  }

  @Test
  void copyTruncate_isSeenThoughTheFileHasGrownBeyondItsOldSize() {
    log.write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.write("two\n").copyTruncate().write("three is longer than all before it\n");
    assertThat(read(tail)).containsExactly("two", "three is longer than all before it");
  }

  @Test
  void severalCopyTruncatesBetweenTwoLooks_areReadInOrder() {
    log.write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.write("1b\n").copyTruncate().write("two\n").copyTruncate().write("three\n");
    assertThat(read(tail)).containsExactly("1b", "two", "three");
  }

  @Test
  void truncationWithoutACopy_isToldAndReadFromTheStart() {
    log.write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.write("lost\n").truncate().write("two\n");
    assertThat(read(tail)).containsExactly("two");
    assertThat(notices).singleElement().asString().contains("mail.log", "truncated", "byte 4");
  }

  @Test
  void restart_goesOnAfterTheLastLineThatIsDoneWith() {
    log.write("one\ntwo\nthree\n");
    FileTail tail = fromStart();
    LogLine line = new LogLine();
    tail.next(line);
    tail.next(line);
    // The second line was handed out, and nobody has asked for the next one: it is not done with.
    assertThat(read(restarted(tail))).containsExactly("two", "three");
  }

  @Test
  void restart_afterARename_findsTheOldFile() {
    log.write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.write("two\n").rename().reopen().write("three\n");
    assertThat(read(restarted(tail))).containsExactly("two", "three");
  }

  @Test
  void restart_afterACopyTruncate_findsTheCopy() {
    log.write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.write("two\n").copyTruncate().write("three\n");
    assertThat(read(restarted(tail))).containsExactly("two", "three");
  }

  @Test
  void restart_betweenRotations_readsEveryFileOnce() {
    log.write("zero\n").rename().reopen().write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.write("1b\n").rename().reopen().write("two\n").rename().reopen();
    FileTail second = restarted(tail);
    assertThat(read(second)).containsExactly("1b", "two");
    log.write("three\n").rename().reopen().write("four\n");
    assertThat(read(restarted(second))).containsExactly("three", "four");
  }

  @Test
  void restart_afterTheFileWasDeleted_goesOnWithTheNewerOnesAndSaysSo() {
    log.write("zero\n").rename().reopen().write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.write("lost\n").rename().reopen().write("two\n").rename().reopen().write("three\n");
    log.deleteRotated(2);
    assertThat(read(restarted(tail))).containsExactly("two", "three");
    assertThat(notices).singleElement().asString().contains("mail.log", "gone", "byte 4");
  }

  @Test
  void restart_withAPositionOfAnotherKind_readsFromTheStartAndSaysSo() {
    log.write("one\n");
    assertThat(read(tail(FileTail.Start.END, "s=4711"))).containsExactly("one");
    assertThat(notices).singleElement().asString().contains("mail.log", "saved position");
  }

  @Test
  void aPathThatCannotBeRead_isToldOnceAndReadWhenItCan() throws Exception {
    Files.createSymbolicLink(log.log, log.log);
    FileTail tail = fromStart();
    assertThat(read(tail)).isEmpty();
    assertThat(read(tail)).isEmpty();
    assertThat(notices).singleElement().asString().contains("mail.log", "cannot be read");
    log.delete().write("one\n");
    assertThat(read(tail)).containsExactly("one");
    assertThat(notices).hasSize(2);
  }

  @Test
  void otherFilesInTheDirectory_areLeftAlone() throws Exception {
    log.write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.write("two\n").rename();
    for (String name : List.of("mail.log.1.gz", "mail.logger", "mail.log.bak", "mail.log.d")) {
      Files.writeString(directory.resolve(name), "not " + name + "\n");
    }
    Files.createDirectory(directory.resolve("mail.log.7"));
    log.reopen().write("three\n");
    assertThat(read(tail)).containsExactly("two", "three");
  }

  @ParameterizedTest
  @ValueSource(strings = {".gz", ".zst"})
  void restart_afterTheFileWasCompressed_goesOnAtTheSameByte(String ending) {
    log.write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.write("two\n").rename().reopen().write("three\n");
    log.pack(log.unpacked().get(0), ending);
    assertThat(read(restarted(tail))).containsExactly("two", "three");
    assertThat(notices).isEmpty();
  }

  @Test
  void restart_inTheMiddleOfACompressedFile_goesOnThere() {
    log.write("one\ntwo\nthree\n").rename().reopen().write("four\n");
    log.pack(log.unpacked().get(0), ".gz");
    FileTail tail = tail(FileTail.Start.ROTATED, null);
    LogLine line = new LogLine();
    tail.next(line);
    tail.next(line);
    assertThat(line).hasToString("two");
    assertThat(read(restarted(tail))).containsExactly("two", "three", "four");
  }

  @Test
  void aFileThatIsBeingCompressed_isReadOnce() {
    log.write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.write("two\n").rename().reopen().write("three\n");
    log.packHalf(log.unpacked().get(0), ".zst");
    assertThat(read(restarted(tail))).containsExactly("two", "three");
    assertThat(notices).isEmpty();
  }

  @Test
  void startAtTheOldestRotatedFile_readsCompressedOnesFirst() {
    log.write("one\n").rename().reopen().write("two\n").rename().reopen();
    log.write("three\n").rename().reopen().write("four\n");
    List<Path> plain = log.unpacked();
    log.pack(plain.get(2), ".gz").pack(plain.get(1), ".zst");
    assertThat(read(tail(FileTail.Start.ROTATED, null)))
        .containsExactly("one", "two", "three", "four");
    assertThat(read(tail(FileTail.Start.START, null))).containsExactly("four");
  }

  @Test
  void aDamagedCompressedFile_isReadUpToThereAndToldOfOnce() throws Exception {
    log.write("one\n".repeat(100_000)).rename().reopen().write("two\n");
    Path plain = log.unpacked().get(0);
    log.packHalf(plain, ".gz");
    Files.delete(plain);
    List<String> lines = read(tail(FileTail.Start.ROTATED, null));
    assertThat(lines).hasSizeGreaterThan(2).endsWith("two");
    assertThat(notices).singleElement().asString().contains("mail.log.1.gz", "cut short");
  }

  @Test
  void copyTruncate_ofAFileThatWasEmptyWhenItWasSeen_losesNothing() {
    log.create();
    FileTail tail = fromStart();
    assertThat(read(tail)).isEmpty();
    log.write("one\n").copyTruncate().write("two\n");
    assertThat(read(tail)).containsExactly("one", "two");
  }

  @Test
  void truncationBetweenAReadAndARestart_doesNotHideTheCopyMadeSince() {
    log.write("one\n");
    FileTail tail = fromStart();
    read(tail);
    log.truncate().write("two\n").copyTruncate();
    FileTail again = restarted(tail);
    log.write("three\n");
    assertThat(read(again)).containsExactly("two", "three");
  }

  @Test
  void whatWasNotRead_isCountedAcrossARotation() {
    log.write("one\n");
    FileTail tail = tail(FileTail.Start.START, null);
    assertThat(tail.unreadBytes()).isZero();
    LogLine line = new LogLine();
    assertThat(tail.next(line)).isEqualTo(LogSource.Next.LINE);
    assertThat(tail.unreadBytes()).isZero();
    log.write("two\n");
    assertThat(tail.unreadBytes()).isEqualTo(4);
    log.rename();
    log.reopen();
    log.write("three\n");
    assertThat(tail.unreadBytes()).isEqualTo(6);
    while (tail.next(line) == LogSource.Next.LINE) {
      assertThat(line.toString()).isIn("two", "three");
    }
    assertThat(tail.unreadBytes()).isZero();
  }
}
