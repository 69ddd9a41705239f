// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import io.github.otelmail.examples.smtp.SmtpClient;
import io.github.otelmail.examples.smtp.SmtpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for Postfix where there is none: takes mail, queues it in memory, delivers, retries,
 * bounces, and writes what it does as Postfix would. Not a mail server: what is queued is lost when
 * it stops. At most {@value #MAX_QUEUED} messages at a time.
 */
public final class EmbeddedRelay implements Relay {
  private static final int MAX_QUEUED = 1000;
  private static final Duration MIN_BACKOFF = Duration.ofSeconds(4);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(6);
  private static final long STOP_SECONDS = 5;
  private static final Duration LIFETIME = Duration.ofSeconds(60);

  private final String hostname;
  private final Map<String, Integer> destinations;
  private final Path file;
  private final PostfixLog log;
  private final LongQueueIds ids = new LongQueueIds();
  private final AtomicInteger queued = new AtomicInteger();
  private final ScheduledExecutorService deliveries;
  private final SmtpServer server;

  private EmbeddedRelay(String hostname, Map<String, Integer> destinations, Path file)
      throws IOException {
    this.hostname = hostname;
    this.destinations = Map.copyOf(destinations);
    this.file = file;
    this.log = new PostfixLog(hostname.split("\\.", 2)[0], file);
    this.deliveries =
        new ScheduledThreadPoolExecutor(
            4,
            task -> {
              Thread thread = new Thread(task, "embedded relay");
              thread.setDaemon(true);
              return thread;
            });
    this.server = SmtpServer.start(hostname, () -> new EmbeddedSession(this));
  }

  /**
   * Starts it.
   *
   * @param hostname its name, up to the first dot the host in its log
   * @param destinations domain to port on the loopback address
   * @param log where to write the log
   * @throws IOException when the log cannot be written or no port can be had
   */
  public static EmbeddedRelay start(String hostname, Map<String, Integer> destinations, Path log)
      throws IOException {
    return new EmbeddedRelay(hostname, destinations, log);
  }

  /** A message in the queue. Used by one thread at a time. */
  private static final class Queued {
    final String id;
    final Instant arrival;
    final String sender;
    final List<String> open;
    final byte[] content;
    final List<String> failed = new ArrayList<>();

    Queued(String id, Instant arrival, String sender, List<String> recipients, byte[] content) {
      this.id = id;
      this.arrival = arrival;
      this.sender = sender;
      this.open = new ArrayList<>(recipients);
      this.content = content;
    }
  }

  @Override
  public String description() {
    return "an embedded stand-in for Postfix";
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public Path log() {
    return file;
  }

  @Override
  public boolean isIdle() {
    return queued.get() == 0;
  }

  /**
   * The id of a new message, whose first recipient was just accepted; null when the queue is full.
   */
  @Nullable String open(Instant arrival) {
    if (queued.incrementAndGet() > MAX_QUEUED) {
      queued.decrementAndGet();
      return null;
    }
    String id = ids.next(arrival);
    log.line("smtpd[101]", id + ": client=localhost[127.0.0.1]");
    return id;
  }

  /** A message that {@link #open} gave an id will not come. */
  void abandon() {
    queued.decrementAndGet();
  }

  /** The message has arrived whole. */
  void enqueue(String id, Instant arrival, String sender, List<String> recipients, byte[] content) {
    String messageId = messageId(content);
    log.line("cleanup[102]", id + ": message-id=" + messageId);
    Queued mail = new Queued(id, arrival, sender, recipients, content);
    schedule(mail, Duration.ZERO);
  }

  private void schedule(Queued mail, Duration delay) {
    try {
      Future<?> unused =
          deliveries.schedule(() -> activate(mail), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The relay is closing, and its queue with it.
      queued.decrementAndGet();
    }
  }

  private void activate(Queued mail) {
    Instant active = Instant.now();
    log.line(
        "qmgr[103]",
        "%s: from=<%s>, size=%d, nrcpt=%d (queue active)"
            .formatted(mail.id, mail.sender, mail.content.length, mail.open.size()));
    for (String recipient : List.copyOf(mail.open)) {
      attempt(mail, recipient, active);
    }
    Duration age = Duration.between(mail.arrival, Instant.now());
    if (!mail.open.isEmpty() && age.compareTo(LIFETIME) > 0) {
      log.line(
          "qmgr[103]",
          mail.id + ": from=<" + mail.sender + ">, status=expired, returned to sender");
      mail.failed.addAll(mail.open);
      mail.open.clear();
    }
    if (mail.open.isEmpty()) {
      if (!mail.failed.isEmpty() && !mail.sender.isEmpty()) {
        notifySender(mail);
      }
      log.line("qmgr[103]", mail.id + ": removed");
      queued.decrementAndGet();
      return;
    }
    boolean young = age.compareTo(MIN_BACKOFF) < 0;
    boolean old = age.compareTo(MAX_BACKOFF) > 0;
    schedule(mail, young ? MIN_BACKOFF : old ? MAX_BACKOFF : age);
  }

  private void attempt(Queued mail, String recipient, Instant active) {
    Instant handedOver = Instant.now();
    Integer port = destinations.get(recipient.substring(recipient.indexOf('@') + 1));
    SmtpClient.Result result =
        port == null
            ? new SmtpClient.Result(
                550, "5.1.2 no such domain here", "", Duration.ZERO, Duration.ZERO)
            : SmtpClient.send(hostname, port, mail.sender, recipient, mail.content);
    PostfixOutcome outcome = PostfixOutcome.of(result, port);
    log.line(
        outcome.daemon(),
        "%s: to=<%s>, relay=%s, delay=%s, delays=%s/%s/%s/%s, dsn=%s, status=%s (%s)"
            .formatted(
                mail.id,
                recipient,
                outcome.relay(),
                PostfixLog.seconds(Duration.between(mail.arrival, Instant.now())),
                PostfixLog.seconds(Duration.between(mail.arrival, active)),
                PostfixLog.seconds(Duration.between(active, handedOver)),
                PostfixLog.seconds(result.connect()),
                PostfixLog.seconds(result.transmit()),
                outcome.enhancedCode(),
                outcome.status(),
                outcome.reason()));
    if (!outcome.status().equals("deferred")) {
      mail.open.remove(recipient);
    }
    if (outcome.status().equals("bounced")) {
      mail.failed.add(recipient);
    }
  }

  /** Queues a notification (RFC 3464, its readable part only). */
  private void notifySender(Queued mail) {
    Instant now = Instant.now();
    String id = ids.next(now);
    queued.incrementAndGet();
    String text =
        """
        From: MAILER-DAEMON@%s
        To: %s
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        Message-ID: <%s@%s>

        Your message could not be delivered to: %s
        """
            .formatted(hostname, mail.sender, id, hostname, String.join(", ", mail.failed));
    byte[] content = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    enqueue(id, now, "", List.of(mail.sender), content);
    log.line("bounce[105]", mail.id + ": sender non-delivery notification: " + id);
  }

  private static String messageId(byte[] content) {
    String headers = new String(content, StandardCharsets.UTF_8).split("\r?\n\r?\n", 2)[0];
    for (String line : headers.replaceAll("\r?\n[ \t]+", " ").split("\r?\n", -1)) {
      if (line.regionMatches(true, 0, "Message-ID:", 0, 11)) {
        return line.substring(11).strip();
      }
    }
    return "<>";
  }

  @Override
  public void close() {
    server.close();
    deliveries.shutdownNow();
    try {
      // What is under way still has a line to write.
      if (!deliveries.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("the embedded relay stopped in the middle of a delivery");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      log.close();
    } catch (IOException e) {
      System.err.println("the embedded relay cannot close its log: " + e.getMessage());
    }
  }
}
