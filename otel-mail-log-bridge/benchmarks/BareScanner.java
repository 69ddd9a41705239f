// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

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
  private static final int BUFFER = 1 << 18;
  private static final int MAX_QUEUE_ID = 24;

  /** Left empty at the end of the buffer, so that words can be read from any place in a line. */
  private static final int SLACK = 64;

  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final long POSTFIX = word("postfix/".getBytes(StandardCharsets.US_ASCII), 0);

  private static final byte[] QUEUE_ID = Span.key("mail.queue_id");
  private static final byte[] CLIENT_NAME = Span.key("client.name");
  private static final byte[] CLIENT_ADDRESS = Span.key("client.address");
  private static final byte[] USER = Span.key("mail.user");
  private static final byte[] UID = Span.key("mail.uid");
  private static final byte[] MESSAGE_ID = Span.key("email.message_id");
  private static final byte[] FROM = Span.key("email.from.address");
  private static final byte[] SIZE = Span.key("mail.size");
  private static final byte[] RECIPIENTS = Span.key("mail.recipients");
  private static final byte[] ATTEMPTS = Span.key("mail.attempts");
  private static final byte[] OUTCOME = Span.key("mail.outcome");
  private static final byte[] TO = Span.key("email.to.address");
  private static final byte[] ORIGINAL_TO = Span.key("mail.original_to");
  private static final byte[] AGENT = Span.key("mail.agent");
  private static final byte[] RELAY = Span.key("server.address");
  private static final byte[] RELAY_ADDRESS = Span.key("network.peer.address");
  private static final byte[] RELAY_PORT = Span.key("server.port");
  private static final byte[] USES = Span.key("mail.connection_use");
  private static final byte[] DELAY = Span.key("mail.delay");
  private static final byte[] CONNECT = Span.key("mail.delay.connect");
  private static final byte[] TRANSMIT = Span.key("mail.delay.transmit");
  private static final byte[] STATUS_CODE = Span.key("smtp.response.enhanced_status_code");
  private static final byte[] STATUS = Span.key("mail.status");
  private static final byte[] REPLY = Span.key("mail.reply");

  private final Requests requests;
  private final Messages messages = new Messages();
  private final int year = LocalDateTime.now(ZoneOffset.UTC).getYear();
  private byte[] in = new byte[BUFFER];
  private long stampStart;
  private long stampEnd;
  private long now;
  private long lines;
  private long removed;
  private final long[] statuses = new long[3];

  private BareScanner(Requests requests) {
    this.requests = requests;
  }

  public static void main(String[] args) throws IOException {
    Requests requests = new Requests(args.length > 1 ? URI.create(args[1]) : null);
    BareScanner scanner = new BareScanner(requests);
    try (InputStream log = new FileInputStream(args[0])) {
      scanner.read(log);
    }
    requests.flush();
    System.out.printf(
        "{\"lines\":%d,\"queue_ids\":%d,\"sent\":%d,\"deferred\":%d,\"bounced\":%d,"
            + "\"removed\":%d,\"spans\":%d,\"otlp_bytes\":%d}%n",
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
      int end = kept + got;
      int start = 0;
      for (int feed = indexOf(kept, end, '\n'); feed >= 0; feed = indexOf(start, end, '\n')) {
        line(start, feed);
        start = feed + 1;
      }
      kept = end - start;
      System.arraycopy(in, start, in, 0, kept);
    }
    for (Message message : messages.left()) {
      finish(message);
    }
  }

  /** {@code Nov 3 00:00:00 mx1 postfix/smtp[1234]: 4F2A1C0DE: …}. */
  private void line(int start, int end) throws IOException {
    lines++;
    int host = start + 16;
    int hostEnd = indexOf(host, end, ' ');
    if (hostEnd < 0 || end - hostEnd < 16 || word(in, hostEnd + 1) != POSTFIX) {
      return;
    }
    int agentEnd = indexOf(hostEnd + 9, end, '[');
    int id = indexOf(agentEnd + 1, end, ']') + 3;
    if (agentEnd < 0 || id < 3) {
      return;
    }
    int idEnd = queueIdEnd(id, end);
    if (idEnd < 0) {
      return;
    }
    stamp(start);
    requests.host(in, host, hostEnd);
    int at = idEnd + 2;
    switch (in[at]) {
      case 't' -> {
        if (is("to=<", at)) {
          int agent = agentEnd;
          while (in[agent - 1] != '/') {
            agent--;
          }
          attempt(message(id, idEnd), at + 4, end, agent, agentEnd, id, idEnd);
        }
      }
      case 'f' -> {
        if (is("from=<", at)) {
          queued(message(id, idEnd), at + 6, end);
        }
      }
      case 'c' -> {
        if (is("client=", at)) {
          accepted(message(id, idEnd), at + 7, end);
        }
      }
      case 'm' -> {
        if (is("message-id=", at)) {
          int angle = in[at + 11] == '<' && in[end - 1] == '>' ? 1 : 0;
          message(id, idEnd).string(MESSAGE_ID, in, at + 11 + angle, end - angle);
        }
      }
      case 'u' -> {
        if (is("uid=", at)) {
          message(id, idEnd).integer(UID, number(at + 4));
        }
      }
      case 'r' -> {
        if (is("removed", at)) {
          removed++;
          Message message = message(id, idEnd);
          finish(message);
          messages.remove(message);
        }
      }
      default -> {}
    }
  }

  /** Upper-case hexadecimal, or a long one with its {@code z}; -1 when something else comes. */
  private int queueIdEnd(int start, int end) {
    int stop = Math.min(end - 8, start + MAX_QUEUE_ID);
    boolean hex = true;
    int at = start;
    for (; at < stop && in[at] != ':'; at++) {
      int c = in[at];
      boolean digit = c >= '0' && c <= '9';
      hex &= digit || c >= 'A' && c <= 'F';
      if (!digit && (c < 'A' || c > 'z' || c > 'Z' && c < 'a')) {
        return -1;
      }
    }
    boolean known = hex ? at - start >= 6 : at - start > 11 && in[start + 10] == 'z';
    return known && at < stop && in[at + 1] == ' ' ? at : -1;
  }

  private void stamp(int start) {
    long first = word(in, start);
    long last = word(in, start + 7);
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

  private Message message(int id, int idEnd) {
    int length = idEnd - id;
    long key1 = length < 8 ? word(in, id) & (1L << 8 * length) - 1 : word(in, id);
    long key2 = word(in, Math.max(id, idEnd - 8));
    if (length > 16) {
      key2 += Messages.mix(word(in, id + 8));
    }
    Message message = messages.get(key1, key2, now);
    if (message.size == 0) {
      message.string(QUEUE_ID, in, id, idEnd);
    }
    return message;
  }

  /** {@code client=NAME[ADDRESS], sasl_method=PLAIN, sasl_username=USER}. */
  private void accepted(Message message, int at, int end) {
    int open = indexOf(at, end, '[');
    int close = indexOf(open + 1, end, ']');
    if (open < 0 || close < 0) {
      return;
    }
    message.string(CLIENT_NAME, in, at, open);
    message.string(CLIENT_ADDRESS, in, open + 1, close);
    int next = close + 3;
    if (next < end && is("sasl_method=", next)) {
      int user = indexOf(next, end, ' ') + 1;
      if (user > 0 && is("sasl_username=", user)) {
        int comma = indexOf(user, end, ',');
        message.string(USER, in, user + 14, comma < 0 ? end : comma);
      }
    }
  }

  /** {@code from=<ADDRESS>, size=N, nrcpt=N (queue active)}. */
  private void queued(Message message, int at, int end) {
    int close = indexOf(at, end, '>');
    if (close < 0 || !is(", size=", close + 1) || message.queued) {
      return;
    }
    message.queued = true;
    message.string(FROM, in, at, close);
    message.integer(SIZE, number(close + 8));
    message.integer(RECIPIENTS, number(indexOf(close + 8, end, '=') + 1));
  }

  /**
   * {@code to=<ADDRESS>, orig_to=<ADDRESS>, relay=NAME[ADDRESS]:PORT, conn_use=N, delay=N,
   * delays=A/B/C/D, dsn=N.N.N, status=WORD (REPLY)}, from the first address on.
   */
  private void attempt(Message message, int at, int end, int agent, int agentEnd, int id, int idEnd)
      throws IOException {
    int toEnd = indexOf(at, end, '>');
    int next = toEnd + 3;
    int original = 0;
    int originalEnd = 0;
    if (is("orig_to=<", next)) {
      original = next + 9;
      originalEnd = indexOf(original, end, '>');
      next = originalEnd + 3;
    }
    int relay = next + 6;
    int relayEnd = indexOf(relay, end, ',');
    next = relayEnd + 2;
    long uses = 0;
    if (is("conn_use=", next)) {
      uses = number(next + 9);
      next = indexOf(next, end, ',') + 2;
    }
    int delay = next + 6;
    int delays = indexOf(delay, end, ',') + 9;
    int queueManager = indexOf(delays, end, '/') + 1;
    int connect = indexOf(queueManager, end, '/') + 1;
    int transmit = indexOf(connect, end, '/') + 1;
    int dsnStart = indexOf(transmit, end, ',') + 6;
    int dsnEnd = indexOf(dsnStart, end, ',');
    int status = dsnEnd + 9;
    int statusEnd = indexOf(status, end, ' ');
    if (toEnd < 0 || relayEnd < 0 || dsnEnd < 0 || statusEnd < 0 || in[end - 1] != ')') {
      return;
    }
    int kind = in[status] == 's' ? 0 : in[status] == 'd' ? 1 : 2;
    statuses[kind]++;
    message.attempts++;
    message.status = kind;
    long connectMicros = micros(connect);
    long transmitMicros = micros(transmit);
    Span to = requests.begin(end - at + 1024);
    to.ids(message.traceHigh, message.traceLow, Messages.mix(message.spanId + message.attempts));
    to.parent(message.spanId);
    to.raw(Span.ATTEMPT);
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
    to.decimal(DELAY, micros(delay) / 1e6);
    to.decimal(CONNECT, connectMicros / 1e6);
    to.decimal(TRANSMIT, transmitMicros / 1e6);
    to.string(STATUS_CODE, in, dsnStart, dsnEnd);
    to.string(STATUS, in, status, statusEnd);
    to.string(REPLY, in, statusEnd + 2, end - 1);
    requests.end(kind != 0);
  }

  private void relay(Span to, int start, int end) {
    int open = indexOf(start, end, '[');
    int close = indexOf(Math.max(open, start), end, ']');
    to.string(RELAY, in, start, open < 0 ? end : open);
    if (close > 0) {
      to.string(RELAY_ADDRESS, in, open + 1, close);
      to.integer(RELAY_PORT, number(close + 2));
    }
  }

  private void finish(Message message) throws IOException {
    message.integer(ATTEMPTS, message.attempts);
    byte[] outcome = Span.STATUSES[message.status];
    message.string(OUTCOME, outcome, 0, outcome.length);
    Span to = requests.begin(message.size + 128);
    to.ids(message.traceHigh, message.traceLow, message.spanId);
    to.raw(Span.RECEIVE);
    to.times(message.start, now);
    to.raw(message.bytes, message.size);
    requests.end(message.status != 0);
  }

  private boolean is(String literal, int at) {
    for (int i = 0; i < literal.length(); i++) {
      if (in[at + i] != literal.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private long number(int at) {
    long value = 0;
    for (int c = in[at] - '0'; c >= 0 && c <= 9; c = in[++at] - '0') {
      value = value * 10 + c;
    }
    return value;
  }

  /** Seconds with a fraction, as microseconds. */
  private long micros(int at) {
    long value = 0;
    int left = -1;
    for (int c = in[at]; c >= '0' && c <= '9' || c == '.'; c = in[++at]) {
      if (c == '.') {
        left = 6;
      } else if (left != 0) {
        value = value * 10 + c - '0';
        left--;
      }
    }
    for (int i = left < 0 ? 6 : left; i > 0; i--) {
      value *= 10;
    }
    return value;
  }

  private int indexOf(int from, int to, int c) {
    long pattern = c * 0x0101010101010101L;
    byte[] bytes = in;
    for (int i = from; i < to; i += Long.BYTES) {
      long differ = word(bytes, i) ^ pattern;
      long equal = differ - 0x0101010101010101L & ~differ & 0x8080808080808080L;
      if (equal != 0) {
        int found = i + (Long.numberOfTrailingZeros(equal) >>> 3);
        return found < to ? found : -1;
      }
    }
    return -1;
  }

  private static long word(byte[] bytes, int at) {
    return (long) Span.WORD.get(bytes, at);
  }

  /** A message in the queue, and its attributes, already encoded. */
  private static final class Message extends Span {
    long key1;
    long key2;
    long traceHigh;
    long traceLow;
    long spanId;
    long start;
    int attempts;
    int status;
    boolean queued;

    Message() {
      super(512);
    }

    @Override
    void string(byte[] key, byte[] from, int start, int end) {
      ensure(end - start + 64);
      super.string(key, from, start, end);
    }

    @Override
    void integer(byte[] key, long value) {
      ensure(64);
      super.integer(key, value);
    }
  }

  /** The messages in the queue by their queue ids: open addressing, objects used again. */
  private static final class Messages {
    private Message[] slots = new Message[1 << 13];
    private Message[] spare = new Message[1 << 12];
    private int spares;
    private int size;
    long seen;

    Message get(long key1, long key2, long now) {
      int mask = slots.length - 1;
      int slot = (int) mix(key1 ^ key2 * 31) & mask;
      for (Message here = slots[slot]; here != null; here = slots[slot]) {
        if (here.key1 == key1 && here.key2 == key2) {
          return here;
        }
        slot = slot + 1 & mask;
      }
      Message message = spares > 0 ? spare[--spares] : new Message();
      message.key1 = key1;
      message.key2 = key2;
      message.traceHigh = mix(key1 + now);
      message.traceLow = mix(key2 ^ message.traceHigh);
      message.spanId = mix(message.traceLow);
      message.start = now;
      message.attempts = 0;
      message.status = 0;
      message.queued = false;
      message.size = 0;
      slots[slot] = message;
      seen++;
      if (++size > slots.length / 2) {
        grow();
      }
      return message;
    }

    private void grow() {
      Message[] before = slots;
      slots = new Message[2 * before.length];
      for (Message message : before) {
        if (message != null) {
          int slot = home(message);
          while (slots[slot] != null) {
            slot = slot + 1 & slots.length - 1;
          }
          slots[slot] = message;
        }
      }
    }

    private int home(Message message) {
      return (int) mix(message.key1 ^ message.key2 * 31) & slots.length - 1;
    }

    void remove(Message message) {
      int mask = slots.length - 1;
      int gap = home(message);
      while (slots[gap] != message) {
        gap = gap + 1 & mask;
      }
      for (int next = gap + 1 & mask; slots[next] != null; next = next + 1 & mask) {
        if ((next - home(slots[next]) & mask) >= (next - gap & mask)) {
          slots[gap] = slots[next];
          gap = next;
        }
      }
      slots[gap] = null;
      size--;
      if (spares < spare.length) {
        spare[spares++] = message;
      }
    }

    Message[] left() {
      return Arrays.stream(slots).filter(message -> message != null).toArray(Message[]::new);
    }

    /** The finalizer of splitmix64. */
    static long mix(long z) {
      z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
      z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
      return z ^ z >>> 31;
    }
  }

  /** Writes the fields of a span; field numbers of opentelemetry-proto's trace.proto. */
  private static class Span {
    static final VarHandle WORD =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final byte[] RECEIVE = named("receive email", 2);
    static final byte[] ATTEMPT = named("attempt email delivery", 3);
    static final byte[][] STATUSES = {ascii("sent"), ascii("deferred"), ascii("bounced")};
    private static final VarHandle BIG_ENDIAN =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    byte[] bytes;
    int size;

    Span(int capacity) {
      bytes = new byte[capacity];
    }

    static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Field 1 of a {@code KeyValue}. */
    static byte[] key(String name) {
      return ascii("\n" + (char) name.length() + name);
    }

    /** Name and kind. */
    private static byte[] named(String name, int kind) {
      return ascii("*" + (char) name.length() + name + "0" + (char) kind);
    }

    void ensure(int more) {
      if (bytes.length - size < more) {
        bytes = Arrays.copyOf(bytes, 2 * bytes.length + more);
      }
    }

    void raw(byte[] from) {
      raw(from, from.length);
    }

    void raw(byte[] from, int length) {
      System.arraycopy(from, 0, bytes, size, length);
      size += length;
    }

    void ids(long traceHigh, long traceLow, long spanId) {
      bytes[size++] = 0x0A;
      bytes[size++] = 16;
      BIG_ENDIAN.set(bytes, size, traceHigh);
      BIG_ENDIAN.set(bytes, size + 8, traceLow);
      bytes[size + 16] = 0x12;
      bytes[size + 17] = 8;
      BIG_ENDIAN.set(bytes, size + 18, spanId);
      size += 26;
    }

    void parent(long spanId) {
      bytes[size++] = 0x22;
      bytes[size++] = 8;
      BIG_ENDIAN.set(bytes, size, spanId);
      size += 8;
    }

    void times(long start, long end) {
      bytes[size] = 0x39;
      WORD.set(bytes, size + 1, start);
      bytes[size + 9] = 0x41;
      WORD.set(bytes, size + 10, end);
      size += 18;
    }

    void string(byte[] key, byte[] from, int start, int end) {
      int length = end - start;
      int value = 1 + varintSize(length) + length;
      attribute(key, value);
      bytes[size++] = 0x0A;
      varint(length);
      System.arraycopy(from, start, bytes, size, length);
      size += length;
    }

    void integer(byte[] key, long number) {
      attribute(key, 1 + varintSize(number));
      bytes[size++] = 0x18;
      varint(number);
    }

    void decimal(byte[] key, double number) {
      attribute(key, 9);
      bytes[size++] = 0x21;
      WORD.set(bytes, size, Double.doubleToRawLongBits(number));
      size += 8;
    }

    /** Everything of an attribute before its {@code AnyValue} of so many bytes. */
    private void attribute(byte[] key, int value) {
      bytes[size++] = 0x4A;
      varint(key.length + 1 + varintSize(value) + value);
      raw(key);
      bytes[size++] = 0x12;
      varint(value);
    }

    private static int varintSize(long value) {
      return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    void varint(long value) {
      while (value > 127) {
        bytes[size++] = (byte) (value | 128);
        value >>>= 7;
      }
      bytes[size++] = (byte) value;
    }

    /** Sets a length of four bytes; a varint may be longer than it must. */
    void length(int at) {
      int length = size - at - 4;
      bytes[at] = (byte) (length | 128);
      bytes[at + 1] = (byte) (length >> 7 | 128);
      bytes[at + 2] = (byte) (length >> 14 | 128);
      bytes[at + 3] = (byte) (length >> 21);
    }
  }

  /** Requests of {@value #BATCH} spans. */
  private static final class Requests {
    private static final int BATCH = 512;
    private static final byte[] FAILED = {0x7A, 2, 0x18, 2};
    private static final byte[] SAMPLED = {(byte) 0x85, 1, 1, 1, 0, 0};
    private static final byte[] SCOPE = Span.ascii("\n\r\n\013BareScanner");
    private static final byte[] HOST = Span.key("host.name");

    private final Span to = new Span(1 << 19);
    private final HttpSink sink;
    private byte[] host = {};
    private int inBatch;
    private int scope;
    private int span;
    long spans;
    long bytes;

    Requests(URI receiver) throws IOException {
      sink = receiver == null ? null : new HttpSink(receiver);
    }

    /** Says which host the next spans are of. */
    void host(byte[] from, int start, int end) throws IOException {
      if (!Arrays.equals(from, start, end, host, 0, host.length)) {
        flush();
        host = Arrays.copyOfRange(from, start, end);
      }
    }

    /** Begins a span of at most so many bytes. */
    Span begin(int most) {
      to.ensure(most + 1024);
      if (inBatch == 0) {
        to.bytes[0] = 0x0A;
        to.size = 5;
        int value = 2 + host.length;
        to.raw(new byte[] {0x0A, (byte) (6 + HOST.length + host.length)});
        to.raw(new byte[] {0x0A, (byte) (4 + HOST.length + host.length)});
        to.raw(HOST);
        to.raw(new byte[] {0x12, (byte) value, 0x0A, (byte) host.length});
        to.raw(host);
        to.bytes[to.size++] = 0x12;
        scope = to.size;
        to.size += 4;
        to.raw(SCOPE);
      }
      to.bytes[to.size++] = 0x12;
      span = to.size;
      to.size += 4;
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
        if (sink != null) {
          sink.post(to.bytes, to.size);
        }
      }
    }
  }

  /** Posts over one connection that stays open. */
  private static final class HttpSink {
    private final Socket socket;
    private final String head;
    private final byte[] answer = new byte[4096];

    HttpSink(URI receiver) throws IOException {
      socket = new Socket(receiver.getHost(), receiver.getPort());
      socket.setTcpNoDelay(true);
      head =
          "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-protobuf\r\nContent-Length: "
              .formatted(receiver.getPath(), receiver.getAuthority());
    }

    void post(byte[] body, int length) throws IOException {
      socket.getOutputStream().write(Span.ascii(head + length + "\r\n\r\n"));
      socket.getOutputStream().write(body, 0, length);
      int got = 0;
      while (got < 4 || answer[got - 1] != '\n' || answer[got - 3] != '\n') {
        int more = socket.getInputStream().read(answer, got, answer.length - got);
        if (more <= 0) {
          throw new IOException("the receiver ended the connection");
        }
        got += more;
      }
      if (answer[9] != '2') {
        throw new IOException(new String(answer, 0, got, StandardCharsets.US_ASCII));
      }
    }
  }
}
