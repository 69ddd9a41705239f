// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.MailEvent.ContextSeen;
import io.github.otelmail.bridge.event.MailEvent.Discarded;
import io.github.otelmail.bridge.event.MailEvent.Held;
import io.github.otelmail.bridge.event.MailEvent.MessageIdSeen;
import io.github.otelmail.bridge.event.MailEvent.Redirected;
import io.github.otelmail.bridge.event.MailEvent.Refused;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CleanupLinesTest {
  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "<544D2523.30609@rhsoft.net> | 544D2523.30609@rhsoft.net",
        "<> | ",
        "~~ | ",
        "bare.id@mail.example.com | bare.id@mail.example.com",
        "<cut.off@mail.exam | cut.off@mail.exam",
        "<c1@mail.example.com> (added by tool) | c1@mail.example.com",
        "~<trail@mail.example.com>   ~ | trail@mail.example.com",
        "~   <lead@mail.example.com>~ | lead@mail.example.com",
        "<\"a>b\"@mail.example.com> | \"a>b\"@mail.example.com",
        "<<twice@x>> | <twice@x>",
        "<a=b,c=d, status=sent@mail.example.com> | a=b,c=d, status=sent@mail.example.com",
        "<with space@mail.example.com> | with space@mail.example.com",
        "<gr\u00fc\u00dfe@mail.example.com> | gr\u00fc\u00dfe@mail.example.com",
        "=?UTF-8?B?PDE5?=? | =?UTF-8?B?PDE5?=?"
      })
  void messageId_ofAnyShape_isFreedOfItsBrackets(String logged, String expected) {
    assertThat(event("0F5383D: message-id=" + logged))
        .isEqualTo(new MessageIdSeen("0F5383D", expected, false));
  }

  @Test
  void messageId_resent_isMarked() {
    assertThat(event("0F5383D: resent-message-id=<r@x>"))
        .isEqualTo(new MessageIdSeen("0F5383D", "r@x", true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "info: header traceparent: %s from a[1.2.3.4]; from=<> to=<> proto=ESMTP helo=<>",
        "info: header Traceparent: %s from local; from=<> to=<>",
        "info: header TRACEPARENT:%s from local; from=<>",
        "info: header traceparent:? %s from local; from=<>",
        "warning: header traceparent: %s from local; from=<>: text",
        "info: header traceparent: %s"
      })
  void header_traceparent_isTheContext(String text) {
    assertThat(event("0F5383D: " + text.formatted(TRACEPARENT)))
        .isEqualTo(new ContextSeen("0F5383D", TRACEPARENT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0F5383D: info: header traceparent:",
        "0F5383D: info: header Subject: traceparent: x from local; from=<>",
        "0F5383D: info: header Subject: to=<>, relay=none, status=bounced (fake) from a[::1];",
        "0F5383D: warning: header Subject: https://x from a[::1]; from=<> to=<>",
        "0F5383D: prepend: header X-Spam: Yes from a[::1]; from=<> helo=<>: X-Spam-Status: Yes",
        "0F5383D: bcc: header X: y from a[::1]; from=<>: tom@example.com",
        "warning: dict_ldap_get_values[1]: DN not found, skipping ",
        "warning: 0F5383D: virtual_alias_maps map lookup problem for x -- deferring delivery",
        "table hash:/etc/aliases has changed -- restarting"
      })
  void line_aboutNothingToTell_isIgnored(String body) {
    assertThat(Parsed.body("cleanup", body).outcome()).isEqualTo(Outcome.IGNORED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redirect: header Subject: x from a[1.2.3.4]; from=<s@e> to=<r@e>: tom@example.com",
        "milter-header-redirect: header X: y from a[::1]; from=<>: tom@example.com",
        "redirect: RCPT from a[1.2.3.4]: x triggers REDIRECT tom@example.com; from=<>"
      })
  void redirect_isTold(String text) {
    assertThat(event("0F5383D: " + text)).isEqualTo(new Redirected("0F5383D"));
    assertThat(Parsed.body("smtpd", "NOQUEUE: " + text).outcome()).isEqualTo(Outcome.IGNORED);
  }

  @Test
  void hold_byHeaderCheck_tellsTheRuleNotTheContent() {
    assertThat(
            event(
                "0F5383D: hold: header X-Hold: yes from a[1.2.3.4]; from=<s@e> to=<r@e> proto=ESMTP"
                    + " helo=<h>: suspicious"))
        .isEqualTo(new Held("0F5383D", "suspicious"));
    assertThat(event("0F5383D: hold: header Subject: secret from local; from=<s@e> to=<r@e>"))
        .isEqualTo(new Held("0F5383D", "header Subject"));
    assertThat(event("0F5383D: hold: body secret from local; from=<s@e> to=<r@e>"))
        .isEqualTo(new Held("0F5383D", "body"));
    assertThat(event("0F5383D: hold: content x")).isEqualTo(new Held("0F5383D", "content"));
  }

  @Test
  void hold_headerThatLooksLikeAnEnvelope_takesTheLastEnvelope() {
    assertThat(
            event(
                "0F5383D: hold: header Subject: x; from=<a>: fake from local; from=<s> to=<r>:"
                    + " real"))
        .isEqualTo(new Held("0F5383D", "real"));
  }

  @Test
  void hold_byMilter_tellsItsReason() {
    assertThat(
            event(
                "0F5383D: milter-hold: END-OF-MESSAGE from a[1.2.3.4]: milter triggers HOLD action;"
                    + " from=<s@e> to=<r@e> proto=ESMTP helo=<h>"))
        .isEqualTo(new Held("0F5383D", "milter triggers HOLD action"));
    assertThat(event("0F5383D: quarantine: END-OF-MESSAGE from a[::1]: why; from=<>"))
        .isEqualTo(new Held("0F5383D", "why"));
  }

  @Test
  void discard_byCheckOrAfterwards_isDiscarded() {
    assertThat(event("0F5383D: discard: header Subject: into the void from a[::1]; from=<>"))
        .isEqualTo(new Discarded("0F5383D", "header Subject"));
    assertThat(event("0F5383D: removed (discarded)"))
        .isEqualTo(new Discarded("0F5383D", "discarded"));
  }

  @Test
  void reject_byCheckOrMilter_endsTheEntry() {
    assertThat(
            event(
                "0F5383D: reject: header Subject: lottery from a[::1]; from=<s> to=<r> proto=ESMTP"
                    + " helo=<h>: 5.7.1 No lottery"))
        .isEqualTo(new Refused("0F5383D", new SmtpReply(0, "5.7.1", "5.7.1 No lottery"), true));
    assertThat(
            event(
                "4104E3D: milter-reject: END-OF-MESSAGE from a[61.238.241.86]: 5.7.1 Blocked by"
                    + " SpamAssassin; from=<w> to=<v> proto=ESMTP helo=<h>"))
        .isEqualTo(
            new Refused(
                "4104E3D", new SmtpReply(0, "5.7.1", "5.7.1 Blocked by SpamAssassin"), true));
    assertThat(event("4104E3D: reject: mime-error improper nesting: x from a[::1]; from=<> to=<>:"))
        .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.endsEntry()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4104E3D: removed (canceled)",
        "4104E3D: canceled",
        "warning: 4104E3D: message rejected: hopcount exceeded",
        "warning: 4104E3D: queue file size limit exceeded",
        "warning: 4104E3D: write queue file: No space left on device",
        "warning: 4104E3D: sender_canonical_maps map lookup problem for x -- message not accepted,"
            + " try again later"
      })
  void message_thatIsGivenUp_endsTheEntry(String body) {
    assertThat(event(body))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.queueId()).isEqualTo("4104E3D");
              assertThat(refused.endsEntry()).isTrue();
              assertThat(body).endsWith(refused.reply().text());
            });
  }

  @Test
  void delivery_byCleanupItself_isAnAttempt() {
    assertThat(
            event(
                "3E29030F8637E: to=<u@x>, relay=none, delay=0.01, delays=0.01/0/0/0, dsn=5.1.1,"
                    + " status=bounced (User unknown in virtual alias table)"))
        .isInstanceOf(MailEvent.Attempted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"something new", "0F5383D: something new", "0F5383D: mumble: header x"})
  void line_ofNoKnownKind_isUnknown(String body) {
    assertThat(Parsed.body("cleanup", body).outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  private static MailEvent event(String body) {
    return Parsed.body("cleanup", body).event();
  }
}
