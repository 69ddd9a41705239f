// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.yardstick;

import java.io.IOException;
import java.util.Arrays;

/** Requests of {@value #BATCH} spans. */
final class SpanRequests {
  private static final int BATCH = 512;
  private static final byte[] FAILED = {0x7A, 2, 0x18, 2};
  private static final byte[] SAMPLED = {(byte) 0x85, 1, 1, 1, 0, 0};
  private static final byte[] SCOPE = SpanWriter.ascii("\n\r\n\013BareScanner");
  private static final byte[] HOST = SpanWriter.key("host.name");

  private final SpanWriter to = new SpanWriter(1 << 19);
  private final SpanSink sink;
  private byte[] host = {};
  private int inBatch;
  private int scope;
  private int span;
  long spans;
  long bytes;

  SpanRequests(SpanSink sink) {
    this.sink = sink;
  }

  /** Says which host the next spans are of. */
  void host(byte[] from, int start, int end) throws IOException {
    if (!Arrays.equals(from, start, end, host, 0, host.length)) {
      flush();
      host = Arrays.copyOfRange(from, start, end);
    }
  }

  /** Begins a span of at most so many bytes. */
  SpanWriter begin(int most) {
    to.ensure(most + 1024);
    if (inBatch == 0) {
      to.bytes[0] = 0x0A;
      to.size = 1 + SpanWriter.LENGTH;
      int value = 2 + host.length;
      to.raw(new byte[] {0x0A, (byte) (6 + HOST.length + host.length)});
      to.raw(new byte[] {0x0A, (byte) (4 + HOST.length + host.length)});
      to.raw(HOST);
      to.raw(new byte[] {0x12, (byte) value, 0x0A, (byte) host.length});
      to.raw(host);
      to.bytes[to.size++] = 0x12;
      scope = to.size;
      to.size += SpanWriter.LENGTH;
      to.raw(SCOPE);
    }
    to.bytes[to.size++] = 0x12;
    span = to.size;
    to.size += SpanWriter.LENGTH;
    return to;
  }

  void end(boolean failed) throws IOException {
    if (failed) {
      to.raw(FAILED);
    }
    to.raw(SAMPLED);
    to.length(span);
    spans++;
    if (++inBatch == BATCH) {
      flush();
    }
  }

  void flush() throws IOException {
    if (inBatch > 0) {
      to.length(scope);
      to.length(1);
      bytes += to.size;
      inBatch = 0;
      sink.send(to.bytes, to.size);
      to.size = 0;
    }
  }
}
