// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static io.github.otelmail.bridge.source.Tails.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that is renamed, copied, truncated and compressed while it is followed. */
class FileRotationTest {
  @TempDir Path directory;

  private Tails tails;

  @BeforeEach
  void open() {
    tails = new Tails(directory);
  }

  @AfterEach
  void close() {
    tails.close();
  }

  @Test
  void rename_readsTheOldFileToItsEndFirst() {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    assertThat(read(tail)).containsExactly("one");
    tails.log.write("two\n").rename().reopen().write("three\n");
    assertThat(read(tail)).containsExactly("two", "three");
    assertThat(tails.notices).isEmpty();
  }

  @Test
  void rename_followsTheWriterThatHasNotReopenedYet() {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.rename().create().write("two\n");
    assertThat(read(tail)).containsExactly("two");
    tails.log.write("three\n").reopen().write("four\n");
    assertThat(read(tail)).containsExactly("three", "four");
  }

  @Test
  void rename_endsALineThatWillNeverBeComplete() {
    tails.log.write("one\ntw");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.rename().reopen().write("three\n");
    assertThat(read(tail)).containsExactly("tw", "three");
  }

  @Test
  void severalRenamesBetweenTwoLooks_areReadInOrder() {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.rename().reopen().write("two\n");
    tails.log.rename().reopen();
    tails.log.rename().reopen().write("three\n");
    tails.log.renameToDate().reopen().write("four\n");
    assertThat(read(tail)).containsExactly("two", "three", "four");
  }

  @Test
  void renamedFileThatIsDeleted_isReadToItsEnd() {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.write("two\n").rename().deleteRotated(1).reopen().write("three\n");
    assertThat(read(tail)).containsExactly("two", "three");
  }

  @Test
  void recreate_readsTheNewFileFromItsStart() {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.delete();
    assertThat(read(tail)).isEmpty();
    tails.log.write("two\n");
    assertThat(read(tail)).containsExactly("two");
  }

  @Test
  void copyTruncate_goesOnInTheCopyAndThenAtTheStart() {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.write("two\n").copyTruncate().write("three\n");
    assertThat(read(tail)).containsExactly("two", "three");
    assertThat(tails.notices).isEmpty();
  }

  @Test
  void copyTruncate_isSeenThoughTheFileHasGrownBeyondItsOldSize() {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.write("two\n").copyTruncate().write("three is longer than all before it\n");
    assertThat(read(tail)).containsExactly("two", "three is longer than all before it");
  }

  @Test
  void severalCopyTruncatesBetweenTwoLooks_areReadInOrder() {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.write("1b\n").copyTruncate().write("two\n").copyTruncate().write("three\n");
    assertThat(read(tail)).containsExactly("1b", "two", "three");
  }

  @Test
  void truncationWithoutACopy_isToldAndReadFromTheStart() {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.write("lost\n").truncate().write("two\n");
    assertThat(read(tail)).containsExactly("two");
    assertThat(tails.notices)
        .singleElement()
        .asString()
        .contains("mail.log", "truncated", "byte 4");
  }

  @Test
  void restart_afterARename_findsTheOldFile() {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.write("two\n").rename().reopen().write("three\n");
    assertThat(read(tails.restarted(tail))).containsExactly("two", "three");
  }

  @Test
  void restart_afterACopyTruncate_findsTheCopy() {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.write("two\n").copyTruncate().write("three\n");
    assertThat(read(tails.restarted(tail))).containsExactly("two", "three");
  }

  @Test
  void restart_betweenRotations_readsEveryFileOnce() {
    tails.log.write("zero\n").rename().reopen().write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.write("1b\n").rename().reopen().write("two\n").rename().reopen();
    FileTail second = tails.restarted(tail);
    assertThat(read(second)).containsExactly("1b", "two");
    tails.log.write("three\n").rename().reopen().write("four\n");
    assertThat(read(tails.restarted(second))).containsExactly("three", "four");
  }

  @Test
  void restart_afterTheFileWasDeleted_goesOnWithTheNewerOnesAndSaysSo() {
    tails.log.write("zero\n").rename().reopen().write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.write("lost\n").rename().reopen().write("two\n").rename().reopen().write("three\n");
    tails.log.deleteRotated(2);
    assertThat(read(tails.restarted(tail))).containsExactly("two", "three");
    assertThat(tails.notices).singleElement().asString().contains("mail.log", "gone", "byte 4");
  }

  @Test
  void otherFilesInTheDirectory_areLeftAlone() throws Exception {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.write("two\n").rename();
    for (String name : List.of("mail.log.1.gz", "mail.logger", "mail.log.bak", "mail.log.d")) {
      Files.writeString(directory.resolve(name), "not " + name + "\n");
    }
    Files.createDirectory(directory.resolve("mail.log.7"));
    tails.log.reopen().write("three\n");
    assertThat(read(tail)).containsExactly("two", "three");
  }

  @ParameterizedTest
  @ValueSource(strings = {".gz", ".zst"})
  void restart_afterTheFileWasCompressed_goesOnAtTheSameByte(String ending) {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.write("two\n").rename().reopen().write("three\n");
    tails.log.pack(tails.log.unpacked().get(0), ending);
    assertThat(read(tails.restarted(tail))).containsExactly("two", "three");
    assertThat(tails.notices).isEmpty();
  }

  @Test
  void restart_inTheMiddleOfACompressedFile_goesOnThere() {
    tails.log.write("one\ntwo\nthree\n").rename().reopen().write("four\n");
    tails.log.pack(tails.log.unpacked().get(0), ".gz");
    FileTail tail = tails.tail(FileTail.Start.ROTATED, null);
    LogLine line = new LogLine();
    tail.next(line);
    tail.next(line);
    assertThat(line).hasToString("two");
    assertThat(read(tails.restarted(tail))).containsExactly("two", "three", "four");
  }

  @Test
  void aFileThatIsBeingCompressed_isReadOnce() {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.write("two\n").rename().reopen().write("three\n");
    tails.log.packHalf(tails.log.unpacked().get(0), ".zst");
    assertThat(read(tails.restarted(tail))).containsExactly("two", "three");
    assertThat(tails.notices).isEmpty();
  }

  @Test
  void startAtTheOldestRotatedFile_readsCompressedOnesFirst() {
    tails.log.write("one\n").rename().reopen().write("two\n").rename().reopen();
    tails.log.write("three\n").rename().reopen().write("four\n");
    List<Path> plain = tails.log.unpacked();
    tails.log.pack(plain.get(2), ".gz").pack(plain.get(1), ".zst");
    assertThat(read(tails.tail(FileTail.Start.ROTATED, null)))
        .containsExactly("one", "two", "three", "four");
    assertThat(read(tails.tail(FileTail.Start.START, null))).containsExactly("four");
  }

  @Test
  void aDamagedCompressedFile_isReadUpToThereAndToldOfOnce() throws Exception {
    tails.log.write("one\n".repeat(100_000)).rename().reopen().write("two\n");
    Path plain = tails.log.unpacked().get(0);
    tails.log.packHalf(plain, ".gz");
    Files.delete(plain);
    List<String> lines = read(tails.tail(FileTail.Start.ROTATED, null));
    assertThat(lines).hasSizeGreaterThan(2).endsWith("two");
    assertThat(tails.notices).singleElement().asString().contains("mail.log.1.gz", "cut short");
  }

  @Test
  void copyTruncate_ofAFileThatWasEmptyWhenItWasSeen_losesNothing() {
    tails.log.create();
    FileTail tail = tails.fromStart();
    assertThat(read(tail)).isEmpty();
    tails.log.write("one\n").copyTruncate().write("two\n");
    assertThat(read(tail)).containsExactly("one", "two");
  }

  @Test
  void truncationBetweenAReadAndARestart_doesNotHideTheCopyMadeSince() {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    read(tail);
    tails.log.truncate().write("two\n").copyTruncate();
    FileTail again = tails.restarted(tail);
    tails.log.write("three\n");
    assertThat(read(again)).containsExactly("two", "three");
  }

  @Test
  void whatWasNotRead_isCountedAcrossARotation() {
    tails.log.write("one\n");
    FileTail tail = tails.tail(FileTail.Start.START, null);
    assertThat(tail.unreadBytes()).isZero();
    LogLine line = new LogLine();
    assertThat(tail.next(line)).isEqualTo(LogSource.Next.LINE);
    assertThat(tail.unreadBytes()).isZero();
    tails.log.write("two\n");
    assertThat(tail.unreadBytes()).isEqualTo(4);
    tails.log.rename();
    tails.log.reopen();
    tails.log.write("three\n");
    assertThat(tail.unreadBytes()).isEqualTo(4 + 6);
    while (tail.next(line) == LogSource.Next.LINE) {
      assertThat(line.toString()).isIn("two", "three");
    }
    assertThat(tail.unreadBytes()).isZero();
  }

  /** As rsync does, which leaves an unfinished line at the end of the first copy. */
  @Test
  void replacedByALongerCopy_goesOnInItAtTheSameByte() throws Exception {
    tails.log.write("one\ntw");
    FileTail tail = tails.fromStart();
    assertThat(read(tail)).containsExactly("one");
    replaceLog("one\ntwo\nthree\n");
    assertThat(read(tail)).containsExactly("two", "three");
    replaceLog("one\ntwo\nthree\n");
    assertThat(read(tail)).isEmpty();
    append("four\n");
    assertThat(read(tail)).containsExactly("four");
    assertThat(tails.notices).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two, changed\nthree\n"})
  void replacedByAnotherLogThatBeginsTheSame_readsThatFromItsStart(String rest) throws Exception {
    String first = "x".repeat(Fingerprint.MAX_BYTES);
    tails.log.write(first + "\ntwo\n");
    FileTail tail = tails.fromStart();
    assertThat(read(tail)).containsExactly(first, "two");
    replaceLog(first + "\n" + rest);
    List<String> expected = new ArrayList<>(List.of(first));
    expected.addAll(rest.lines().toList());
    assertThat(read(tail)).isEqualTo(expected);
    append("last\n");
    assertThat(read(tail)).containsExactly("last");
    assertThat(tails.notices).singleElement().asString().contains("was replaced");
  }

  /** The log is fetched by rsync, and its origin was rotated since the last time. */
  @Test
  void replacedTogetherWithALongerCopyOfItUnderARotatedName_readsTheRestOfThat() throws Exception {
    tails.log.write("one\n");
    FileTail tail = tails.fromStart();
    assertThat(read(tail)).containsExactly("one");
    Files.writeString(tails.log.log.resolveSibling("mail.log.1"), "one\ntwo\n");
    replaceLog("three\n");
    assertThat(read(tail)).containsExactly("two", "three");
    assertThat(tails.notices).isEmpty();
  }

  private void replaceLog(String content) throws IOException {
    Path made = Files.writeString(directory.resolve("made"), content);
    Files.move(made, tails.log.log, StandardCopyOption.REPLACE_EXISTING);
  }

  private void append(String text) throws IOException {
    Files.writeString(tails.log.log, text, StandardOpenOption.APPEND);
  }
}
