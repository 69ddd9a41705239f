// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.yardstick;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;

/**
 * A yardstick: how fast the log of one Postfix can become OTLP when nothing but that is asked for.
 * {@code BareScanner LOG [URL]} reads every field, correlates by queue id, and encodes one span per
 * message and one per attempt in one pass, the same ones as {@code RegexSdk}; they go nowhere, or
 * with a URL to that receiver by POST. Prints what it counted as JSON.
 *
 * <p>It has nothing that a tool needs: no following of a file that grows, no state that survives,
 * no answer to lines that are unusual, late, forged or long, one format of stamps (RFC 3164, UTC).
 */
final class BareScanner {
  /** What the yardsticks print. */
  static final String COUNTS =
      "{\"lines\":%d,\"queue_ids\":%d,\"sent\":%d,\"deferred\":%d,\"bounced\":%d,"
          + "\"removed\":%d,\"spans\":%d,\"otlp_bytes\":%d}";

  private static final int BUFFER = 1 << 18;
  private static final int MAX_QUEUE_ID = 24;

  /** Left empty at the end of the buffer, so that words can be read from any place in a line. */
  private static final int SLACK = 64;

  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final long POSTFIX = Bytes.word("postfix/".getBytes(StandardCharsets.US_ASCII), 0);

  private static final byte[] QUEUE_ID = SpanWriter.key("mail.queue_id");
  private static final byte[] CLIENT_NAME = SpanWriter.key("client.name");
  private static final byte[] CLIENT_ADDRESS = SpanWriter.key("client.address");
  private static final byte[] USER = SpanWriter.key("mail.user");
  private static final byte[] UID = SpanWriter.key("mail.uid");
  private static final byte[] MESSAGE_ID = SpanWriter.key("email.message_id");
  private static final byte[] FROM = SpanWriter.key("email.from.address");
  private static final byte[] SIZE = SpanWriter.key("mail.size");
  private static final byte[] RECIPIENTS = SpanWriter.key("mail.recipients");
  private static final byte[] ATTEMPTS = SpanWriter.key("mail.attempts");
  private static final byte[] OUTCOME = SpanWriter.key("mail.outcome");
  private static final byte[] TO = SpanWriter.key("email.to.address");
  private static final byte[] ORIGINAL_TO = SpanWriter.key("mail.original_to");
  private static final byte[] AGENT = SpanWriter.key("mail.agent");
  private static final byte[] RELAY = SpanWriter.key("server.address");
  private static final byte[] RELAY_ADDRESS = SpanWriter.key("network.peer.address");
  private static final byte[] RELAY_PORT = SpanWriter.key("server.port");
  private static final byte[] USES = SpanWriter.key("mail.connection_use");
  private static final byte[] DELAY = SpanWriter.key("mail.delay");
  private static final byte[] CONNECT = SpanWriter.key("mail.delay.connect");
  private static final byte[] TRANSMIT = SpanWriter.key("mail.delay.transmit");
  private static final byte[] STATUS_CODE = SpanWriter.key("smtp.response.enhanced_status_code");
  private static final byte[] STATUS = SpanWriter.key("mail.status");
  private static final byte[] REPLY = SpanWriter.key("mail.reply");

  private final SpanRequests requests;
  private final QueuedMessages messages = new QueuedMessages();
  private final int year = LocalDateTime.now(ZoneOffset.UTC).getYear();
  private byte[] in = new byte[BUFFER];

  /** Where the present line ends, and its parts begin and end. */
  private int end;

  private int agentEnd;
  private int id;
  private int idEnd;

  private long stampStart;
  private long stampEnd;
  private long now;
  private long lines;
  private long removed;
  private final long[] statuses = new long[3];

  private BareScanner(SpanRequests requests) {
    this.requests = requests;
  }

  public static void main(String[] args) throws IOException {
    try (InputStream log = new FileInputStream(args[0])) {
      SpanSink sink = args.length > 1 ? new HttpSink(URI.create(args[1])) : SpanSink.NOWHERE;
      System.out.println(read(log, sink));
    }
  }

  /** Reads a log to its end, and says what it counted. */
  static String read(InputStream log, SpanSink sink) throws IOException {
    SpanRequests requests = new SpanRequests(sink);
    BareScanner scanner = new BareScanner(requests);
    scanner.read(log);
    requests.flush();
    return String.format(
        Locale.ROOT,
        COUNTS,
        scanner.lines,
        scanner.messages.seen,
        scanner.statuses[0],
        scanner.statuses[1],
        scanner.statuses[2],
        scanner.removed,
        requests.spans,
        requests.bytes);
  }

  private void read(InputStream log) throws IOException {
    int kept = 0;
    while (true) {
      if (in.length - kept < 2 * SLACK) {
        in = Arrays.copyOf(in, 2 * in.length);
      }
      int got = log.read(in, kept, in.length - kept - SLACK);
      if (got < 0) {
        break;
      }
      int filled = kept + got;
      int start = 0;
      for (int feed = Bytes.indexOf(in, kept, filled, '\n');
          feed >= 0;
          feed = Bytes.indexOf(in, start, filled, '\n')) {
        line(start, feed);
        start = feed + 1;
      }
      kept = filled - start;
      System.arraycopy(in, start, in, 0, kept);
    }
    for (QueuedMessage message : messages.left()) {
      finish(message);
    }
  }

  /** {@code Nov 3 00:00:00 mx1 postfix/smtp[1234]: 4F2A1C0DE: …}. */
  private void line(int start, int lineEnd) throws IOException {
    lines++;
    end = lineEnd;
    int host = start + 16;
    int hostEnd = find(host, ' ');
    if (hostEnd < 0 || end - hostEnd < 16 || Bytes.word(in, hostEnd + 1) != POSTFIX) {
      return;
    }
    agentEnd = find(hostEnd + 9, '[');
    id = find(agentEnd + 1, ']') + 3;
    idEnd = agentEnd < 0 || id < 3 ? -1 : queueIdEnd();
    if (idEnd < 0) {
      return;
    }
    stamp(start);
    requests.host(in, host, hostEnd);
    int at = idEnd + 2;
    switch (in[at]) {
      case 't' -> {
        if (is("to=<", at)) {
          attempt(message(), at + 4);
        }
      }
      case 'f' -> {
        if (is("from=<", at)) {
          queued(message(), at + 6);
        }
      }
      case 'c' -> {
        if (is("client=", at)) {
          accepted(message(), at + 7);
        }
      }
      case 'm' -> {
        if (is("message-id=", at)) {
          int angle = in[at + 11] == '<' && in[end - 1] == '>' ? 1 : 0;
          message().string(MESSAGE_ID, in, at + 11 + angle, end - angle);
        }
      }
      case 'u' -> {
        if (is("uid=", at)) {
          message().integer(UID, Bytes.number(in, at + 4));
        }
      }
      case 'r' -> {
        if (is("removed", at)) {
          removed++;
          QueuedMessage message = message();
          finish(message);
          messages.remove(message);
        }
      }
      default -> {}
    }
  }

  /** Upper-case hexadecimal, or a long one with its {@code z}; -1 when something else comes. */
  private int queueIdEnd() {
    int stop = Math.min(end - 8, id + MAX_QUEUE_ID);
    boolean hex = true;
    int at = id;
    for (; at < stop && in[at] != ':'; at++) {
      int c = in[at];
      boolean digit = c >= '0' && c <= '9';
      hex &= digit || (c >= 'A' && c <= 'F');
      if (!digit && (c < 'A' || c > 'z' || (c > 'Z' && c < 'a'))) {
        return -1;
      }
    }
    boolean known = hex ? at - id >= 6 : at - id > 11 && in[id + 10] == 'z';
    return known && at < stop && in[at + 1] == ' ' ? at : -1;
  }

  private void stamp(int start) {
    long first = Bytes.word(in, start);
    long last = Bytes.word(in, start + 7);
    if (first != stampStart || last != stampEnd) {
      stampStart = first;
      stampEnd = last;
      int month = MONTHS.indexOf(new String(in, start, 3, StandardCharsets.US_ASCII)) / 3 + 1;
      int day = (in[start + 4] & 15) * 10 * (in[start + 4] == ' ' ? 0 : 1) + (in[start + 5] & 15);
      LocalDateTime time =
          LocalDateTime.of(year, month, day, two(start + 7), two(start + 10), two(start + 13));
      now = time.toEpochSecond(ZoneOffset.UTC) * 1_000_000_000L;
    }
  }

  private int two(int at) {
    return (in[at] - '0') * 10 + in[at + 1] - '0';
  }

  private QueuedMessage message() {
    int length = idEnd - id;
    long key1 = Bytes.word(in, id);
    if (length < Long.BYTES) {
      key1 &= (1L << (Byte.SIZE * length)) - 1;
    }
    long key2 = Bytes.word(in, Math.max(id, idEnd - 8));
    if (length > 16) {
      key2 += QueuedMessages.mix(Bytes.word(in, id + 8));
    }
    QueuedMessage message = messages.get(key1, key2, now);
    if (message.size == 0) {
      message.string(QUEUE_ID, in, id, idEnd);
    }
    return message;
  }

  /** {@code client=NAME[ADDRESS], sasl_method=PLAIN, sasl_username=USER}. */
  private void accepted(QueuedMessage message, int at) {
    int open = find(at, '[');
    int close = find(open + 1, ']');
    if (open < 0 || close < 0) {
      return;
    }
    message.string(CLIENT_NAME, in, at, open);
    message.string(CLIENT_ADDRESS, in, open + 1, close);
    int next = close + 3;
    if (next < end && is("sasl_method=", next)) {
      int user = find(next, ' ') + 1;
      if (user > 0 && is("sasl_username=", user)) {
        int comma = find(user, ',');
        message.string(USER, in, user + 14, comma < 0 ? end : comma);
      }
    }
  }

  /** {@code from=<ADDRESS>, size=N, nrcpt=N (queue active)}. */
  private void queued(QueuedMessage message, int at) {
    int close = find(at, '>');
    if (close < 0 || !is(", size=", close + 1) || message.queued) {
      return;
    }
    message.queued = true;
    message.string(FROM, in, at, close);
    message.integer(SIZE, Bytes.number(in, close + 8));
    message.integer(RECIPIENTS, Bytes.number(in, find(close + 8, '=') + 1));
  }

  /**
   * {@code to=<ADDRESS>, orig_to=<ADDRESS>, relay=NAME[ADDRESS]:PORT, conn_use=N, delay=N,
   * delays=A/B/C/D, dsn=N.N.N, status=WORD (REPLY)}, from the first address on.
   */
  private void attempt(QueuedMessage message, int at) throws IOException {
    int toEnd = find(at, '>');
    int next = toEnd + 3;
    int original = 0;
    int originalEnd = 0;
    if (is("orig_to=<", next)) {
      original = next + 9;
      originalEnd = find(original, '>');
      next = originalEnd + 3;
    }
    int relay = next + 6;
    int relayEnd = find(relay, ',');
    next = relayEnd + 2;
    long uses = 0;
    if (is("conn_use=", next)) {
      uses = Bytes.number(in, next + 9);
      next = find(next, ',') + 2;
    }
    int delay = next + 6;
    int delays = find(delay, ',') + 9;
    int queueManager = find(delays, '/') + 1;
    int connect = find(queueManager, '/') + 1;
    int transmit = find(connect, '/') + 1;
    int dsnStart = find(transmit, ',') + 6;
    int dsnEnd = find(dsnStart, ',');
    int status = dsnEnd + 9;
    int statusEnd = find(status, ' ');
    if (toEnd < 0 || relayEnd < 0 || dsnEnd < 0 || statusEnd < 0 || in[end - 1] != ')') {
      return;
    }
    int agent = agentEnd;
    while (in[agent - 1] != '/') {
      agent--;
    }
    int kind = in[status] == 's' ? 0 : in[status] == 'd' ? 1 : 2;
    statuses[kind]++;
    message.attempts++;
    message.status = kind;
    long connectMicros = Bytes.micros(in, connect);
    long transmitMicros = Bytes.micros(in, transmit);
    SpanWriter to = requests.begin(end - at + 1024);
    to.ids(
        message.traceHigh, message.traceLow, QueuedMessages.mix(message.spanId + message.attempts));
    to.parent(message.spanId);
    to.raw(SpanWriter.ATTEMPT);
    to.times(now - (connectMicros + transmitMicros) * 1000, now);
    to.string(QUEUE_ID, in, id, idEnd);
    to.string(TO, in, at, toEnd);
    if (original > 0) {
      to.string(ORIGINAL_TO, in, original, originalEnd);
    }
    to.string(AGENT, in, agent, agentEnd);
    relay(to, relay, relayEnd);
    if (uses > 0) {
      to.integer(USES, uses);
    }
    to.decimal(DELAY, Bytes.micros(in, delay) / 1e6);
    to.decimal(CONNECT, connectMicros / 1e6);
    to.decimal(TRANSMIT, transmitMicros / 1e6);
    to.string(STATUS_CODE, in, dsnStart, dsnEnd);
    to.string(STATUS, in, status, statusEnd);
    to.string(REPLY, in, statusEnd + 2, end - 1);
    requests.end(kind != 0);
  }

  private void relay(SpanWriter to, int start, int end) {
    int open = Bytes.indexOf(in, start, end, '[');
    int close = Bytes.indexOf(in, Math.max(open, start), end, ']');
    to.string(RELAY, in, start, open < 0 ? end : open);
    if (close > 0) {
      to.string(RELAY_ADDRESS, in, open + 1, close);
      to.integer(RELAY_PORT, Bytes.number(in, close + 2));
    }
  }

  private void finish(QueuedMessage message) throws IOException {
    message.integer(ATTEMPTS, message.attempts);
    byte[] outcome = SpanWriter.STATUSES[message.status];
    message.string(OUTCOME, outcome, 0, outcome.length);
    SpanWriter to = requests.begin(message.size + 128);
    to.ids(message.traceHigh, message.traceLow, message.spanId);
    to.raw(SpanWriter.RECEIVE);
    to.times(message.start, now);
    to.raw(message.bytes, message.size);
    requests.end(message.status != 0);
  }

  private boolean is(String literal, int at) {
    return Bytes.is(in, at, literal);
  }

  /** Index of the next such byte of the line, -1 without one. */
  private int find(int from, int c) {
    return Bytes.indexOf(in, from, end, c);
  }
}
