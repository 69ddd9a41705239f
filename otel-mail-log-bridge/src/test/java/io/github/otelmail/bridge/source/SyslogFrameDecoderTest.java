// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyslogFrameDecoderTest {
  private static final int MAX = 100;

  private final LossCounts losses = new LossCounts();

  private List<String> decode(byte[] stream, Random chunks) {
    EmbeddedChannel channel = new EmbeddedChannel(new SyslogFrameDecoder(MAX, losses));
    for (int from = 0; from < stream.length; ) {
      int count = Math.min(stream.length - from, 1 + chunks.nextInt(150));
      channel.writeInbound(Unpooled.copiedBuffer(stream, from, count));
      from += count;
    }
    channel.finish();
    List<String> frames = new ArrayList<>();
    for (byte[] frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
      frames.add(new String(frame, ISO_8859_1));
    }
    return frames;
  }

  private List<String> decode(String stream) {
    return decode(stream.getBytes(UTF_8), new Random(stream.length()));
  }

  private Recorder told() {
    Recorder recorder = new Recorder();
    losses.tell(recorder);
    return recorder;
  }

  @ParameterizedTest
  @CsvSource({
    "'<1>a|<2>b|', '<1>a <2>b'",
    "'4 <1>a5 <2>bc', '<1>a <2>bc'",
    "'4 <1>a|<2>b|5 <3>cd', '<1>a <2>b <3>cd'",
    "'2026-11-22T08:00:00Z|1999|', '2026-11-22T08:00:00Z 1999'",
    "'12345678 x|', '12345678_x'",
    "'||<1>a||', '<1>a'",
    "'<1>the_sender_goes', '<1>the_sender_goes'",
  })
  void bothFramings_areToldApartMessageByMessage(String stream, String frames) {
    String expected = String.join(" ", decode(stream.replace('|', '\n'))).replace("8 x", "8_x");
    assertThat(expected).isEqualTo(frames);
    assertThat(told().lost).isEmpty();
  }

  @Test
  void zeroBytes_endMessagesToo() {
    assertThat(decode("<1>a\0<2>b\0")).containsExactly("<1>a", "<2>b");
  }

  @Test
  void countedMessage_mayHoldLineFeeds() {
    assertThat(decode("5 a\nb\nc<1>x\n")).containsExactly("a\nb\nc", "<1>x");
  }

  @Test
  void longMessages_areCutAndCounted() {
    String longer = "y".repeat(5_000);
    assertThat(decode("<1>" + longer + "\n<2>a\n5003 <3>" + longer + "<4>b\n"))
        .containsExactly("<1>" + "y".repeat(97), "<2>a", "<3>" + "y".repeat(97), "<4>b");
    assertThat(told().lost).containsEntry("syslog message too long", 2L);
  }

  @Test
  void countedMessageWithoutItsEnd_isCounted() {
    assertThat(decode("40 <1>a")).isEmpty();
    assertThat(told().lost).containsEntry("syslog message cut off", 1L);
  }

  @Test
  void randomMessages_comeOutTheSameHoweverTheyArrive() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String message = "<" + i + ">" + "m".repeat(random.nextInt(90));
        expected.add(message);
        String framed = random.nextBoolean() ? message + "\n" : message.length() + " " + message;
        stream.writeBytes(framed.getBytes(UTF_8));
      }
      assertThat(decode(stream.toByteArray(), random)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void anyBytes_giveNoMessageBeyondTheLimit() {
    for (int seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      byte[] stream = new byte[random.nextInt(2_000)];
      random.nextBytes(stream);
      for (int i = 0; i < stream.length; i++) {
        if (random.nextInt(3) > 0) {
          stream[i] = (byte) "0123456789 <\n".charAt(random.nextInt(13));
        }
      }
      assertThat(decode(stream, random)).allMatch(frame -> frame.length() <= MAX);
    }
  }
}
