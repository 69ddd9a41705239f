// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StdinTest extends StreamContract {
  private final AtomicLong taken = new AtomicLong();

  @Override
  LogSource sourceOf(byte[] input, PipelineListener listener) {
    InputStream counting =
        new ByteArrayInputStream(input) {
          @Override
          public int read(byte[] into) {
            int count = read(into, 0, into.length);
            taken.addAndGet(Math.max(count, 0));
            return count;
          }
        };
    return new Stdin(counting, () -> {}, listener);
  }

  @Override
  @Nullable LogSource sourceAt(@Nullable String position) {
    return null;
  }

  @Override
  long bytesAheadAtMost() {
    // One chunk in use, those waiting, and the one the thread holds in its hands.
    return 6L * LineBuffer.CHUNK_BYTES;
  }

  @Override
  long bytesTaken() {
    return taken.get();
  }

  @Test
  void endOfInput_endsTheSourceAfterALineWithoutLineFeed() {
    try (LogSource source =
        sourceOf("one\ntwo".getBytes(StandardCharsets.UTF_8), PipelineListener.NOOP)) {
      LogLine line = new LogLine();
      await(source, line);
      assertThat(await(source, line)).isEqualTo(LogSource.Next.LINE);
      assertThat(line).hasToString("two");
      assertThat(await(source, line)).isEqualTo(LogSource.Next.END);
      assertThat(await(source, line)).isEqualTo(LogSource.Next.END);
    }
  }

  @Test
  void input_wakesTheReader() throws Exception {
    CountDownLatch woken = new CountDownLatch(2);
    InputStream input = new ByteArrayInputStream("one\n".getBytes(StandardCharsets.UTF_8));
    try (LogSource source = new Stdin(input, woken::countDown, PipelineListener.NOOP)) {
      // Once for the line, once for the end.
      assertThat(woken.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(source.next(new LogLine())).isEqualTo(LogSource.Next.LINE);
    }
  }

  @Test
  void aBrokenInput_endsTheSourceWithANotice() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the cable is out");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return read();
          }
        };
    List<String> notices = new ArrayList<>();
    PipelineListener listener =
        new PipelineListener() {
          @Override
          public void notice(String text) {
            notices.add(text);
          }
        };
    try (LogSource source = new Stdin(broken, () -> {}, listener)) {
      assertThat(await(source, new LogLine())).isEqualTo(LogSource.Next.END);
      assertThat(notices).singleElement().asString().contains("standard input", "the cable is out");
    }
  }

  @Test
  void aStream_hasNoPosition() {
    try (LogSource source = sourceOf(numbered(1), PipelineListener.NOOP)) {
      await(source, new LogLine());
      assertThat(source.position()).isNull();
    }
  }
}
