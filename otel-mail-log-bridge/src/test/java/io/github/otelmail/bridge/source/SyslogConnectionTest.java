// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection whose clock is the test's. */
class SyslogConnectionTest {
  private static final Duration PARTIAL = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofHours(1);
  private static final Duration CHECKS = PARTIAL.dividedBy(4);

  private final Recorder told = new Recorder();
  private final LossCounts losses = new LossCounts();
  private final ReceiveQueue queue = new ReceiveQueue(1_000, () -> {});
  private EmbeddedChannel channel;

  @BeforeEach
  void connect() {
    SyslogFrameDecoder decoder = new SyslogFrameDecoder(1_000, losses);
    channel = new EmbeddedChannel(decoder, new SyslogConnection(new Owner(), decoder, "sender"));
    channel.freezeTime();
  }

  private final class Owner implements SyslogConnection.Owner {
    @Override
    public SyslogReception reception() {
      return new Messages();
    }

    @Override
    public LossCounts losses() {
      return losses;
    }

    @Override
    public NetworkLimits limits() {
      return new NetworkLimits(1, 1_000, 1_000, 1_000, 1_000, PARTIAL, IDLE, IDLE);
    }

    @Override
    public void released() {}
  }

  private final class Messages implements SyslogReception {
    @Override
    public boolean offer(List<byte[]> messages, String sender, long receivedMicros) {
      return queue.offer(new ReceivedLines(messages, ReceivedLines.UNANSWERED));
    }

    @Override
    public void whenRoom(Runnable tryAgain) {
      queue.whenRoom(tryAgain);
    }
  }

  private void sends(String text) {
    assertThat(channel.writeInbound(Unpooled.wrappedBuffer(text.getBytes(UTF_8)))).isFalse();
  }

  private void after(Duration time) {
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    long unused = channel.runScheduledPendingTasks();
  }

  private String line() {
    LogLine line = new LogLine();
    return queue.next(line) == LogSource.Next.LINE ? line.toString() : "";
  }

  @Test
  void aProcessThatStoodStill_readsWhatWasSentMeanwhile() {
    sends("<22>on");
    after(PARTIAL.multipliedBy(100));
    sends("e\n<22>tw");
    assertThat(line()).isEqualTo("<22>one");
    after(CHECKS);
    sends("o\n");
    assertThat(line()).isEqualTo("<22>two");
    after(IDLE.multipliedBy(2));
    sends("<22>three\n");
    assertThat(line()).isEqualTo("<22>three");
    after(CHECKS);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void aSenderThatDribbles_isClosed() {
    sends("<22>");
    for (Duration time = Duration.ZERO; time.compareTo(PARTIAL) <= 0; time = time.plus(CHECKS)) {
      assertThat(channel.isOpen()).isTrue();
      after(CHECKS);
      sends("x");
    }
    after(CHECKS);
    assertThat(channel.isOpen()).isFalse();
    losses.tell(told);
    assertThat(told.lost).containsKey("syslog connection stalled");
  }

  @Test
  void aSenderThatSaysNothing_isClosedWithoutAWord() {
    sends("<22>one\n");
    after(IDLE.plusNanos(1));
    assertThat(channel.isOpen()).isTrue();
    after(CHECKS);
    assertThat(channel.isOpen()).isFalse();
    losses.tell(told);
    assertThat(told.lost).isEmpty();
  }
}
