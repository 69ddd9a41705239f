// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.yardstick;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;

/**
 * A yardstick: the log of a Postfix as traces the plain way. {@code RegexSdk LOG} reads every field
 * by {@code java.util.regex}, correlates by queue id in a {@code HashMap}, makes one span per
 * message and one per attempt with the OpenTelemetry SDK, the same ones as {@code BareScanner}, and
 * encodes them by the SDK's own marshaler, in requests of 512, to nowhere. Prints what it counted
 * as JSON. Stamps are of RFC 3164, UTC.
 */
final class RegexSdk {
  private static final int BATCH = 512;

  private static final AttributeKey<String> QUEUE_ID = AttributeKey.stringKey("mail.queue_id");
  private static final AttributeKey<String> CLIENT_NAME = AttributeKey.stringKey("client.name");
  private static final AttributeKey<String> CLIENT_ADDRESS =
      AttributeKey.stringKey("client.address");
  private static final AttributeKey<String> USER = AttributeKey.stringKey("mail.user");
  private static final AttributeKey<Long> UID = AttributeKey.longKey("mail.uid");
  private static final AttributeKey<String> EMAIL_ID = AttributeKey.stringKey("email.message_id");
  private static final AttributeKey<String> FROM = AttributeKey.stringKey("email.from.address");
  private static final AttributeKey<Long> SIZE = AttributeKey.longKey("mail.size");
  private static final AttributeKey<Long> RECIPIENTS = AttributeKey.longKey("mail.recipients");
  private static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("mail.attempts");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("mail.outcome");
  private static final AttributeKey<String> TO = AttributeKey.stringKey("email.to.address");
  private static final AttributeKey<String> ORIGINAL_TO =
      AttributeKey.stringKey("mail.original_to");
  private static final AttributeKey<String> AGENT = AttributeKey.stringKey("mail.agent");
  private static final AttributeKey<String> RELAY = AttributeKey.stringKey("server.address");
  private static final AttributeKey<String> RELAY_ADDRESS =
      AttributeKey.stringKey("network.peer.address");
  private static final AttributeKey<Long> RELAY_PORT = AttributeKey.longKey("server.port");
  private static final AttributeKey<Long> USES = AttributeKey.longKey("mail.connection_use");
  private static final AttributeKey<Double> DELAY = AttributeKey.doubleKey("mail.delay");
  private static final AttributeKey<Double> CONNECT = AttributeKey.doubleKey("mail.delay.connect");
  private static final AttributeKey<Double> TRANSMIT =
      AttributeKey.doubleKey("mail.delay.transmit");
  private static final AttributeKey<String> STATUS_CODE =
      AttributeKey.stringKey("smtp.response.enhanced_status_code");
  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("mail.status");
  private static final AttributeKey<String> REPLY = AttributeKey.stringKey("mail.reply");

  private final Matcher line = PostfixPatterns.LINE.matcher("");
  private final Matcher client = PostfixPatterns.CLIENT.matcher("");
  private final Matcher pickup = PostfixPatterns.PICKUP.matcher("");
  private final Matcher messageId = PostfixPatterns.MESSAGE_ID.matcher("");
  private final Matcher queued = PostfixPatterns.QUEUED.matcher("");
  private final Matcher attempt = PostfixPatterns.ATTEMPT.matcher("");
  private final DateTimeFormatter stamps =
      new DateTimeFormatterBuilder()
          .appendPattern("MMM ppd HH:mm:ss")
          .parseDefaulting(ChronoField.YEAR, Year.now(ZoneOffset.UTC).getValue())
          .toFormatter(Locale.ROOT);

  private final Map<String, Message> messages = new HashMap<>();
  private final Map<String, Tracer> tracers = new HashMap<>();
  private final Map<String, Long> statuses = new HashMap<>();
  private final Requests requests;
  private String lastStamp = "";
  private long now;
  private long lines;
  private long queueIds;
  private long removed;

  private RegexSdk(Requests requests) {
    this.requests = requests;
  }

  public static void main(String[] args) throws IOException {
    try (BufferedReader log = Files.newBufferedReader(Path.of(args[0]), StandardCharsets.UTF_8)) {
      System.out.println(read(log, OutputStream.nullOutputStream()));
    }
  }

  /** Reads a log to its end, and says what it counted. */
  static String read(BufferedReader log, OutputStream to) throws IOException {
    Requests requests = new Requests(to);
    RegexSdk program = new RegexSdk(requests);
    for (String text = log.readLine(); text != null; text = log.readLine()) {
      program.line(text);
    }
    program.messages.values().forEach(program::finish);
    requests.send();
    return String.format(
        Locale.ROOT,
        BareScanner.COUNTS,
        program.lines,
        program.queueIds,
        program.statuses.getOrDefault("sent", 0L),
        program.statuses.getOrDefault("deferred", 0L),
        program.statuses.getOrDefault("bounced", 0L),
        program.removed,
        requests.spans,
        requests.bytes);
  }

  private void line(String text) {
    lines++;
    if (!line.reset(text).matches()) {
      return;
    }
    String stamp = line.group("stamp");
    if (!stamp.equals(lastStamp)) {
      lastStamp = stamp;
      now = LocalDateTime.parse(stamp, stamps).toEpochSecond(ZoneOffset.UTC) * 1_000_000_000L;
    }
    String id = line.group("id");
    String rest = line.group("text");
    String daemon = line.group("daemon");
    switch (daemon) {
      case "smtpd" -> {
        if (client.reset(rest).matches()) {
          accepted(message(id));
        }
      }
      case "pickup" -> {
        if (pickup.reset(rest).matches()) {
          message(id).span.setAttribute(UID, Long.valueOf(pickup.group("uid")));
        }
      }
      case "cleanup" -> {
        if (messageId.reset(rest).matches()) {
          message(id).span.setAttribute(EMAIL_ID, messageId.group("id"));
        }
      }
      case "qmgr" -> {
        if (queued.reset(rest).matches()) {
          queued(message(id));
        } else if (rest.equals("removed")) {
          removed++;
          finish(message(id));
          messages.remove(id);
        }
      }
      default -> {
        if (attempt.reset(rest).matches()) {
          attempted(id, daemon);
        }
      }
    }
  }

  private Tracer tracer() {
    return tracers.computeIfAbsent(line.group("host"), this::tracer);
  }

  private Tracer tracer(String host) {
    return SdkTracerProvider.builder()
        .setResource(Resource.builder().put("host.name", host).build())
        .addSpanProcessor(requests)
        .build()
        .get("RegexSdk");
  }

  private Message message(String id) {
    Message message = messages.get(id);
    if (message == null) {
      queueIds++;
      message = new Message(start("receive email", SpanKind.SERVER, Context.root(), now));
      message.span.setAttribute(QUEUE_ID, id);
      messages.put(id, message);
    }
    return message;
  }

  private Span start(String name, SpanKind kind, Context parent, long nanos) {
    SpanBuilder builder = tracer().spanBuilder(name).setSpanKind(kind).setParent(parent);
    return builder.setStartTimestamp(nanos, TimeUnit.NANOSECONDS).startSpan();
  }

  private void accepted(Message message) {
    message.span.setAttribute(CLIENT_NAME, client.group("name"));
    message.span.setAttribute(CLIENT_ADDRESS, client.group("address"));
    String user = client.group("user");
    if (user != null) {
      message.span.setAttribute(USER, user);
    }
  }

  private void queued(Message message) {
    if (message.queued) {
      return;
    }
    message.queued = true;
    message.span.setAttribute(FROM, queued.group("from"));
    message.span.setAttribute(SIZE, Long.valueOf(queued.group("size")));
    message.span.setAttribute(RECIPIENTS, Long.valueOf(queued.group("recipients")));
  }

  private void attempted(String id, String daemon) {
    Message message = message(id);
    String status = attempt.group("status");
    statuses.merge(status, 1L, Long::sum);
    message.attempts++;
    message.status = status;
    double connect = Double.parseDouble(attempt.group("connect"));
    double transmit = Double.parseDouble(attempt.group("transmit"));
    long start = now - Math.round((connect + transmit) * 1e9);
    Span span = start("attempt email delivery", SpanKind.CLIENT, message.context, start);
    span.setAttribute(QUEUE_ID, id);
    span.setAttribute(TO, attempt.group("to"));
    String original = attempt.group("original");
    if (original != null) {
      span.setAttribute(ORIGINAL_TO, original);
    }
    span.setAttribute(AGENT, daemon);
    span.setAttribute(RELAY, attempt.group("relay"));
    String address = attempt.group("address");
    if (address != null) {
      span.setAttribute(RELAY_ADDRESS, address);
      span.setAttribute(RELAY_PORT, Long.valueOf(attempt.group("port")));
    }
    String uses = attempt.group("uses");
    if (uses != null) {
      span.setAttribute(USES, Long.valueOf(uses));
    }
    span.setAttribute(DELAY, Double.parseDouble(attempt.group("delay")));
    span.setAttribute(CONNECT, connect);
    span.setAttribute(TRANSMIT, transmit);
    span.setAttribute(STATUS_CODE, attempt.group("dsn"));
    span.setAttribute(STATUS, status);
    span.setAttribute(REPLY, attempt.group("reply"));
    end(span, status);
  }

  private void finish(Message message) {
    message.span.setAttribute(ATTEMPTS, message.attempts);
    message.span.setAttribute(OUTCOME, message.status);
    end(message.span, message.status);
  }

  private void end(Span span, String status) {
    if (!status.equals("sent")) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end(now, TimeUnit.NANOSECONDS);
  }

  /** A message in the queue. */
  private static final class Message {
    final Span span;
    final Context context;
    long attempts;
    String status = "sent";
    boolean queued;

    Message(Span span) {
      this.span = span;
      this.context = Context.root().with(span);
    }
  }

  /** Encodes ended spans, on the thread that ends them: a batch processor would drop some. */
  private static final class Requests implements SpanProcessor {
    private final OutputStream to;
    private final List<SpanData> batch = new ArrayList<>(BATCH);
    long spans;
    long bytes;

    Requests(OutputStream to) {
      this.to = to;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      batch.add(span.toSpanData());
      if (batch.size() == BATCH) {
        send();
      }
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }

    void send() {
      try {
        TraceRequestMarshaler request = TraceRequestMarshaler.create(batch);
        request.writeBinaryTo(to);
        bytes += request.getBinarySerializedSize();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      spans += batch.size();
      batch.clear();
    }
  }
}
