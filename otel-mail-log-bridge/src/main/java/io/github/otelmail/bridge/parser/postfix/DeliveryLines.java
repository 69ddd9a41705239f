// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.MailEvent.Delays;
import io.github.otelmail.bridge.event.Relay;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.parser.Ascii;
import io.github.otelmail.bridge.parser.ByteKeyCache;
import io.github.otelmail.bridge.parser.Cursor;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import io.github.otelmail.bridge.parser.LogParser.Sink;
import io.github.otelmail.bridge.parser.ReplyText;
import org.jspecify.annotations.Nullable;

/**
 * The line that every delivery agent writes per recipient and attempt, and that qmgr(8) and
 * cleanup(8) write for what they refuse themselves (Postfix {@code src/global/log_adhoc.c}):
 *
 * <pre>{@code
 * to=<R>[, orig_to=<O>], relay=RELAY[, conn_use=N], delay=D[, delays=A/B/C/D][, tls=T][, dsn=X.Y.Z],
 *   status=STATUS[ (REASON)]
 * }</pre>
 *
 * <p>The reason holds text of the remote server, which may look like fields itself: only fields
 * before the first {@code status=} count. A long reason is cut off, its bracket included.
 */
final class DeliveryLines {
  private static final byte[] TO = Ascii.bytes("to=");
  private static final byte[] SEPARATOR = Ascii.bytes(", ");
  private static final byte[] ORIG_TO = Ascii.bytes("orig_to=");
  private static final byte[] RELAY = Ascii.bytes("relay=");
  private static final byte[] CONN_USE = Ascii.bytes("conn_use=");
  private static final byte[] DELAY = Ascii.bytes("delay=");
  private static final byte[] DELAYS = Ascii.bytes("delays=");
  private static final byte[] TLS = Ascii.bytes("tls=");
  private static final byte[] DSN = Ascii.bytes("dsn=");
  private static final byte[] STATUS = Ascii.bytes("status=");
  private static final byte[] SENT = Ascii.bytes("sent");
  private static final byte[] DEFERRED = Ascii.bytes("deferred");
  private static final byte[] SOFT_BOUNCE = Ascii.bytes("SOFTBOUNCE");
  private static final byte[] BOUNCED = Ascii.bytes("bounced");
  private static final String SAID = " said: ";
  private static final String REFUSED = " refused to talk to me: ";
  private static final String TLS_REFUSED = " refused to start TLS: ";
  private static final String FORWARDED = "forwarded as ";

  private final ByteKeyCache<Relay> relays = new ByteKeyCache<>(DeliveryLines::relay);
  private final ByteKeyCache<String> words = new ByteKeyCache<>(word -> word);
  private final Relay unknownRelay = relay("none");

  /** True when the text is a delivery line. */
  boolean recognises(Cursor text) {
    return text.startsWith(TO);
  }

  /** Reads a line that {@link #recognises} said yes to. */
  Outcome parse(PostfixLine line, Sink sink) {
    Cursor text = line.cursor();
    text.take(TO);
    String recipient = Addresses.take(text);
    String originalRecipient = null;
    Relay relay = unknownRelay;
    int connectionUse = 1;
    long delay = -1;
    Delays delays = null;
    String tls = null;
    String enhanced = null;
    while (text.take(SEPARATOR)) {
      if (text.take(STATUS)) {
        DeliveryStatus status = status(text);
        if (status == null) {
          return withoutDelivery(line, sink, word(text, ' '));
        }
        String reason = reason(text);
        SmtpReply reply = reply(reason, enhanced);
        String next = status == DeliveryStatus.SENT ? nextQueueId(reason) : null;
        return line.emitEach(
            sink,
            new MailEvent.Attempted(
                line.queueId(),
                recipient,
                originalRecipient,
                relay,
                connectionUse,
                delay,
                delays,
                tls,
                status,
                reply,
                next));
      } else if (text.take(RELAY)) {
        int start = text.position();
        skipField(text);
        relay = relays.get(text.buffer(), start, text.position());
      } else if (text.take(DELAY)) {
        delay = micros(text);
      } else if (text.take(DELAYS)) {
        delays = delays(text);
      } else if (text.take(DSN)) {
        enhanced = ReplyText.enhanced(word(text, ','), 0);
      } else if (text.take(ORIG_TO)) {
        originalRecipient = Addresses.take(text);
      } else if (text.take(CONN_USE)) {
        connectionUse = Math.max(1, text.smallNumber());
      } else if (text.take(TLS)) {
        tls = word(text, ',');
      }
      skipField(text);
    }
    return Outcome.UNKNOWN;
  }

  /** Moves over the word for a status; leaves any other word. */
  private static @Nullable DeliveryStatus status(Cursor text) {
    int start = text.position();
    DeliveryStatus status = null;
    if (text.take(SENT)) {
      status = DeliveryStatus.SENT;
    } else if (text.take(DEFERRED) || text.take(SOFT_BOUNCE)) {
      status = DeliveryStatus.DEFERRED;
    } else if (text.take(BOUNCED)) {
      status = DeliveryStatus.BOUNCED;
    }
    if (status != null && !text.atEnd() && text.peek() != ' ') {
      text.moveTo(start);
      return null;
    }
    return status;
  }

  private static Outcome withoutDelivery(PostfixLine line, Sink sink, String word) {
    if (word.startsWith("deliverable") || word.startsWith("undeliverable")) {
      return line.emitEach(sink, new MailEvent.Probed(line.queueId()));
    }
    return isReport(word) ? Outcome.IGNORED : Outcome.UNKNOWN;
  }

  /** True for what is reported about recipients besides their delivery. */
  private static boolean isReport(String word) {
    return word.equals("expanded")
        || word.equals("relayed")
        || word.equals("delivered")
        || word.equals("failed")
        || word.equals("delayed");
  }

  private String word(Cursor text, int delimiter) {
    int start = text.position();
    int stop = text.find(delimiter);
    text.moveTo(stop < 0 ? text.end() : stop);
    return words.get(text.buffer(), start, text.position());
  }

  /** Moves to the comma before the next field. */
  private static void skipField(Cursor text) {
    int comma = text.find(SEPARATOR);
    text.moveTo(comma < 0 ? text.end() : comma);
  }

  private static String reason(Cursor text) {
    int start = text.position();
    int end = text.end();
    byte[] buffer = text.buffer();
    if (end - start < 2 || buffer[start + 1] != '(') {
      return text.text(Math.min(start + 1, end), end);
    }
    int stop = buffer[end - 1] == ')' ? end - 1 : end;
    return text.text(start + 2, stop);
  }

  private static SmtpReply reply(String reason, @Nullable String enhanced) {
    return ReplyText.reply(reason, replyStart(reason), enhanced);
  }

  /** Where the remote server's own words begin. */
  static int replyStart(String reason) {
    if (reason.isEmpty() || Ascii.isDigit(reason.charAt(0))) {
      return 0;
    }
    int said = reason.indexOf(SAID);
    if (said >= 0) {
      return said + SAID.length();
    }
    int refused = reason.indexOf(REFUSED);
    if (refused >= 0) {
      return refused + REFUSED.length();
    }
    int tls = reason.indexOf(TLS_REFUSED);
    return tls >= 0 ? tls + TLS_REFUSED.length() : 0;
  }

  private static @Nullable String nextQueueId(String reason) {
    return reason.startsWith(FORWARDED)
        ? ReplyText.idAt(reason, FORWARDED.length())
        : ReplyText.nextQueueId(reason);
  }

  /** Reads {@code name}, {@code name[address]}, {@code name[address]:port}. */
  private static Relay relay(String text) {
    int open = text.indexOf('[');
    int close = text.indexOf(']', open + 1);
    if (open < 0 || close < 0) {
      return new Relay(text, null, 0);
    }
    String address = text.substring(open + 1, close);
    String name = open == 0 ? address : text.substring(0, open);
    int port = 0;
    for (int i = close + 2;
        i < text.length() && Ascii.isDigit(text.charAt(i)) && port < 65536;
        i++) {
      port = port * 10 + text.charAt(i) - '0';
    }
    return new Relay(name, address, port < 65536 ? port : 0);
  }

  private static @Nullable Delays delays(Cursor text) {
    long a = micros(text);
    long b = afterSlash(text);
    long c = afterSlash(text);
    long d = afterSlash(text);
    return a < 0 || b < 0 || c < 0 || d < 0 ? null : new Delays(a, b, c, d);
  }

  private static long afterSlash(Cursor text) {
    if (text.peek() != '/') {
      return -1;
    }
    text.moveTo(text.position() + 1);
    return micros(text);
  }

  /** Decimal seconds as microseconds, -1 without a number or with more than 31 years. */
  private static long micros(Cursor text) {
    long seconds = text.number();
    if (seconds < 0 || seconds > 999_999_999L) {
      return -1;
    }
    long micros = seconds * 1_000_000;
    if (text.peek() == '.') {
      byte[] buffer = text.buffer();
      int at = text.position() + 1;
      int unit = 100_000;
      for (; at < text.end() && Ascii.isDigit(buffer[at]); at++) {
        micros += (long) unit * (buffer[at] - '0');
        unit /= 10;
      }
      text.moveTo(at);
    }
    return micros;
  }
}
