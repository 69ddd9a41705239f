// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.MailEvent.Activated;
import io.github.otelmail.bridge.event.MailEvent.Deleted;
import io.github.otelmail.bridge.event.MailEvent.Expired;
import io.github.otelmail.bridge.event.MailEvent.Held;
import io.github.otelmail.bridge.event.MailEvent.Notified;
import io.github.otelmail.bridge.event.MailEvent.Notified.Kind;
import io.github.otelmail.bridge.event.MailEvent.Released;
import io.github.otelmail.bridge.event.MailEvent.Removed;
import io.github.otelmail.bridge.event.MailEvent.Requeued;
import io.github.otelmail.bridge.event.MailEvent.Restarted;
import io.github.otelmail.bridge.event.MailEvent.Submitted;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of pickup, qmgr, bounce, postsuper and master. */
final class QueueLinesTest {

  @Test
  void pickup_submission_isSubmitted() {
    assertThat(Parsed.body("pickup", "D2FAE20586: uid=0 from=<fail2ban>").event())
        .isEqualTo(new Submitted("D2FAE20586", 0, "fail2ban", null));
    assertThat(Parsed.body("pickup", "D2FAE20586: uid=1000 from=<> orig_id=ADD2F8052").event())
        .isEqualTo(new Submitted("D2FAE20586", 1000, "", "ADD2F8052"));
    assertThat(Parsed.body("pickup", "D2FAE20586: uid=1 from=<\"a> b\"@x> orig_id=A1B2C3").event())
        .isEqualTo(new Submitted("D2FAE20586", 1, "\"a> b\"@x", "A1B2C3"));
  }

  @Test
  void qmgr_active_isActivated() {
    assertThat(
            Parsed.body("qmgr", "0F5383D: from=<o@postfix.org>, size=5360, nrcpt=1 (queue active)")
                .event())
        .isEqualTo(new Activated("0F5383D", "o@postfix.org", 5360, 1));
    assertThat(
            Parsed.body("nqmgr", "0F5383D: from=<\"a, b>\"@x>, size=9999999999, nrcpt=2 (queue")
                .event())
        .isEqualTo(new Activated("0F5383D", "\"a, b>\"@x", 9_999_999_999L, 2));
  }

  @Test
  void qmgr_endOfEntry_isTold() {
    assertThat(Parsed.body("qmgr", "585BC3F: from=<>, status=expired, returned to sender").event())
        .isEqualTo(new Expired("585BC3F", false));
    assertThat(
            Parsed.body("qmgr", "585BC3F: from=<>, status=force-expired, returned to sender")
                .event())
        .isEqualTo(new Expired("585BC3F", true));
    assertThat(Parsed.body("oqmgr", "585BC3F: removed").event()).isEqualTo(new Removed("585BC3F"));
  }

  @Test
  void qmgr_deferredByItself_isAnAttempt() {
    assertThat(
            Parsed.body(
                    "qmgr",
                    "585BC3F: to=<r@x>, relay=none, delay=1, delays=1/0/0/0, dsn=4.3.0,"
                        + " status=deferred (mail transport unavailable)")
                .attempt()
                .recipient())
        .isEqualTo("r@x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "17CCA8044: sender non-delivery notification: ADD2F8052 | FAILURE",
        "17CCA8044: sender delay notification: ADD2F8052 | DELAY",
        "17CCA8044: sender delivery status notification: ADD2F8052 | STATUS",
        "17CCA8044: postmaster non-delivery notification: ADD2F8052 | STATUS",
        "17CCA8044: postmaster delay notification: ADD2F8052 | STATUS"
      })
  void bounce_notification_linksTheEntries(String body, Kind kind) {
    assertThat(Parsed.body("bounce", body).event())
        .isEqualTo(new Notified("17CCA8044", "ADD2F8052", kind));
  }

  @Test
  void postsuper_action_isTold() {
    assertThat(Parsed.body("postsuper", "D4F2023DB: removed").event())
        .isEqualTo(new Deleted("D4F2023DB"));
    assertThat(Parsed.body("postsuper", "D4F2023DB: requeued").event())
        .isEqualTo(new Requeued("D4F2023DB"));
    assertThat(Parsed.body("postsuper", "D4F2023DB: placed on hold").event())
        .isEqualTo(new Held("D4F2023DB", "placed on hold"));
    assertThat(Parsed.body("postsuper", "D4F2023DB: released from hold").event())
        .isEqualTo(new Released("D4F2023DB"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "master | daemon started -- version 2.11.0, configuration /etc/postfix",
        "master | terminating on signal 15",
        "master | reload -- version 2.11.0, configuration /etc/postfix",
        "postfix-script | starting the Postfix mail system",
        "postfix-script | stopping the Postfix mail system",
        "postfix-script | refreshing the Postfix mail system"
      })
  void master_startOrStop_isARestart(String daemon, String body) {
    assertThat(Parsed.body(daemon, body).event()).isEqualTo(new Restarted());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pickup | warning: uid=0: File too large",
        "pickup | table hash:/etc/aliases has changed -- restarting",
        "qmgr | warning: bounce_queue_lifetime is larger than maximal_queue_lifetime - adjusting",
        "qmgr | ED06590130AA1C9D6D862: skipped, still being delivered",
        "qmgr | qmgr_move: debugging",
        "bounce | warning: for instructions see the bounce(5) manual",
        "bounce | warning: 17CCA8044: sender notification failed to <a@b>: reason",
        "bounce | 17CCA8044: not sending trace/success notification for double-bounce message",
        "bounce | table hash:/etc/aliases has changed -- restarting",
        "postsuper | Deleted: 115 messages",
        "postsuper | Requeued: 1 message",
        "postsuper | Placed on hold: 67 messages",
        "postsuper | Released from hold: 13 messages",
        "postsuper | Force-expired: 2 messages",
        "postsuper | Renamed to match inode number: 3 messages",
        "postsuper | D4F2023DB: expired",
        "postsuper | warning: bogus file name",
        "master | warning: process /usr/lib/postfix/smtpd pid 46234 killed by signal 11",
        "postfix-script | the Postfix mail system is running: PID: 123",
        "postfix-script | warning: symlink leaves directory: /etc/postfix/./makedefs.out",
        "anvil | statistics: max connection rate 1/60s for (smtpd:61.238.241.86) at Oct 26",
        "scache | statistics: start interval Dec  6 21:20:35",
        "postscreen | NOQUEUE: reject: RCPT from [1.2.3.4]:2: 550 5.5.1 x; from=<a>, to=<b>",
        "verify | cache lmdb:/var/lib/postfix/verify_cache full cleanup: retained=724 dropped=6",
        "tlsproxy | DISCONNECT [82.118.17.142]:51637",
        "sendmail | fatal: root(0): message file too big"
      })
  void line_aboutNoEntry_isIgnored(String daemon, String body) {
    Parsed parsed = Parsed.body(daemon, body);
    assertThat(parsed.outcome()).isEqualTo(Outcome.IGNORED);
    assertThat(parsed.events()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pickup | new",
        "pickup | D2FAE20586: new",
        "pickup | D2FAE20586: uid=x from=<>",
        "pickup | D2FAE20586: uid=5",
        "qmgr | new",
        "qmgr | D2FAE20586: new",
        "qmgr | D2FAE20586: from=<>, size=x, nrcpt=1 (queue active)",
        "qmgr | D2FAE20586: from=<>, size=1",
        "qmgr | D2FAE20586: from=<>, status=new",
        "qmgr | D2FAE20586: removed (new)",
        "bounce | new",
        "bounce | D2FAE20586: new",
        "bounce | D2FAE20586: sender new notification: ADD2F8052",
        "bounce | D2FAE20586: sender delay notification: ",
        "postsuper | new",
        "postsuper | D2FAE20586: new",
        "master | new"
      })
  void line_ofNoKnownKind_isUnknown(String line) {
    String[] parts = line.split(" \\| ", 2);
    assertThat(Parsed.body(parts[0], parts[1]).outcome()).isEqualTo(Outcome.UNKNOWN);
  }
}
