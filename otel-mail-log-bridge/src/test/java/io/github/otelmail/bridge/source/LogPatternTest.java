// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogPatternTest {
  @TempDir Path directory;

  private List<String> found(String pattern) {
    return LogPattern.of(directory.resolve(pattern).toString()).files().stream()
        .map(file -> directory.relativize(file).toString())
        .toList();
  }

  private void create(String... names) throws IOException {
    for (String name : names) {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mail.log*, mail.log mail.log2",
    "'{mail,smtp}.log', mail.log smtp.log",
    "mail.lo?, mail.log",
    "mail.log.[0-9], mail.log.1 mail.log.2",
    "mail-*.log, mail-20261122.log",
    "nothing*, ''",
    "absent*/mail.log, ''",
    "*/mail.log, mx1/mail.log mx2/mail.log",
  })
  void files_areThoseOfThePatternAndNoRotations(String pattern, String expected) throws Exception {
    create("mail.log", "mail.log2", "mail.log.1", "mail.log.2", "mail.log-20261122.gz");
    create("mail.log.3.zst", "smtp.log", "mail-20261122.log", "mx1/mail.log", "mx2/mail.log");
    Files.createDirectory(directory.resolve("mail.logs"));
    assertThat(String.join(" ", found(pattern))).isEqualTo(expected);
  }

  @Test
  void rotatedFile_isTheLogsEvenWhileTheLogIsNotThere() throws Exception {
    create("mail.log.1");
    assertThat(found("mail.log*")).isEmpty();
  }

  @Test
  void of_anUnclosedBracket_saysWhatIsWrong() {
    assertThatThrownBy(() -> LogPattern.of("/var/log/{mail"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'/var/log/{mail'");
  }

  @ParameterizedTest
  @CsvSource({"/var/log/mail.log, false", "/var/log/*.log, true", "/var/log/mail?, true"})
  void isPattern_tellsPatternsFromNames(String text, boolean expected) {
    assertThat(LogPattern.isPattern(text)).isEqualTo(expected);
  }
}
