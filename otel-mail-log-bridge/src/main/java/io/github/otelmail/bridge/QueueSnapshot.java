// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.QueueQuery.Answer;
import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent.Listed;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.parser.LogParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was in the queue when the bridge started, for the mails whose beginning it does not read.
 * The question is asked on a thread of its own, and the answer waits for a line of that host's log:
 * of a mail that came after it, the log itself tells.
 */
final class QueueSnapshot {
  private static final long SECOND_MICROS = 1_000_000;
  private static final int MAX_HOSTS = 1_000;

  /** So many lines of other hosts, and the queue belongs to none of the logs. */
  private static final int LINES_OF_OTHERS = 100_000;

  private final PipelineListener listener;
  private volatile @Nullable Answer answer;
  private volatile @Nullable String trouble;

  /** The first line of each host, by its name without its domain. */
  private final Map<String, LineHeader> first = new HashMap<>();

  private String lastHost = "";
  private long lines;
  private boolean done;

  /**
   * Asks; returns at once.
   *
   * @param query null to ask nothing
   * @param onAnswer called from another thread when there is something for {@link #tell}
   */
  QueueSnapshot(@Nullable QueueQuery query, PipelineListener listener, Runnable onAnswer) {
    this.listener = listener;
    done = query == null;
    if (query != null) {
      Thread thread =
          new Thread(
              () -> {
                ask(query);
                onAnswer.run();
              },
              "queue-snapshot");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void ask(QueueQuery query) {
    try {
      answer = query.ask();
    } catch (IOException e) {
      trouble = e.getMessage();
    }
  }

  /** A line of the log told something. */
  void seen(LineHeader header) {
    if (done) {
      return;
    }
    lines++;
    if (!header.host().equals(lastHost) && first.size() < MAX_HOSTS) {
      lastHost = header.host();
      first.putIfAbsent(QueueQuery.label(lastHost), header);
    }
  }

  /** True when {@link #tell} has something to do. */
  boolean isReady() {
    Answer known = answer;
    return !done
        && (trouble != null
            || (known != null && (firstOf(known) != null || lines >= LINES_OF_OTHERS)));
  }

  /** The first line of the host that answered; null before there is one. */
  private @Nullable LineHeader firstOf(Answer known) {
    for (String host : known.hosts()) {
      LineHeader line = first.get(host);
      if (line != null) {
        return line;
      }
    }
    return null;
  }

  /**
   * Tells of the mails that are older than what is read. Once.
   *
   * @param nowMicros the log's time
   */
  void tell(LogParser.Sink sink, long nowMicros) {
    done = true;
    Answer known = answer;
    LineHeader line = known == null ? null : firstOf(known);
    if (known == null || line == null) {
      String what =
          known == null ? trouble : "no log is of the host " + String.join(" or ", known.hosts());
      listener.notice(
          "--queue-snapshot: "
              + what
              + "; mails that were queued before are known from their next line on");
      return;
    }
    LineHeader header =
        new LineHeader(
            nowMicros, (int) SECOND_MICROS, line.host(), known.instance(), "postqueue", 0);
    int told = 0;
    for (Listed mail : known.mails()) {
      // Whole seconds: what came in the second of the line may be told of by the lines after it.
      if (mail.arrivalMicros() + SECOND_MICROS <= line.timeMicros()) {
        sink.event(header, mail);
        told++;
      }
    }
    listener.notice("--queue-snapshot: " + told + " mails were queued before");
  }
}
