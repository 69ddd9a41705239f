// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.bridge.event.SmtpReply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is written is read again. */
class ValueWriterTest {
  private final SharedTexts texts = SharedTexts.kept();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ValueWriter writer = new ValueWriter(new DataOutputStream(bytes), texts);

  private ValueReader reader() {
    return new ValueReader(
        new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), texts);
  }

  @Test
  void numbersAndTimes_areReadAgain() throws IOException {
    long[] numbers = {
      0, 1, -1, 63, 64, -65, Long.MAX_VALUE, Long.MIN_VALUE, 1_700_000_000_000_000L
    };
    for (long number : numbers) {
      writer.number(number);
      writer.time(number);
    }
    ValueReader reader = reader();
    for (long number : numbers) {
      assertThat(reader.number()).isEqualTo(number);
      assertThat(reader.time()).isEqualTo(number);
    }
  }

  @Test
  void timesNearEachOther_takeFewBytes() throws IOException {
    writer.time(1_700_000_000_000_000L);
    int first = bytes.size();
    writer.time(1_700_000_000_300_000L);
    writer.time(-1);
    assertThat(bytes.size() - first).isLessThanOrEqualTo(4);
  }

  @Test
  void numberThatIsNone_isDamage() {
    for (int i = 0; i < 11; i++) {
      bytes.write(0xff);
    }
    assertThatThrownBy(() -> reader().number()).hasMessageContaining("a number without end");
  }

  @Test
  void numberBeyondAnInt_isDamage() throws IOException {
    writer.number(1L << 40);
    assertThatThrownBy(() -> reader().integer()).hasMessageContaining("a number as large as");
  }

  @Test
  void repliesThatDifferInTheRecipient_shareTheirText() throws IOException {
    String text = "451 4.7.1 <%s>: Recipient address rejected: Greylisted, come back later";
    int[] sizes = new int[4];
    for (int i = 0; i < sizes.length; i++) {
      int before = bytes.size();
      writer.reply(new SmtpReply(451, "4.7.1", text.formatted("r" + i + "@y")), "r" + i + "@y");
      sizes[i] = bytes.size() - before;
    }
    assertThat(sizes[0]).isGreaterThan(60);
    assertThat(sizes[3]).isLessThan(10);
    ValueReader reader = reader();
    for (int i = 0; i < sizes.length; i++) {
      assertThat(reader.reply("r" + i + "@y"))
          .isEqualTo(new SmtpReply(451, "4.7.1", text.formatted("r" + i + "@y")));
    }
  }

  @Test
  void replyWithoutRecipient_isReadAsItWas() throws IOException {
    SmtpReply odd = new SmtpReply(0, null, "a\0b r@y");
    writer.reply(odd, "r@y");
    writer.reply(odd, "");
    writer.reply(null, "r@y");
    ValueReader reader = reader();
    assertThat(reader.reply("r@y")).isEqualTo(odd);
    assertThat(reader.reply("")).isEqualTo(odd);
    assertThat(reader.reply("r@y")).isNull();
  }

  @Test
  void moreTextsThanTheLimit_areWrittenOut() throws IOException {
    int count = SharedTexts.LIMIT + 100;
    for (int i = 0; i < count; i++) {
      writer.sharedText("text " + i);
      writer.sharedText("text " + i);
    }
    assertThat(texts.size()).isEqualTo(SharedTexts.LIMIT);
    ValueReader reader = reader();
    for (int i = 0; i < count; i++) {
      assertThat(reader.sharedText()).isEqualTo("text " + i);
      assertThat(reader.sharedText()).isEqualTo("text " + i);
    }
  }
}
