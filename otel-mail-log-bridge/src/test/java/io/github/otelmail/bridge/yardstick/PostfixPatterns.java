// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.yardstick;

import java.util.regex.Pattern;

/** The fields of Postfix's log lines as one would write them down with {@code java.util.regex}. */
public final class PostfixPatterns {
  private PostfixPatterns() {}

  /** A line about a queue entry. */
  public static final Pattern LINE =
      Pattern.compile(
          "(?<stamp>[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d) (?<host>\\S+)"
              + " postfix/(?:[^/\\[ ]+/)?(?<daemon>[^/\\[ ]+)\\[(?<pid>\\d+)\\]:"
              + " (?<id>[0-9A-F]{6,}|[0-9A-Za-z]{10}z[0-9A-Za-z]+): (?<text>.*)");

  /** smtpd(8). */
  public static final Pattern CLIENT =
      Pattern.compile(
          "client=(?<name>[^\\[]+)\\[(?<address>[^\\]]+)\\]"
              + "(?:, sasl_method=(?<method>[^,]+), sasl_username=(?<user>[^,]+))?.*");

  /** pickup(8). */
  public static final Pattern PICKUP = Pattern.compile("uid=(?<uid>\\d+) from=<(?<from>[^>]*)>");

  /** cleanup(8). */
  public static final Pattern MESSAGE_ID = Pattern.compile("message-id=<?(?<id>.*?)>?");

  /** qmgr(8). */
  public static final Pattern QUEUED =
      Pattern.compile(
          "from=<(?<from>[^>]*)>, size=(?<size>\\d+), nrcpt=(?<recipients>\\d+) \\(queue"
              + " active\\)");

  /** The delivery agents. */
  public static final Pattern ATTEMPT =
      Pattern.compile(
          "to=<(?<to>[^>]*)>, (?:orig_to=<(?<original>[^>]*)>, )?"
              + "relay=(?<relay>[^\\[,]+)(?:\\[(?<address>[^\\]]+)\\]:(?<port>\\d+))?,"
              + " (?:conn_use=(?<uses>\\d+), )?delay=(?<delay>[\\d.]+),"
              + " delays=(?<before>[\\d.]+)/(?<manager>[\\d.]+)/(?<connect>[\\d.]+)"
              + "/(?<transmit>[\\d.]+), dsn=(?<dsn>[\\d.]+),"
              + " status=(?<status>[a-z]+) \\((?<reply>.*)\\)");
}
