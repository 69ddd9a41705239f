// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Cuts a stream into syslog messages, with both framings of RFC 6587, message by message: octet
 * counting where it begins with a number and a space, else up to a line feed or a zero byte. Keeps
 * at most a message's limit; the rest of a longer message is passed over.
 */
final class SyslogFrameDecoder extends ByteToMessageDecoder {
  private static final String TOO_LONG = "syslog message too long";

  /** Nobody means a message of 10 MB. */
  private static final int MAX_COUNT_DIGITS = 7;

  private final int maxBytes;
  private final LossCounts losses;

  /** Bytes of a counted message that are still to be passed over. */
  private int skipCounted;

  /** True while a message without count is passed over to its end. */
  private boolean skipToEnd;

  private boolean partial;

  SyslogFrameDecoder(int maxBytes, LossCounts losses) {
    this.maxBytes = maxBytes;
    this.losses = losses;
  }

  /** True while a message has begun and not ended. */
  boolean isPartial() {
    return partial;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (skipCounted > 0) {
      int count = Math.min(skipCounted, in.readableBytes());
      in.skipBytes(count);
      skipCounted -= count;
    } else if (skipToEnd) {
      int end = endOfMessage(in, in.readableBytes());
      in.skipBytes(end < 0 ? in.readableBytes() : end + 1);
      skipToEnd = end < 0;
    } else if (isEnd(in.getByte(in.readerIndex()))) {
      in.skipBytes(1);
    } else {
      int digits = countDigits(in);
      if (digits > 0) {
        decodeCounted(in, digits, out);
      } else if (digits == 0) {
        decodeDelimited(in, out);
      }
    }
    partial = skipCounted > 0 || skipToEnd || in.isReadable();
  }

  /**
   * Digits of the count at the front; 0 when there is no count, -1 when that cannot be said yet.
   */
  private static int countDigits(ByteBuf in) {
    int readable = Math.min(in.readableBytes(), MAX_COUNT_DIGITS + 1);
    for (int i = 0; i < readable; i++) {
      byte next = in.getByte(in.readerIndex() + i);
      if (next == ' ' && i > 0) {
        return i;
      }
      if (next < '0' || next > '9' || (i == 0 && next == '0')) {
        return 0;
      }
    }
    return readable > MAX_COUNT_DIGITS ? 0 : -1;
  }

  private void decodeCounted(ByteBuf in, int digits, List<Object> out) {
    int length = 0;
    for (int i = 0; i < digits; i++) {
      length = length * 10 + in.getByte(in.readerIndex() + i) - '0';
    }
    int kept = Math.min(length, maxBytes);
    if (in.readableBytes() < digits + 1 + kept) {
      return;
    }
    in.skipBytes(digits + 1);
    emit(in, kept, out);
    skipCounted = length - kept;
    if (skipCounted > 0) {
      tooLong();
    }
  }

  private void decodeDelimited(ByteBuf in, List<Object> out) {
    int end = endOfMessage(in, Math.min(in.readableBytes(), maxBytes + 1));
    if (end >= 0) {
      emit(in, end, out);
      in.skipBytes(1);
    } else if (in.readableBytes() > maxBytes) {
      emit(in, maxBytes, out);
      skipToEnd = true;
      tooLong();
    }
  }

  /** What is left when the sender goes is a message, if it was not to be counted. */
  @Override
  protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (!in.isReadable() || skipCounted > 0 || skipToEnd) {
      return;
    }
    if (countDigits(in) == 0) {
      emit(in, Math.min(in.readableBytes(), maxBytes), out);
    } else {
      losses.count("syslog message cut off", "a sender went away in the middle of a message");
    }
  }

  private void tooLong() {
    losses.count(TOO_LONG, "messages beyond " + maxBytes + " bytes are cut");
  }

  private static void emit(ByteBuf in, int length, List<Object> out) {
    byte[] message = new byte[length];
    in.readBytes(message);
    if (length > 0) {
      out.add(message);
    }
  }

  private static int endOfMessage(ByteBuf in, int length) {
    int index = in.forEachByte(in.readerIndex(), length, value -> !isEnd(value));
    return index < 0 ? -1 : index - in.readerIndex();
  }

  private static boolean isEnd(byte value) {
    return value == '\n' || value == 0;
  }
}
