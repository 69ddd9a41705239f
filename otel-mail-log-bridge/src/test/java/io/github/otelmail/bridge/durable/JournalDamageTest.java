// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A small journal of three segments, with every byte of it changed, and cut at every byte. */
class JournalDamageTest {
  private static final int SEGMENT_BYTES = 120;
  private static final long MAX_DAMAGED = 1_000_000;
  private static final List<String> SEGMENTS =
      List.of("0000000001.segment", "0000000002.segment", "0000000003.segment");

  private final List<String> told = new ArrayList<>();

  private static List<byte[]> frame(int number) {
    return List.of(("line " + number + "a").getBytes(UTF_8), ("b" + number).getBytes(UTF_8));
  }

  /** Nine frames, four to a segment. */
  private static PaperDisk journal() throws IOException {
    PaperDisk disk = new PaperDisk();
    append(disk, 0, 9);
    assertThat(disk.names()).containsExactlyElementsOf(SEGMENTS);
    return disk;
  }

  private static void append(Disk disk, int from, int to) throws IOException {
    Segments segments = Segments.open(disk, SegmentPlace.START, MAX_DAMAGED, text -> {});
    try (SegmentWriter writer = new SegmentWriter(segments, SegmentPlace.START, SEGMENT_BYTES, 0)) {
      for (int i = from; i < to; i++) {
        SegmentPlace unused = writer.append(frame(i));
      }
      writer.force();
    }
  }

  /** Numbers of the frames that are read, as a run does that begins with this disk. */
  private List<Integer> read(Disk disk) throws IOException {
    told.clear();
    Segments segments = Segments.open(disk, SegmentPlace.START, MAX_DAMAGED, told::add);
    List<Integer> frames = new ArrayList<>();
    try (JournalReader reader = new JournalReader(segments, SegmentPlace.START, told::add)) {
      while (reader.seek()) {
        List<byte[]> lines = reader.read();
        if (lines != null) {
          String number = new String(lines.get(0), UTF_8).replaceAll("[^0-9]", "");
          assertThat(lines).usingRecursiveComparison().isEqualTo(frame(Integer.parseInt(number)));
          frames.add(Integer.valueOf(number));
        }
      }
    }
    return frames;
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  @Test
  void wholeJournal_isReadWithoutAWord() throws IOException {
    assertThat(read(journal())).isEqualTo(numbers(0, 9));
    assertThat(told).isEmpty();
  }

  @Test
  void anyChangedByte_costsTheRestOfItsSegmentAndIsTold() throws IOException {
    for (int segment = 0; segment < SEGMENTS.size(); segment++) {
      String name = SEGMENTS.get(segment);
      int length = journal().get(name).length;
      for (int i = 0; i < length; i++) {
        PaperDisk disk = journal();
        byte[] bad = disk.get(name);
        bad[i] ^= 0x20;
        disk.put(name, bad);
        int frameBytes = bad.length / (segment == 2 ? 1 : 4);
        int whole = i / frameBytes;
        List<Integer> expected = new ArrayList<>(numbers(0, 4 * segment + whole));
        expected.addAll(numbers(Math.min(9, 4 * segment + 4), 9));
        assertThat(read(disk)).as("byte %d of %s", i, name).isEqualTo(expected);
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).contains(name, "byte " + whole * frameBytes);
        if (segment < 2) {
          assertThat(told.get(0)).contains("damaged", "kept as paper/" + name + ".damaged");
          assertThat(disk.get(name + ".damaged")).isEqualTo(bad);
        }
      }
    }
  }

  @Test
  void aLastSegmentThatIsDamagedBeforeItsEnd_isSetAsideAndNotCut() throws IOException {
    PaperDisk disk = new PaperDisk();
    append(disk, 0, 4);
    byte[] bad = disk.get(SEGMENTS.get(0));
    bad[bad.length / 4 + 20] ^= 1;
    disk.put(SEGMENTS.get(0), bad);
    assertThat(read(disk)).containsExactly(0);
    assertThat(told).hasSize(1).first().asString().contains("damaged", "checksum");
    assertThat(disk.get(SEGMENTS.get(0) + ".damaged")).isEqualTo(bad);
  }

  @Test
  void aLastSegmentThatIsCutAnywhere_keepsItsWholeFramesAndTheNextRunGoesOn() throws IOException {
    PaperDisk whole = new PaperDisk();
    append(whole, 0, 4);
    byte[] good = whole.get(SEGMENTS.get(0));
    int frameBytes = good.length / 4;
    for (int length = 0; length <= good.length; length++) {
      PaperDisk disk = new PaperDisk();
      disk.put(SEGMENTS.get(0), Arrays.copyOf(good, length));
      int left = length / frameBytes;
      assertThat(read(disk)).as("cut to %d", length).isEqualTo(numbers(0, left));
      assertThat(told).hasSize(length % frameBytes == 0 ? 0 : 1);
      assertThat(disk.get(SEGMENTS.get(0))).hasSize(left * frameBytes);
      append(disk, left, 9);
      assertThat(read(disk)).isEqualTo(numbers(0, 9));
      assertThat(told).isEmpty();
    }
  }

  @Test
  void linesThatLookLikeFrames_doNotKeepTheStartBusy() throws IOException {
    byte[] fake = new byte[200_000];
    for (int i = 0; i + 8 <= fake.length; i += 8) {
      byte[] header = {0x6F, 0x6D, 0x73, 1, 0, 1, (byte) 0x80, 0};
      System.arraycopy(header, 0, fake, i, header.length);
    }
    PaperDisk disk = new PaperDisk();
    disk.put(SEGMENTS.get(0), fake);
    assertThat(read(disk)).isEmpty();
    assertThat(told).hasSize(1).first().asString().contains("damaged at byte 0");
  }

  @Test
  void aSegmentThatIsGone_isTold() throws IOException {
    PaperDisk disk = journal();
    disk.delete(SEGMENTS.get(1));
    assertThat(read(disk)).isEqualTo(List.of(0, 1, 2, 3, 8));
    assertThat(told).hasSize(1).first().asString().contains("not there any more", "segment 3");
  }

  @Test
  void aSegmentOfAnotherVersion_isSetAside() throws IOException {
    PaperDisk disk = journal();
    byte[] other = disk.get(SEGMENTS.get(0));
    other[3] = 2;
    disk.put(SEGMENTS.get(0), other);
    assertThat(read(disk)).isEqualTo(numbers(4, 9));
    assertThat(told).hasSize(1).first().asString().contains("version 2");
  }

  @Test
  void damagedSegments_areToldOfAtTheStartAndTheOldestAreDeletedBeyondTheLimit()
      throws IOException {
    PaperDisk disk = journal();
    for (String name : SEGMENTS.subList(0, 2)) {
      byte[] bad = disk.get(name);
      bad[0] ^= 1;
      disk.put(name, bad);
    }
    assertThat(read(disk)).containsExactly(8);
    long size = disk.get(SEGMENTS.get(0) + ".damaged").length;
    told.clear();
    Segments segments = Segments.open(disk, SegmentPlace.START, 2 * size, told::add);
    assertThat(told)
        .containsExactly(
            "2 damaged segments, %d bytes, are kept in paper, the last of them as %s.damaged;"
                    .formatted(2 * size, SEGMENTS.get(1))
                + " delete them when they are of no more use");
    assertThat(segments.diskBytes()).isEqualTo(segments.bytes() + 2 * size);

    byte[] bad = disk.get(SEGMENTS.get(2));
    bad[0] ^= 1;
    disk.put(SEGMENTS.get(2), bad);
    told.clear();
    try (JournalReader reader = new JournalReader(segments, SegmentPlace.START, told::add)) {
      assertThat(reader.read()).isNull();
    }
    assertThat(told)
        .hasSize(2)
        .last()
        .isEqualTo(
            "deleted paper/%s.damaged: no more than %d bytes of damaged segments are kept"
                .formatted(SEGMENTS.get(0), 2 * size));
    assertThat(disk.names())
        .containsExactly(SEGMENTS.get(1) + ".damaged", SEGMENTS.get(2) + ".damaged");
    assertThat(segments.diskBytes()).isEqualTo(size + bad.length);
  }

  @Test
  void segmentsThatAreDoneWith_areDeletedAtTheStartToo() throws IOException {
    PaperDisk disk = journal();
    Segments segments = Segments.open(disk, new SegmentPlace(3, 0), MAX_DAMAGED, told::add);
    assertThat(disk.names()).containsExactly(SEGMENTS.get(2));
    assertThat(segments.bytes()).isEqualTo(disk.get(SEGMENTS.get(2)).length);
  }
}
