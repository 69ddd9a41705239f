// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivedLogTest {
  private final List<String> notices = new ArrayList<>();
  private final PipelineListener listener =
      new PipelineListener() {
        @Override
        public void notice(String text) {
          notices.add(text);
        }
      };

  private List<String> lines(byte[] content) throws IOException {
    return lines(new ByteArrayInputStream(content));
  }

  private List<String> lines(InputStream input) throws IOException {
    List<String> lines = new ArrayList<>();
    try (ArchivedLog log = ArchivedLog.of("mail.log.2", input, listener)) {
      LogLine line = new LogLine();
      while (log.next(line)) {
        lines.add(line.toString());
      }
    }
    return lines;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  private static byte[] zstd(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  private static byte[] concat(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }

  @Test
  void next_plain_givesTheLinesAndTheUnfinishedOne() throws IOException {
    assertThat(lines(utf8("one\ntwo\r\n\nend"))).containsExactly("one", "two", "", "end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ab\n", "\n"})
  void next_shorterThanAnyMagicNumber_isPlain(String text) throws IOException {
    assertThat(lines(utf8(text))).containsExactlyElementsOf(text.lines().toList());
  }

  @Test
  void next_gzipMembersOfASlowPipe_givesAllLines() throws IOException {
    byte[] members = concat(gzip(utf8("one\n")), gzip(utf8("two\n")));

    assertThat(lines(new Pipe(members, false))).containsExactly("one", "two");
    assertThat(notices).isEmpty();
  }

  @Test
  void next_gzipMembersOfAPipeWithAName_givesAllLines() throws IOException {
    byte[] members = concat(gzip(utf8("one\n")), gzip(utf8("two\n")));

    assertThat(lines(new Pipe(members, true))).containsExactly("one", "two");
    assertThat(notices).isEmpty();
  }

  @Test
  void next_gzipOfSeveralMembers_givesAllLines() throws IOException {
    byte[] packed = concat(gzip(utf8("one\ntw")), gzip(utf8("o\nthree\n")));
    assertThat(lines(packed)).containsExactly("one", "two", "three");
  }

  @Test
  void next_zstandardOfSeveralFrames_givesAllLines() throws IOException {
    byte[] packed = concat(zstd(utf8("one\ntw")), zstd(utf8("o\nthree\n")));
    assertThat(lines(packed)).containsExactly("one", "two", "three");
  }

  @Test
  void next_severalMegabytes_givesEveryLineOnce() throws IOException {
    StringBuilder text = new StringBuilder();
    List<String> expected = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 40_000; i++) {
      String line = i + " " + "x".repeat(random.nextInt(200));
      expected.add(line);
      text.append(line).append('\n');
    }
    assertThat(lines(utf8(text.toString()))).isEqualTo(expected);
    assertThat(lines(gzip(utf8(text.toString())))).isEqualTo(expected);
    assertThat(lines(zstd(utf8(text.toString())))).isEqualTo(expected);
  }

  @Test
  void next_gzipCutShort_givesWhatThereIsAndSaysSo() throws IOException {
    byte[] whole = gzip(utf8("one\n".repeat(100_000)));
    List<String> lines = lines(Arrays.copyOf(whole, whole.length / 2));
    assertThat(lines).isNotEmpty().hasSizeLessThan(100_000);
    assertThat(notices).singleElement().asString().contains("mail.log.2").contains("cut short");
  }

  @Test
  void next_zstandardCutShort_givesWhatThereIsAndSaysSo() throws IOException {
    byte[] noise = new byte[600_000];
    new Random(1).nextBytes(noise);
    byte[] whole = zstd(noise);
    lines(Arrays.copyOf(whole, whole.length / 2));
    assertThat(notices).singleElement().asString().contains("mail.log.2");
  }

  @Test
  void next_damagedInput_neverThrowsAnythingUnexpected() {
    Random random = new Random(11);
    for (int i = 0; i < 400; i++) {
      byte[] damaged = new byte[random.nextInt(4_000) + 4];
      random.nextBytes(damaged);
      int[] magic = i % 2 == 0 ? new int[] {0x1F, 0x8B, 8, 0} : new int[] {0x28, 0xB5, 0x2F, 0xFD};
      for (int j = 0; j < 4; j++) {
        damaged[j] = (byte) magic[j];
      }
      try {
        lines(damaged);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("mail.log.2");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BZh91AY&SY", "\u00fd7zXZ\u0000"})
  void of_otherCompression_saysWhatToDo(String start) {
    byte[] content = start.getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> lines(content))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("mail.log.2")
        .hasMessageContaining("cat FILE | otel-mail analyze -");
  }

  @Test
  void next_failingDisk_throws() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("input/output error");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return read();
          }
        };
    InputStream failing =
        new SequenceInputStream(new ByteArrayInputStream(utf8("ten letter")), broken);
    assertThatThrownBy(() -> lines(failing)).hasMessage("input/output error");
  }

  /** Gives a byte at a time, and never knows whether there are more. */
  private static final class Pipe extends FilterInputStream {
    private final boolean named;

    Pipe(byte[] content, boolean named) {
      super(new ByteArrayInputStream(content));
      this.named = named;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return super.read(into, offset, Math.min(1, length));
    }

    @Override
    public int available() throws IOException {
      if (named) {
        throw new IOException("Illegal seek");
      }
      return 0;
    }
  }
}
