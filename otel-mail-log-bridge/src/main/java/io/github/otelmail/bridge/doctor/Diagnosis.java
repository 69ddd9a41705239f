// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.doctor;

import io.github.otelmail.bridge.doctor.Finding.Topic;
import io.github.otelmail.bridge.doctor.LogFacts.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells from a log, and from the configuration behind it, what to change. */
public final class Diagnosis {
  /** Fewer mails say nothing about what is always missing. */
  private static final int ENOUGH_MAILS = 3;

  /** What Postfix itself cuts texts to (src/util/msg_syslog.c, MSG_SYSLOG_RECLEN). */
  private static final int POSTFIX_LIMIT = 2000;

  private static final String RSYSLOG_FORMAT =
      "printf '%s\\n' 'mail.* action(type=\"omfile\" file=\"/var/log/mail.log\""
          + " template=\"RSYSLOG_FileFormat\")' > /etc/rsyslog.d/20-mail-format.conf";

  private final LogFacts log;
  private final @Nullable PostfixConfig config;
  private final List<Finding> findings = new ArrayList<>();

  private Diagnosis(LogFacts log, @Nullable PostfixConfig config) {
    this.log = log;
    this.config = config;
  }

  /**
   * What to change, the most useful first.
   *
   * @param config of the Postfix that wrote the log, null when it is not known
   */
  public static List<Finding> of(LogFacts log, @Nullable PostfixConfig config) {
    Diagnosis diagnosis = new Diagnosis(log, config);
    diagnosis.lines();
    diagnosis.names();
    diagnosis.messageIds();
    diagnosis.traceContext();
    diagnosis.queueIds();
    diagnosis.times();
    diagnosis.findings.sort(Comparator.comparing(Finding::topic));
    return List.copyOf(diagnosis.findings);
  }

  private void lines() {
    if (log.suppressed > 0) {
      add(
          Topic.LOST_LINES,
          log.suppressed + " lines are told to be dropped.",
          "RateLimitIntervalSec=0 in the section [Journal] of /etc/systemd/journald.conf; with"
              + " rsyslog's imuxsock SysSock.RateLimit.Interval=\"0\"",
          "mkdir -p /etc/systemd/journald.conf.d",
          "printf '[Journal]\\nRateLimitIntervalSec=0\\n' >"
              + " /etc/systemd/journald.conf.d/mail.conf",
          "systemctl restart systemd-journald");
    }
    if (log.folded > 0) {
      add(
          Topic.FOLDED_LINES,
          log.folded + " of " + log.lines + " lines stand for several.",
          "$RepeatedMsgReduction off in /etc/rsyslog.conf",
          "sed -i 's/^\\$RepeatedMsgReduction on/$RepeatedMsgReduction off/' /etc/rsyslog.conf",
          "systemctl restart rsyslog");
    }
    if (log.cut > 0) {
      boolean byPostfix = log.cutBytes > POSTFIX_LIMIT;
      add(
          Topic.CUT_LINES,
          log.cut + " deliveries have no end; the longest has " + log.cutBytes + " bytes.",
          byPostfix
              ? "none: Postfix itself cuts texts at 2000 bytes"
              : "global(maxMessageSize=\"8k\") as the first line of /etc/rsyslog.conf",
          byPostfix
              ? new String[0]
              : new String[] {
                "sed -i '1i global(maxMessageSize=\"8k\")' /etc/rsyslog.conf",
                "systemctl restart rsyslog"
              });
    }
    daemons();
  }

  private void daemons() {
    if (log.postfixLines == 0) {
      add(
          Topic.NOTHING_OF_POSTFIX,
          log.lines + " lines were looked at, " + log.unreadable + " of them are no log lines.",
          log.unreadable == log.lines && log.lines > 0
              ? "give it as syslog, journalctl -o short-iso-precise or a container runtime writes it:"
                  + " a line begins with its time, or is JSON"
              : "name the file that the facility mail goes to; grep -rn mail /etc/rsyslog.conf"
                  + " /etc/rsyslog.d tells");
      return;
    }
    Set<Stage> missing = EnumSet.complementOf(EnumSet.copyOf(seenStages()));
    int mails = log.shortIds() + log.longIds();
    if (!missing.isEmpty() && (mails >= ENOUGH_MAILS || log.postfixLines >= 100)) {
      add(
          Topic.MISSING_DAEMONS,
          "No line of "
              + missing.stream().map(Stage::daemons).collect(Collectors.joining("; of "))
              + " among "
              + log.postfixLines
              + " lines of Postfix.",
          "log the whole facility, at level info and above, into this one file: mail.*"
              + " /var/log/mail.log in /etc/rsyslog.conf; mail.warn and mail.err files hold parts",
          "systemctl restart rsyslog");
    }
  }

  private Set<Stage> seenStages() {
    Set<Stage> seen = EnumSet.noneOf(Stage.class);
    seen.addAll(log.stages);
    return seen;
  }

  private void names() {
    if (log.splitEntries > 0) {
      add(
          Topic.SPLIT_NAMES,
          log.splitEntries
              + " lines name a queue id that stands under another name as well: "
              + String.join(", ", log.splitNames)
              + ".",
          "syslog_name in master.cf as <name of the instance>/<service>: postfix/submission");
    }
    PostfixConfig postfix = config;
    if (postfix != null) {
      String name = postfix.syslogName();
      for (PostfixConfig.Service service : postfix.services()) {
        String own = service.override("syslog_name");
        if (!own.isEmpty() && !first(own).equals(first(name)) && !own.contains("$")) {
          String setting = service.key("syslog_name") + "=" + name + "/" + own;
          add(
              Topic.SPLIT_NAMES,
              "The service " + service.name() + " logs as " + own + ", the rest as " + name + ".",
              setting + " in master.cf",
              postfix.command("postconf") + " -P '" + setting + "'",
              postfix.command("postfix") + " reload");
        }
      }
    }
    log.configurations.forEach(
        (name, directories) -> {
          if (directories.size() > 1) {
            List<String> apply = new ArrayList<>();
            for (String directory : directories) {
              String own = directory.substring(directory.lastIndexOf('/') + 1);
              apply.add("postconf -c " + directory + " -e 'syslog_name = " + own + "'");
              apply.add("postfix -c " + directory + " reload");
            }
            add(
                Topic.SHARED_NAMES,
                "As " + name + " there started " + String.join(" and ", directories) + ".",
                "syslog_name, another one for each instance",
                apply.toArray(String[]::new));
          }
        });
  }

  /** What tells instances apart: all up to the first slash. */
  private static String first(String syslogName) {
    int slash = syslogName.indexOf('/');
    return slash < 0 ? syslogName : syslogName.substring(0, slash);
  }

  private void messageIds() {
    if (log.rewritten > 0) {
      add(
          Topic.REWRITTEN_IDS,
          log.rewritten + " Message-IDs were replaced by a header check.",
          "remove the REPLACE rule for message-id from header_checks, or let it act on mail that"
              + " leaves the last server only (smtp_header_checks)");
    }
    boolean adds = config != null && config.isYes("always_add_missing_headers");
    if (log.emptyMessageIds > 0 && !adds) {
      add(
          Topic.NO_MESSAGE_IDS,
          log.emptyMessageIds + " of " + log.messageIds + " mails have none.",
          "always_add_missing_headers = yes in main.cf; it adds From and Date as well",
          set("always_add_missing_headers = yes"));
    }
  }

  private void traceContext() {
    PostfixConfig postfix = config;
    boolean told = log.messageIds >= ENOUGH_MAILS && log.contexts == 0;
    boolean configured = postfix != null && postfix.logsTraceContext();
    if (!configured && (told || (postfix != null && log.contexts == 0))) {
      String seen =
          "None of "
              + log.messageIds
              + " mails has a line 'info: header traceparent'; the Message-ID"
              + " of "
              + log.tokens
              + " carries a context of its own.";
      String before = postfix == null ? "" : postfix.parameter("header_checks");
      String rule =
          inline() ? "regexp:{{/^traceparent:/ INFO}}" : "regexp:/etc/postfix/traceparent";
      String setting = "header_checks = " + (before.isEmpty() ? "" : before + ", ") + rule;
      List<String> apply = new ArrayList<>();
      if (!inline()) {
        apply.add("echo '/^traceparent:/ INFO' > /etc/postfix/traceparent");
      }
      apply.addAll(List.of(set(setting)));
      add(Topic.NO_TRACE_CONTEXT, seen, setting + " in main.cf", apply.toArray(String[]::new));
    } else if (told) {
      add(
          Topic.NO_TRACE_CONTEXT,
          "main.cf logs traceparent, but none of " + log.messageIds + " mails has such a line.",
          "none, if the log is older than the setting, or if no application sends a traceparent"
              + " header yet",
          postfix == null ? new String[0] : new String[] {postfix.command("postfix") + " reload"});
    }
    if (postfix == null || !configured) {
      return;
    }
    for (PostfixConfig.Service service : postfix.services()) {
      if (service.override("receive_override_options").contains("no_header_body_checks")) {
        add(
            Topic.UNCHECKED_HEADERS,
            "The service " + service.name() + " has no_header_body_checks.",
            "remove no_header_body_checks from receive_override_options of "
                + service.name()
                + " in master.cf, unless another service checks the same mail");
      }
    }
  }

  /** Rules can stand in the parameter since Postfix 3.7 (regexp_table(5)). */
  private boolean inline() {
    String version = log.version;
    if (config != null && !config.parameter("mail_version").isEmpty()) {
      version = config.parameter("mail_version");
    }
    String[] parts = version.split("\\D", 3);
    try {
      int major = Integer.parseInt(parts[0]);
      return major > 3 || (major == 3 && parts.length > 1 && Integer.parseInt(parts[1]) >= 7);
    } catch (NumberFormatException e) {
      // The version is not known: a file works with each of them.
      return false;
    }
  }

  private void queueIds() {
    PostfixConfig postfix = config;
    boolean isSet = postfix != null && postfix.isYes("enable_long_queue_ids");
    if (log.shortIds() > 0 && log.longIds() == 0 && isSet) {
      add(
          Topic.SHORT_QUEUE_IDS,
          "main.cf enables long ones, but all " + log.shortIds() + " in the log are short.",
          "none, if the log is older than the setting",
          postfix == null ? new String[0] : new String[] {postfix.command("postfix") + " reload"});
    } else if (!isSet && log.longIds() == 0 && (log.shortIds() > 0 || postfix != null)) {
      add(
          Topic.SHORT_QUEUE_IDS,
          log.shortIds() + " queue ids were seen, none of them long.",
          "enable_long_queue_ids = yes in main.cf; take care that no tool expects hexadecimal ids",
          set("enable_long_queue_ids = yes"));
    }
  }

  private void times() {
    if (log.wholeSeconds == 0) {
      return;
    }
    String seen = log.wholeSeconds + " of " + log.postfixLines + " lines.";
    if (config != null && !config.parameter("maillog_file").isEmpty()) {
      add(
          Topic.WHOLE_SECONDS,
          seen
              + " Postfix writes the file itself: maillog_file = "
              + config.parameter("maillog_file"),
          "maillog_file empty, so that syslog writes the log, with the format RSYSLOG_FileFormat",
          config.command("postconf") + " -X maillog_file",
          config.command("postfix") + " stop",
          config.command("postfix") + " start");
    } else {
      add(
          Topic.WHOLE_SECONDS,
          seen,
          "template RSYSLOG_FileFormat for the mail log in rsyslog, in place of the line with mail.*"
              + " in /etc/rsyslog.conf; or read the journal, which has microseconds:"
              + " otel-mail run --journald",
          RSYSLOG_FORMAT,
          "systemctl restart rsyslog");
    }
  }

  private String[] set(String setting) {
    String postconf = config == null ? "postconf" : config.command("postconf");
    String postfix = config == null ? "postfix" : config.command("postfix");
    return new String[] {postconf + " -e '" + setting + "'", postfix + " reload"};
  }

  private void add(Topic topic, String seen, String change, String... apply) {
    findings.add(new Finding(topic, seen, change, List.of(apply)));
  }
}
