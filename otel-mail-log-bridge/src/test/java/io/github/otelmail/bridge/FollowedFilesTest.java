// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.source.FileTail;
import io.github.otelmail.bridge.source.LogSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedFilesTest {
  @TempDir Path directory;

  private final List<String> notices = new ArrayList<>();
  private final FollowedFiles followed =
      new FollowedFiles(
          new PipelineListener() {
            @Override
            public void notice(String text) {
              notices.add(text);
            }
          });
  private Path log;
  private Path link;
  private FileTail tail;

  @BeforeEach
  void follow() throws IOException {
    log = Files.writeString(directory.resolve("mail.log"), "one\n");
    link = directory.resolve("link.log");
    tail =
        new FileTail(
            log, FileTail.Start.START, null, FileTail.Until.FOREVER, PipelineListener.NOOP);
    assertThat(followed.isNew(log)).isTrue();
    followed.add(tail);
    read();
  }

  @AfterEach
  void close() {
    tail.close();
  }

  private void read() {
    LogLine line = new LogLine();
    while (tail.next(line) == LogSource.Next.LINE) {
      assertThat(line.end()).isPositive();
    }
  }

  private boolean isNewNow(Path path) {
    followed.look();
    return followed.isNew(path);
  }

  @Test
  void anotherName_isToldOfOnce() throws IOException {
    Files.createSymbolicLink(link, log);
    assertThat(followed.isNew(link)).isFalse();
    assertThat(isNewNow(link)).isFalse();
    assertThat(followed.isNew(log)).isFalse();
    assertThat(followed.otherNames()).isEqualTo(Map.of(link.toString(), log.toString()));
    assertThat(notices).singleElement().asString().contains(link + " is the same file as " + log);
  }

  /** Both names stand for each new file: nobody is to look while there is none, or just one. */
  @Test
  void aSymbolicLink_staysOneThroughRotations() throws IOException {
    Files.createSymbolicLink(link, log);
    assertThat(followed.isNew(link)).isFalse();
    Files.move(log, directory.resolve("mail.log.1"));
    assertThat(isNewNow(link)).isFalse();
    assertThat(followed.otherNames()).isEmpty();
    Files.writeString(log, "two\n");
    assertThat(isNewNow(link)).isFalse();
    read();
    assertThat(isNewNow(link)).isFalse();
    assertThat(followed.otherNames()).hasSize(1);
  }

  @Test
  void aHardLink_isAFileOfItsOwnOnceTheOtherNameStandsForAnother() throws IOException {
    Files.createLink(link, log);
    assertThat(followed.isNew(link)).isFalse();
    Files.move(log, directory.resolve("mail.log.1"));
    Files.writeString(log, "two\n");
    assertThat(isNewNow(link)).as("while it is read").isFalse();
    assertThat(followed.otherNames()).hasSize(1);
    read();
    assertThat(followed.otherNames()).isEmpty();
    assertThat(isNewNow(link)).isTrue();
  }

  @Test
  void aFileThatIsNotFollowedAnyMore_isNewByItsOtherName() throws IOException {
    Files.createLink(link, log);
    assertThat(followed.isNew(link)).isFalse();
    assertThat(followed.hasOtherNames()).isTrue();
    followed.remove(log.toString());
    assertThat(isNewNow(link)).isTrue();
  }

  @Test
  void aFileThatIsNotThere_isNew() {
    assertThat(followed.isNew(link)).isTrue();
  }
}
