// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.live;

import io.github.otelmail.examples.destination.Behaviour;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Mail of every kind, every second one with a trace token, handed in until it is told to stop. */
final class MailLoad implements AutoCloseable {
  private static final Set<Behaviour> BOUNCING =
      Set.of(Behaviour.UNKNOWN, Behaviour.POLICY, Behaviour.FULL);
  private static final long PATIENCE_SECONDS = 120;

  private final MailHosts hosts;
  private final List<Behaviour> behaviours;
  private final Random random;
  private final long pauseMillis;
  private final MailClient client = new MailClient(SpanProcessor.composite());
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "mail load");
  private int mails;
  private int answers;
  private int uncertain;

  /**
   * Begins at once.
   *
   * @param behaviours of the receivers that get mail
   * @param pauseMillis between two mails
   */
  MailLoad(MailHosts hosts, List<Behaviour> behaviours, long seed, long pauseMillis) {
    this.hosts = hosts;
    this.behaviours = behaviours;
    this.random = new Random(seed);
    this.pauseMillis = pauseMillis;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!end.await(pauseMillis, TimeUnit.MILLISECONDS)) {
        LiveMail mail = next();
        try {
          if (mails % 2 == 0) {
            String unused = client.send(mail, hosts.port(mail));
          } else {
            client.sendUntraced(mail, hosts.port(mail));
          }
          answers += mail.answers();
        } catch (MessagingException e) {
          // The answer may have been lost after the mail was taken.
          uncertain += mail.answers();
        }
        mails++;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private LiveMail next() {
    int count = random.nextInt(5) == 0 ? 3 : 1;
    List<String> recipients = new ArrayList<>();
    int bounced = 0;
    for (int i = 0; i < count; i++) {
      Behaviour behaviour = behaviours.get(random.nextInt(behaviours.size()));
      if (count > 1 && behaviour == Behaviour.FULL) {
        // It bounces later than others of the same mail may, with a notification of its own.
        behaviour = Behaviour.UNKNOWN;
      }
      recipients.add("user" + mails + '.' + i + '@' + behaviour.domain());
      bounced += BOUNCING.contains(behaviour) ? 1 : 0;
    }
    boolean filtered = hosts.filteredPort() != 0 && random.nextInt(5) == 0;
    int hops = hosts.relays().size() + (filtered ? 1 : 0);
    return new LiveMail("mail " + mails, recipients, filtered, count * hops + Math.min(bounced, 1));
  }

  /** Stops, and waits until every mail has its answer. */
  void finish() throws InterruptedException {
    end.countDown();
    thread.join();
    CountDownLatch never = new CountDownLatch(1);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    int idle = 0;
    // A mail that moves from one queue to another can be missed once.
    while (idle < 3) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("mail is still queued");
      }
      boolean unused = never.await(300, TimeUnit.MILLISECONDS);
      idle = hosts.isIdle() ? idle + 1 : 0;
    }
  }

  /** Mails handed in. After {@link #finish}. */
  int mails() {
    return mails;
  }

  /** Final answers that the mails must have, {@code deliver email} spans. After the end. */
  int answers() {
    return answers;
  }

  /** Final answers of mails of which nobody knows whether they were taken. */
  int uncertainAnswers() {
    return uncertain;
  }

  @Override
  public void close() {
    end.countDown();
    client.close();
  }
}
