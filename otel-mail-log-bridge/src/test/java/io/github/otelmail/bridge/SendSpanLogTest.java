// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.context.LearnedSpan;
import io.github.otelmail.bridge.event.SendSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendSpanLogTest {
  @TempDir Path directory;

  private final List<LearnedSpan> live = new ArrayList<>();
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = directory.resolve("send-spans");
  }

  private LearnedSpan span(int number) {
    String text = number % 2 == 0 ? null : "t" + number;
    LearnedSpan learned =
        new LearnedSpan(
            new SendSpan("t", "s", number, number + 1, "relay", "Q" + number, text, text, number),
            number);
    live.add(learned);
    return learned;
  }

  @Test
  void whatWasWritten_isThereAgain() throws IOException {
    try (SendSpanLog log = new SendSpanLog(file)) {
      assertThat(log.restored()).isEmpty();
      assertThat(log.restoredTime()).isEqualTo(Long.MIN_VALUE);
      log.add(span(1));
      log.write(7, () -> live);
      log.add(span(2));
      log.write(8, () -> live);
      log.write(9, () -> live);
      log.add(span(3));
    }
    try (SendSpanLog log = new SendSpanLog(file)) {
      assertThat(log.restored()).isEqualTo(live.subList(0, 2));
      assertThat(log.restoredTime()).isEqualTo(9);
    }
  }

  @Test
  void cutOffAnywhere_theWholeRecordsBeforeAreThere() throws IOException {
    try (SendSpanLog log = new SendSpanLog(file)) {
      log.write(1, () -> live);
      log.add(span(1));
      log.write(2, () -> live);
    }
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      try (SendSpanLog log = new SendSpanLog(file)) {
        assertThat(log.restoredTime()).as("cut at %d", length).isIn(Long.MIN_VALUE, 1L);
        assertThat(live).containsAll(log.restored());
        log.write(3, log::restored);
      }
      try (SendSpanLog log = new SendSpanLog(file)) {
        assertThat(log.restoredTime()).as("cut at %d, and gone on", length).isEqualTo(3);
      }
    }
  }

  @Test
  void damage_endsTheFile() throws IOException {
    try (SendSpanLog log = new SendSpanLog(file)) {
      log.write(1, () -> live);
      log.add(span(1));
      log.write(2, () -> live);
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    try (SendSpanLog log = new SendSpanLog(file)) {
      assertThat(log.restored()).hasSize(1);
      assertThat(log.restoredTime()).isEqualTo(1);
    }
  }

  @Test
  void aFileThatHasGrown_isWrittenAnewWithWhatIsOfUse() throws IOException {
    try (SendSpanLog log = new SendSpanLog(file)) {
      for (int round = 0; round < 10; round++) {
        live.clear();
        for (int i = 0; i < 20_000; i++) {
          log.add(span(i));
        }
        live.subList(0, 19_990).clear();
        log.write(round, () -> live);
      }
    }
    assertThat(Files.size(file)).isLessThan(7 * 1024 * 1024);
    try (SendSpanLog log = new SendSpanLog(file)) {
      assertThat(log.restored()).endsWith(live.get(9));
      assertThat(log.restoredTime()).isEqualTo(9);
    }
  }
}
