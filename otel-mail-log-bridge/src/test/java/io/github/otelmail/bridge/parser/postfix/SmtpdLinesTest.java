// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.MailEvent.Accepted;
import io.github.otelmail.bridge.event.MailEvent.Refused;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SmtpdLinesTest {

  @Test
  void client_plain_isAccepted() {
    assertThat(event("4104E3D: client=a.example.com[61.238.241.86]"))
        .isEqualTo(new Accepted("4104E3D", "a.example.com", "61.238.241.86", null, null));
  }

  @Test
  void client_loggedInWithPortAndSender_hasTheLogin() {
    assertThat(
            event(
                "4TwNdH5zwCz7fxV: client=unknown[2001:db8::1]:48532, sasl_method=PLAIN,"
                    + " sasl_username=o, brien@example.com, sasl_sender=x@example.com"))
        .isEqualTo(
            new Accepted(
                "4TwNdH5zwCz7fxV", "unknown", "2001:db8::1", "o, brien@example.com", null));
  }

  @Test
  void client_afterContentFilter_hasTheIdBefore() {
    assertThat(
            event(
                "ED01244770: client=localhost[127.0.0.1], orig_queue_id=4F5C64474F,"
                    + " orig_client=unknown[28.55.140.112]"))
        .isEqualTo(new Accepted("ED01244770", "localhost", "127.0.0.1", null, "4F5C64474F"));
  }

  @Test
  void client_loggedInBehindFilter_hasBoth() {
    assertThat(
            event(
                "ED01244770: client=localhost[127.0.0.1], sasl_method=LOGIN, sasl_username=u,"
                    + " orig_queue_id=4F5C64474F, orig_client=unknown[28.55.140.112]"))
        .isEqualTo(new Accepted("ED01244770", "localhost", "127.0.0.1", "u", "4F5C64474F"));
  }

  @Test
  void client_cutOff_keepsWhatIsThere() {
    assertThat(event("4104E3D: client=a[1.2.3"))
        .isEqualTo(new Accepted("4104E3D", "a", "1.2.3", null, null));
    assertThat(Parsed.body("smtpd", "4104E3D: client=a").outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void client_withoutQueueId_isIgnored() {
    assertThat(Parsed.body("smtpd", "NOQUEUE: client=a[1.2.3.4]").outcome())
        .isEqualTo(Outcome.IGNORED);
  }

  @Test
  void reject_beforeQueueId_isARefusalWithoutEntry() {
    assertThat(
            event(
                "NOQUEUE: reject: RCPT from a.example[61.238.241.86]:1234: 550 5.1.1 <x@e.com>:"
                    + " Recipient address rejected: User unknown; from=<y@e.com> to=<x@e.com>"
                    + " proto=ESMTP helo=<h>"))
        .isEqualTo(
            new Refused(
                null,
                new SmtpReply(
                    550, "5.1.1", "550 5.1.1 <x@e.com>: Recipient address rejected: User unknown"),
                false));
  }

  @Test
  void reject_ofOneRecipient_leavesTheEntry() {
    Refused refused =
        (Refused)
            event(
                "4104E3D: reject: RCPT from a[::1]: 450 4.2.0 <x@e.com>: busy; from=<> to=<x@e.com>"
                    + " proto=ESMTP helo=<h> sasl_username=u");
    assertThat(refused.queueId()).isEqualTo("4104E3D");
    assertThat(refused.endsEntry()).isFalse();
    assertThat(refused.reply()).isEqualTo(new SmtpReply(450, "4.2.0", "450 4.2.0 <x@e.com>: busy"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4104E3D: reject: DATA from a[::1]: 550 5.7.1 no; from=<> to=<x> proto=ESMTP helo=<h>",
        "4104E3D: reject: BDAT from a[::1]: 550 5.7.1 no; from=<> to=<x> proto=ESMTP helo=<h>",
        "4104E3D: milter-reject: END-OF-MESSAGE from a[::1]: 550 5.7.1 no; from=<> to=<x>",
        "4104E3D: reject: END-OF-MESSAGE from a[::1]: 550 5.7.1 no; proto=SMTP helo=<h>"
      })
  void reject_ofTheMessage_endsTheEntry(String line) {
    assertThat(event(line))
        .isEqualTo(new Refused("4104E3D", new SmtpReply(550, "5.7.1", "550 5.7.1 no"), true));
  }

  @Test
  void reject_withoutClient_keepsTheText() {
    assertThat(
            event("proxy-reject: END-OF-MESSAGE: 554 5.7.0 Reject, id=1-02 - spam; from=<> to=<x>"))
        .isEqualTo(
            new Refused(
                null, new SmtpReply(554, "5.7.0", "554 5.7.0 Reject, id=1-02 - spam"), false));
    assertThat(event("NOQUEUE: reject: odd"))
        .isEqualTo(new Refused(null, new SmtpReply(0, null, "odd"), false));
  }

  @Test
  void reject_replyWithoutCode_hasTheEnhancedCodeOnly() {
    assertThat(event("NOQUEUE: milter-reject: MAIL from a[::1]: 4.7.1 Later; from=<x>"))
        .isEqualTo(new Refused(null, new SmtpReply(0, "4.7.1", "4.7.1 Later"), false));
  }

  @Test
  void hold_withQueueId_isHeld() {
    assertThat(
            event(
                "4104E3D: hold: RCPT from a[1.2.3.4]: <x@e.com>: Recipient address triggers HOLD"
                    + " action; from=<> to=<x@e.com> proto=ESMTP helo=<h>"))
        .isEqualTo(
            new MailEvent.Held("4104E3D", "<x@e.com>: Recipient address triggers HOLD action"));
    assertThat(Parsed.body("smtpd", "NOQUEUE: hold: RCPT from a[1.2.3.4]: x").outcome())
        .isEqualTo(Outcome.IGNORED);
  }

  @Test
  void discard_withQueueId_isDiscarded() {
    assertThat(
            event("4104E3D: milter-discard: RCPT from a[1.2.3.4]: milter triggers DISCARD action;"))
        .isEqualTo(new MailEvent.Discarded("4104E3D", "milter triggers DISCARD action;"));
    assertThat(Parsed.body("smtpd", "NOQUEUE: discard: MAIL from a[1.2.3.4]: x").outcome())
        .isEqualTo(Outcome.IGNORED);
  }

  @Test
  void clientLeft_withQueueId_endsTheEntry() {
    assertThat(event("4104E3D: lost connection after DATA (7774180 bytes) from a[1.2.3.4]"))
        .isEqualTo(
            new Refused(
                "4104E3D",
                new SmtpReply(
                    0, null, "lost connection after DATA (7774180 bytes) from a[1.2.3.4]"),
                true));
    assertThat(((Refused) event("4104E3D: timeout after RCPT from a[1.2.3.4]")).endsEntry())
        .isTrue();
    assertThat(((Refused) event("4104E3D: too many errors after BDAT from a[1]")).endsEntry())
        .isTrue();
  }

  @Test
  void clientLeft_afterTheWholeMessage_mayHaveBeenAccepted() {
    assertThat(
            ((Refused) event("4104E3D: lost connection after END-OF-MESSAGE from a[1.2.3.4]"))
                .endsEntry())
        .isFalse();
  }

  @Test
  void sizeLimit_withQueueId_endsTheEntry() {
    assertThat(event("warning: 4104E3D: queue file size limit exceeded"))
        .isEqualTo(
            new Refused("4104E3D", new SmtpReply(0, null, "queue file size limit exceeded"), true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect from unknown[1.2.3.4]",
        "disconnect from unknown[1.2.3.4] ehlo=1 mail=1 commands=2",
        "lost connection after DATA (0 bytes) from unknown[72.13.58.7]",
        "timeout after CONNECT from unknown[177.227.18.3]",
        "too many errors after AUTH from unknown[1.2.3.4]",
        "NOQUEUE: lost connection after CONNECT from unknown[1.2.3.4]",
        "NOQUEUE: reject_warning: RCPT from a[1.2.3.4]: 553 5.7.1 no; from=<>",
        "4104E3D: warn: RCPT from a[1.2.3.4]: x; from=<>",
        "4104E3D: filter: RCPT from a[1.2.3.4]: x triggers FILTER smtp:[::1]; from=<>",
        "NOQUEUE: abort: TLS from a[1.2.3.4]: Client certificate not trusted",
        "proxy-accept: END-OF-MESSAGE: 250 2.0.0 Ok: queued as DF66E940333; from=<a> to=<b>",
        "warning: hostname exemple.com does not resolve to address 185.14.29.32",
        "warning: 4104E3D: something about it",
        "warning: statistics: max connection rate",
        "fatal: no SASL authentication mechanisms",
        "SSL_accept error from unknown[72.13.58.7]: -1",
        "improper command pipelining after EHLO from unknown[::1]: MAIL FROM:<>",
        "Anonymous TLS connection established from a[::1]: TLSv1.3 with cipher X (256/256 bits)"
      })
  void line_aboutNoMessage_isIgnored(String body) {
    Parsed parsed = Parsed.body("submission/smtpd", body);
    assertThat(parsed.outcome()).isEqualTo(Outcome.IGNORED);
    assertThat(parsed.events()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"entirely new", "4104E3D: entirely new", "NOQUEUE: entirely new", "4104E3D:", ""})
  void line_ofNoKnownKind_isUnknown(String body) {
    assertThat(Parsed.body("smtpd", body).outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void qmqpd_client_isAccepted() {
    assertThat(Parsed.body("qmqpd", "4104E3D: client=a[1.2.3.4]").event())
        .isInstanceOf(Accepted.class);
  }

  private static MailEvent event(String body) {
    return Parsed.body("smtpd", body).event();
  }
}
