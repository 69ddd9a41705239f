// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The journal of systemd, read by a {@code journalctl} that runs as a child and is started again,
 * after the last entry, when it ends. The cursor of an entry is the position.
 */
public final class Journal implements LogSource {
  /** The name of the only one there is on a host. */
  public static final String NAME = "journald";

  private static final String AFTER = "after ";
  private static final String SINCE = "since ";
  private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOSS_NOTICE_NANOS = TimeUnit.MINUTES.toNanos(10);

  /**
   * What to read.
   *
   * @param command the program, for a journal elsewhere with {@code --directory=…} behind it
   * @param matches as {@code journalctl} takes them, {@code SYSLOG_FACILITY=2} for all mail
   * @param start where to begin without a position
   * @param follow false to end at what is the end when it is reached
   */
  public record Settings(
      List<String> command, List<String> matches, FileTail.Start start, boolean follow) {}

  /** The passing of time, so that it can be another's in tests. */
  interface Clock {
    long nanos();

    long epochMicros();
  }

  private final Settings settings;
  private final Runnable onInput;
  private final PipelineListener listener;
  private final Clock clock;
  private final LogLine json = new LogLine();

  private @Nullable JournalProcess process;

  /** Position before the line that was handed out, and after it. */
  private @Nullable String done;

  private @Nullable String read;
  private boolean handedOut;
  private boolean ended;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long startNanos;
  private long lossNoticeNanos;

  /**
   * Starts nothing yet.
   *
   * @param position what {@link #position()} said, null to begin as the settings say
   * @param onInput called from another thread whenever there may be a line where there was none
   */
  public Journal(
      Settings settings, @Nullable String position, Runnable onInput, PipelineListener listener) {
    this(
        settings,
        position,
        onInput,
        listener,
        new Clock() {
          @Override
          public long nanos() {
            return System.nanoTime();
          }

          @Override
          public long epochMicros() {
            return System.currentTimeMillis() * 1000;
          }
        });
  }

  Journal(
      Settings settings,
      @Nullable String position,
      Runnable onInput,
      PipelineListener listener,
      Clock clock) {
    this.settings = settings;
    this.onInput = onInput;
    this.listener = listener;
    this.clock = clock;
    startNanos = clock.nanos();
    lossNoticeNanos = startNanos;
    if (position != null && !position.startsWith(AFTER) && !position.startsWith(SINCE)) {
      listener.notice("journal: the saved position is of no known form; reading from the start");
    } else if (position != null) {
      read = position;
    } else if (settings.start() == FileTail.Start.END) {
      read = SINCE + clock.epochMicros();
    }
    done = read;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Next next(LogLine line) {
    handedOut = false;
    done = read;
    while (!ended) {
      JournalProcess current = process;
      if (current == null) {
        if (clock.nanos() - startNanos < 0) {
          return Next.NONE;
        }
        current = start();
        process = current;
      }
      Next found = current == null ? Next.END : current.next(json);
      if (found == Next.NONE) {
        return Next.NONE;
      }
      if (found == Next.END) {
        ended(current);
      } else if (take(line)) {
        handedOut = true;
        return Next.LINE;
      }
    }
    return Next.END;
  }

  /** Makes a line of the entry; false when it has none. */
  private boolean take(LogLine line) {
    JournalEntry entry = JournalEntry.read(json);
    if (entry == null) {
      // Not lost in silence: the parser counts what it cannot read.
      line.set(json.buffer(), json.start(), json.end());
      return true;
    }
    pauseNanos = FIRST_PAUSE_NANOS;
    read = AFTER + entry.cursor();
    long dropped = entry.dropped();
    byte[] text = dropped > 0 ? null : entry.asLine();
    if (dropped > 0) {
      tellOfLoss(dropped, entry);
    }
    if (text == null) {
      done = read;
      return false;
    }
    line.set(text, 0, text.length);
    return true;
  }

  private void tellOfLoss(long dropped, JournalEntry entry) {
    listener.lost("journald rate limit", dropped);
    if (clock.nanos() - lossNoticeNanos >= 0) {
      lossNoticeNanos = clock.nanos() + LOSS_NOTICE_NANOS;
      listener.notice(
          "journald has dropped lines ("
              + entry.message()
              + "); set RateLimitIntervalSec=0 in journald.conf, or LogRateLimitIntervalSec=0 in"
              + " the mail server's unit");
    }
  }

  private @Nullable JournalProcess start() {
    try {
      return JournalProcess.start(command(), onInput, listener);
    } catch (IOException e) {
      listener.notice("journald cannot be read: " + e.getMessage() + "; trying again");
      return null;
    }
  }

  private void ended(@Nullable JournalProcess process) {
    boolean clean = process != null && process.endedWell();
    if (process != null) {
      if (!clean) {
        listener.notice(process.howItEnded() + (settings.follow() ? "; starting it again" : ""));
      }
      process.close();
    }
    this.process = null;
    ended = !settings.follow();
    startNanos = clock.nanos() + pauseNanos;
    pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(settings.command());
    command.addAll(List.of("--output=json", "--all", "--no-pager", "--quiet"));
    command.add("--output-fields=MESSAGE,MESSAGE_ID,SYSLOG_IDENTIFIER,SYSLOG_PID,_PID,_HOSTNAME");
    if (settings.follow()) {
      // Without the second, it begins with the last ten entries, wherever it is told to begin.
      command.addAll(List.of("--follow", "--no-tail"));
    }
    String from = read;
    if (from != null && from.startsWith(AFTER)) {
      command.add("--after-cursor=" + from.substring(AFTER.length()));
    } else if (from != null) {
      String micros = from.substring(SINCE.length());
      command.add("--since=@" + micros.substring(0, Math.max(1, micros.length() - 6)));
    }
    command.addAll(settings.matches());
    if (!settings.matches().isEmpty()) {
      command.addAll(List.of("+", JournalEntry.DROPPED_MATCH));
    }
    return command;
  }

  @Override
  public @Nullable String position() {
    return handedOut ? done : read;
  }

  @Override
  public long modifiedMicros() {
    return Long.MIN_VALUE;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
