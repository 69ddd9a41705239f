// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.parser.Ascii;
import io.github.otelmail.bridge.parser.ByteKeyCache;
import io.github.otelmail.bridge.parser.Cursor;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import io.github.otelmail.bridge.parser.LogParser.Sink;
import io.github.otelmail.bridge.parser.SyslogHeader;
import io.github.otelmail.bridge.parser.WordCache;

/**
 * The text of one line: {@code [severity: ][queue id: ]text}. Holds indexes, so that a line which
 * says nothing about a message makes no object. Reused for every line of a parser.
 */
final class PostfixLine {
  private static final byte[][] SEVERITIES = {
    Ascii.bytes("warning: "), Ascii.bytes("error: "), Ascii.bytes("fatal: "), Ascii.bytes("panic: ")
  };
  private static final byte[] NO_QUEUE = Ascii.bytes("NOQUEUE: ");

  private final SyslogHeader header;
  private final ByteKeyCache<String> hosts = new ByteKeyCache<>(host -> host);
  private final ByteKeyCache<String> texts = new ByteKeyCache<>(text -> text);
  private final WordCache ids = new WordCache();
  private PostfixTag tag = PostfixTag.of("");
  private Cursor cursor = new Cursor();
  private int times;
  private boolean complaint;
  private boolean noQueue;
  private int idStart;
  private int idEnd;

  PostfixLine(SyslogHeader header) {
    this.header = header;
  }

  /**
   * Takes the severity and the queue id off the text.
   *
   * @param cursor the text; afterwards at what follows the queue id
   * @param times how often the line was written
   */
  void start(PostfixTag tag, Cursor cursor, int times) {
    this.tag = tag;
    this.cursor = cursor;
    this.times = times;
    complaint = takeSeverity();
    noQueue = cursor.take(NO_QUEUE);
    idStart = cursor.position();
    idEnd = noQueue ? -1 : PostfixQueueId.end(cursor.buffer(), idStart, cursor.end());
    if (idEnd >= 0 && !takeColon()) {
      idEnd = -1;
    }
  }

  private boolean takeSeverity() {
    int c = cursor.peek();
    if (c == 'w' || c == 'e' || c == 'f' || c == 'p') {
      for (byte[] severity : SEVERITIES) {
        if (cursor.take(severity)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean takeColon() {
    byte[] buffer = cursor.buffer();
    int end = cursor.end();
    boolean colon = idEnd < end && buffer[idEnd] == ':';
    if (!colon || (idEnd + 1 < end && buffer[idEnd + 1] != ' ')) {
      return false;
    }
    cursor.moveTo(idEnd + 2);
    return true;
  }

  /** What is left of the text. */
  Cursor cursor() {
    return cursor;
  }

  /** True when the text began with {@code warning:} or a graver word. */
  boolean isComplaint() {
    return complaint;
  }

  boolean isNoQueue() {
    return noQueue;
  }

  boolean hasQueueId() {
    return idEnd >= 0;
  }

  /** The queue id; a line without one must not be asked. */
  String queueId() {
    return ids.get(cursor.buffer(), idStart, idEnd);
  }

  /** A piece of the line that others are likely to have as well, such as a client's name. */
  String common(int start, int end) {
    return start >= end ? "" : texts.get(cursor.buffer(), start, end);
  }

  /** Hands an event to the sink, once. */
  Outcome emit(Sink sink, MailEvent event) {
    sink.event(lineHeader(), event);
    return Outcome.PARSED;
  }

  /** Hands an event to the sink as often as the line was written. */
  Outcome emitEach(Sink sink, MailEvent event) {
    LineHeader lineHeader = lineHeader();
    for (int i = 0; i < times; i++) {
      sink.event(lineHeader, event);
    }
    return Outcome.PARSED;
  }

  private LineHeader lineHeader() {
    return new LineHeader(
        header.timeMicros(),
        header.resolutionMicros(),
        header.host(hosts),
        tag.instance(),
        tag.daemon(),
        header.pid());
  }
}
