// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.doctor;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.QueueIdTime;
import io.github.otelmail.bridge.parser.ByteKeyCache;
import io.github.otelmail.bridge.parser.SyslogClock;
import io.github.otelmail.bridge.parser.SyslogHeader;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts in a log what makes traces good or bad. Bounded whatever the log: texts that are kept are
 * few and short. A line is looked at with regular expressions that cannot backtrack far; the doctor
 * reads a sample, not the log.
 */
public final class LogFacts {
  private static final int MAX_KEPT = 10_000;
  private static final int MAX_NAMES = 100;
  private static final int SECOND_MICROS = 1_000_000;

  private static final String CONTEXT = "info: header traceparent:";

  private static final Pattern QUEUE_ID =
      Pattern.compile("([0-9A-F]{6,20}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{12,24}): ");
  private static final Pattern SUPPRESSED =
      Pattern.compile(
          "[Ss]uppressed (\\d{1,9}) messages from|(\\d{1,9}) messages lost due to rate");
  private static final Pattern REWRITTEN =
      Pattern.compile(
          ": replace: header message-id:", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  private static final Pattern STARTED =
      Pattern.compile("daemon started -- version ([0-9][^, ]{0,40}), configuration (\\S{1,300})");

  /** Stages of a mail, each known from daemons of its own. */
  enum Stage {
    ARRIVAL("smtpd, pickup"),
    MESSAGE_ID("cleanup"),
    QUEUE("qmgr"),
    DELIVERY("smtp, lmtp, local, virtual, pipe");

    private final String daemons;

    Stage(String daemons) {
      this.daemons = daemons;
    }

    String daemons() {
      return daemons;
    }
  }

  private final SyslogHeader header =
      new SyslogHeader(new SyslogClock(ZoneOffset.UTC, () -> System.currentTimeMillis() * 1000));
  private final ByteKeyCache<String> tags = new ByteKeyCache<>(tag -> tag);
  private final ByteKeyCache<String> hosts = new ByteKeyCache<>(host -> host);

  long lines;
  long postfixLines;
  long unreadable;
  long wholeSeconds;
  long messageIds;
  long emptyMessageIds;
  long tokens;
  long contexts;
  long suppressed;
  long folded;
  long cut;
  long rewritten;
  long splitEntries;
  int cutBytes;
  String version = "";
  final Set<String> hostNames = new TreeSet<>();
  final Set<String> splitNames = new TreeSet<>();
  final Set<Stage> stages = EnumSet.noneOf(Stage.class);
  final Map<String, Set<String>> configurations = new TreeMap<>();
  private final Set<String> shortIds = new HashSet<>();
  private final Set<String> longIds = new HashSet<>();
  private final Map<String, String> nameOfEntry = new HashMap<>();

  /** Looks at a line. */
  public void line(LogLine line) {
    lines++;
    if (!header.read(line)) {
      unreadable++;
      return;
    }
    String body = header.body().rest();
    if (body.startsWith("message repeated ") || body.startsWith("last message repeated ")) {
      folded++;
    }
    Matcher lost = SUPPRESSED.matcher(body);
    if (lost.find()) {
      suppressed += Long.parseLong(lost.group(lost.group(1) != null ? 1 : 2));
    }
    String tag = header.tag(tags);
    if (tag.indexOf('/') > 0 && isDaemon(tag.substring(tag.lastIndexOf('/') + 1))) {
      postfixLine(tag, body, line.end() - line.start());
    }
  }

  /** Of how many lines. */
  public long lines() {
    return lines;
  }

  int shortIds() {
    return shortIds.size();
  }

  int longIds() {
    return longIds.size();
  }

  private boolean isDaemon(String daemon) {
    @Nullable Stage stage =
        switch (daemon) {
          case "smtpd", "qmqpd", "pickup" -> Stage.ARRIVAL;
          case "cleanup" -> Stage.MESSAGE_ID;
          case "qmgr", "oqmgr", "nqmgr" -> Stage.QUEUE;
          case "smtp", "lmtp", "relay", "local", "virtual", "pipe", "error", "retry", "discard" ->
              Stage.DELIVERY;
          default -> null;
        };
    if (stage != null) {
      stages.add(stage);
    }
    return stage != null
        || switch (daemon) {
          case "master",
              "postfix-script",
              "bounce",
              "anvil",
              "scache",
              "postsuper",
              "tlsproxy",
              "postscreen",
              "verify",
              "trivial-rewrite",
              "postdrop",
              "sendmail",
              "tlsmgr" ->
              true;
          default -> false;
        };
  }

  private void postfixLine(String tag, String body, int length) {
    postfixLines++;
    if (hostNames.size() < MAX_NAMES) {
      hostNames.add(header.host(hosts));
    }
    if (header.resolutionMicros() >= SECOND_MICROS) {
      wholeSeconds++;
    }
    String name = tag.substring(0, tag.indexOf('/'));
    Matcher id = QUEUE_ID.matcher(body);
    if (id.lookingAt()) {
      entryLine(id.group(1), name, body, length);
    }
    Matcher started = STARTED.matcher(body);
    if (started.lookingAt() && configurations.size() < MAX_NAMES) {
      version = started.group(1);
      Set<String> directories =
          configurations.computeIfAbsent(header.host(hosts) + " " + name, key -> new TreeSet<>());
      if (directories.size() < MAX_NAMES) {
        directories.add(started.group(2));
      }
    }
  }

  private void entryLine(String id, String name, String body, int length) {
    boolean isLong = QueueIdTime.longIdMicros(id) >= 0;
    Set<String> ids = isLong ? longIds : shortIds;
    if (ids.size() < MAX_KEPT && (isLong || QueueIdTime.shortIdMicros(id) >= 0)) {
      ids.add(id);
    }
    noteName(header.host(hosts) + " " + id, name);
    int at = id.length() + 2;
    if (body.startsWith("message-id=", at)) {
      messageIds++;
      at += "message-id=".length();
      if (body.length() == at || body.startsWith("<>", at)) {
        emptyMessageIds++;
      } else if (body.startsWith("<t1.", at)) {
        tokens++;
      }
    } else if (body.regionMatches(true, at, CONTEXT, 0, CONTEXT.length())) {
      contexts++;
    } else if (body.startsWith("to=<", at) && isCut(body)) {
      cut++;
      cutBytes = Math.max(cutBytes, length);
    } else if (REWRITTEN.matcher(body).region(id.length(), body.length()).lookingAt()) {
      rewritten++;
    }
  }

  /** A delivery ends with the reply in brackets (Postfix src/global/log_adhoc.c). */
  private static boolean isCut(String body) {
    return body.contains(", status=") && !body.endsWith(")");
  }

  private void noteName(String entry, String name) {
    String before = nameOfEntry.get(entry);
    if (before == null) {
      if (nameOfEntry.size() < MAX_KEPT) {
        nameOfEntry.put(entry, name);
      }
    } else if (!before.equals(name)) {
      splitEntries++;
      if (splitNames.size() < MAX_NAMES) {
        splitNames.add(before);
        splitNames.add(name);
      }
    }
  }
}
