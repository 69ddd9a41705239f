// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.MailEvent.Attempted;
import io.github.otelmail.bridge.event.MailEvent.Delays;
import io.github.otelmail.bridge.event.MailEvent.HostFailed;
import io.github.otelmail.bridge.event.Relay;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeliveryLinesTest {

  @Test
  void attempt_withEveryField_hasEveryField() {
    assertThat(
            attempt(
                "7EE668039: to=<r@example.com>, orig_to=<alias@example.com>,"
                    + " relay=mail.example.com[1.2.3.4]:25, conn_use=3, delay=3.6,"
                    + " delays=0.08/0.02/0.85/0.14, tls=dane/!requiretls:nocertmatch, dsn=2.1.5,"
                    + " status=sent (250 2.0.0 Ok: queued as 153053D)"))
        .isEqualTo(
            new Attempted(
                "7EE668039",
                "r@example.com",
                "alias@example.com",
                new Relay("mail.example.com", "1.2.3.4", 25),
                3,
                3_600_000,
                new Delays(80_000, 20_000, 850_000, 140_000),
                "dane/!requiretls:nocertmatch",
                DeliveryStatus.SENT,
                new SmtpReply(250, "2.1.5", "250 2.0.0 Ok: queued as 153053D"),
                "153053D"));
  }

  @Test
  void attempt_ofPostfix22_lacksTimesAndCode() {
    assertThat(attempt("7EE668039: to=<r@e.com>, relay=none, delay=1, status=sent (250 2.5.0 x)"))
        .isEqualTo(
            new Attempted(
                "7EE668039",
                "r@e.com",
                null,
                new Relay("none", null, 0),
                1,
                1_000_000,
                null,
                null,
                DeliveryStatus.SENT,
                new SmtpReply(250, "2.5.0", "250 2.5.0 x"),
                null));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "<r@e.com> | r@e.com",
        "<> | ~~",
        "r@e.com | r@e.com",
        "<\"a, b\"@e.com> | \"a, b\"@e.com",
        "<\"a>, relay=b\"@e.com> | \"a>, relay=b\"@e.com",
        "<\"a\\\" > b\"@e.com> | \"a\\\" > b\"@e.com",
        "<a\"b@e.com> | a\"b@e.com",
        "<a>b@e.com> | a>b@e.com",
        "<gr\u00fc\u00dfe@\u65e5\u672c.example> | gr\u00fc\u00dfe@\u65e5\u672c.example"
      })
  void recipient_ofAnyShape_isRead(String logged, String expected) {
    Attempted attempt =
        attempt(
            "7EE668039: to="
                + logged
                + ", orig_to="
                + logged
                + ", relay=local, delay=0.1, delays=0/0/0/0, dsn=5.1.1, status=bounced (x <a>, y)");
    assertThat(attempt.recipient()).isEqualTo(expected);
    assertThat(attempt.originalRecipient()).isEqualTo(expected);
    assertThat(attempt.relay().name()).isEqualTo("local");
  }

  @Test
  void recipient_quoteNeverClosed_endsAtTheBracket() {
    assertThat(
            attempt(
                    "7EE668039: to=<\"ab@e.com>, relay=local, delay=0.1, dsn=5.1.1, status=sent (x)")
                .recipient())
        .isEqualTo("\"ab@e.com");
  }

  @ParameterizedTest
  @CsvSource({
    "none, none, , 0",
    "local, local, , 0",
    "dovecot, dovecot, , 0",
    "mx.e.com[1.2.3.4]:25, mx.e.com, 1.2.3.4, 25",
    "mx.e.com[2001:db8::1]:587, mx.e.com, 2001:db8::1, 587",
    "[2001:db8::1]:25, 2001:db8::1, 2001:db8::1, 25",
    "e.com[private/dovecot-lmtp], e.com, private/dovecot-lmtp, 0",
    "mx.e.com[1.2.3.4, mx.e.com[1.2.3.4, , 0",
    "mx.e.com[1.2.3.4]:99999, mx.e.com, 1.2.3.4, 0"
  })
  void relay_ofAnyForm_isTakenApart(String logged, String name, String address, int port) {
    assertThat(
            attempt(
                    "7EE668039: to=<r@e>, relay="
                        + logged
                        + ", delay=1, dsn=2.0.0, status=sent (x)")
                .relay())
        .isEqualTo(new Relay(name, address, port));
  }

  @ParameterizedTest
  @CsvSource({"sent, SENT", "deferred, DEFERRED", "SOFTBOUNCE, DEFERRED", "bounced, BOUNCED"})
  void status_ofADelivery_isMapped(String logged, DeliveryStatus expected) {
    assertThat(attempt("7EE668039: to=<r@e>, relay=none, delay=1, status=" + logged).status())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deliverable",
        "undeliverable",
        "deliverable-but-not-cached",
        "undeliverable-but-not-cached"
      })
  void status_ofAProbe_isNoAttempt(String logged) {
    String text = "7EE668039: to=<r@e>, relay=none, delay=1, status=" + logged + " (x)";
    assertThat(Parsed.body("smtp", text).events())
        .containsExactly(new MailEvent.Probed("7EE668039"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"expanded", "relayed", "delivered", "failed", "delayed"})
  void status_ofAReport_isIgnored(String logged) {
    String text = "7EE668039: to=<r@e>, relay=none, delay=1, status=" + logged + " (x)";
    assertThat(Parsed.body("smtp", text).outcome()).isEqualTo(Outcome.IGNORED);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "host mx[1.2.3.4] said: 451 4.7.1 <r@e>: Greylisted (in reply to RCPT TO command) | 451",
        "host mx[1.2.3.4] said: 550-5.7.1 no 550 5.7.1 more (in reply to end of DATA command) | 550",
        "host mx[1.2.3.4] refused to talk to me: 554 5.7.1 blocked | 554",
        "delivery temporarily suspended: host mx[1.2.3.4] refused to talk to me: 421 busy | 421",
        "TLS is required, but host mx[1.2.3.4] refused to start TLS: 454 4.7.0 not now | 454",
        "host mx[1.2.3.4] said: 550 | 550",
        "host mx[1.2.3.4] said: 5500 x | 0",
        "host mx[1.2.3.4] said: nothing | 0",
        "connect to mx[1.2.3.4]:25: Connection refused | 0",
        "250 2.0.0 Ok | 250",
        "12 | 0",
        "650 x | 0",
        "2x0 | 0",
        "25x | 0",
        "~~ | 0"
      })
  void replyCode_isThePeersOwn(String reason, int code) {
    Attempted attempt =
        attempt(
            "7EE668039: to=<r@e>, relay=none, delay=1, dsn=4.0.0, status=deferred ("
                + reason
                + ")");
    assertThat(attempt.reply()).isEqualTo(new SmtpReply(code, "4.0.0", reason));
  }

  @Test
  void reason_thatLooksLikeFields_isOnlyText() {
    Attempted attempt =
        attempt(
            "7EE668039: to=<r@e>, relay=mx[1.2.3.4]:25, delay=1, delays=1/0/0/0, dsn=5.7.1,"
                + " status=bounced (host mx[1.2.3.4] said: 550 5.7.1 bad), relay=evil[6.6.6.6]:25,"
                + " delay=9, status=sent (250 2.0.0 Ok: queued as DEADBEEF00) (in reply))");
    assertThat(attempt.status()).isEqualTo(DeliveryStatus.BOUNCED);
    assertThat(attempt.relay().name()).isEqualTo("mx");
    assertThat(attempt.nextQueueId()).isNull();
    assertThat(attempt.reply().code()).isEqualTo(550);
  }

  @Test
  void reason_cutOffAt2000Bytes_isKept() {
    String text = "host mx[1.2.3.4] said: 550 5.1.1 " + "long ".repeat(380);
    Attempted attempt =
        attempt("7EE668039: to=<r@e>, relay=none, delay=1, dsn=5.1.1, status=bounced (" + text);
    assertThat(attempt.reply().text()).isEqualTo(text.strip());
    assertThat(attempt.reply().code()).isEqualTo(550);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "status=sent | ~~",
        "status=sent ( | ~~",
        "status=sent () | ~~",
        "status=sent x | x",
        "status=sent (x | x"
      })
  void reason_missing_isEmpty(String status, String text) {
    assertThat(attempt("7EE668039: to=<r@e>, relay=none, delay=1, " + status).reply().text())
        .isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1000000",
    "0.05, 50000",
    "63495, 63495000000",
    "0.1234567, 123456",
    "x, -1",
    "99999999999, -1",
    "9999999999999999999999, -1"
  })
  void delay_inSeconds_isMicroseconds(String logged, long micros) {
    assertThat(
            attempt("7EE668039: to=<r@e>, relay=none, delay=" + logged + ", status=sent (x)")
                .delayMicros())
        .isEqualTo(micros);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1/2/3", "1/2", "1", "x/1/1/1", "1/x/1/1", "1/1/x/1", "1/1/1/x", ""})
  void delays_incomplete_areNone(String logged) {
    assertThat(
            attempt("7EE668039: to=<r@e>, relay=none, delays=" + logged + ", status=sent (x)")
                .delays())
        .isNull();
  }

  @Test
  void field_unknownOrBroken_isSkipped() {
    Attempted attempt =
        attempt(
            "7EE668039: to=<r@e>, colour=blue, relay=mx[1.2.3.4]:25, conn_use=x, dsn=rubbish,"
                + " delay=1, status=sent (250 2.0.0 x)");
    assertThat(attempt.relay().port()).isEqualTo(25);
    assertThat(attempt.connectionUse()).isEqualTo(1);
    assertThat(attempt.reply().enhanced()).isEqualTo("2.0.0");
  }

  @Test
  void forward_hasTheNewQueueId() {
    assertThat(
            attempt(
                    "7EE668039: to=<r@e>, relay=local, delay=1, status=sent (forwarded as AB12CD34)")
                .nextQueueId())
        .isEqualTo("AB12CD34");
    assertThat(
            attempt("7EE668039: to=<r@e>, relay=local, delay=1, status=deferred (queued as AB12CD)")
                .nextQueueId())
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7EE668039: to=<r@e>",
        "7EE668039: to=",
        "7EE668039: to=<r@e>, relay=none, delay=1",
        "7EE668039: to=<r@e>, relay=none, status=marvellous (x)",
        "7EE668039: to=<r@e",
        "7EE668039: to=<r@e> relay=none"
      })
  void line_withoutStatus_isUnknown(String body) {
    assertThat(Parsed.body("smtp", body).outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host mail2.example.com[1.74.253.23] said: 450 4.7.1 Greylisted (in reply to RCPT TO)",
        "host mg2.egov.bg[213.91.191.86] refused to talk to me: 450 4.3.2 try again later",
        "lost connection with mx3.hotmail.com[65.55.37.72] while receiving the greeting",
        "conversation with mx00.gmx.com[74.208.5.4] timed out while receiving the greeting",
        "SASL authentication failed; server x[1.2.3.4] said: 535 5.7.8 Error",
        "connect to mx[1.2.3.4]:25: Connection refused",
        "Cannot start TLS: handshake failure",
        "TLS is required, but was not offered by host mx[1.2.3.4]"
      })
  void hostFailure_withQueueId_isTold(String text) {
    assertThat(Parsed.body("smtp", "ED59C3D: " + text).event())
        .isEqualTo(new HostFailed("ED59C3D", text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect to intern.nl[194.109.6.98]:25: Connection timed out",
        "Untrusted TLS connection established to mx[1.2.3.4]:25: TLSv1.2 with cipher X",
        "certificate verification failed for mx[113.169.17.115]:25: self-signed certificate",
        "SSL_connect error to mx[112.63.65.2]:25: lost connection",
        "warning: 7EE668039: non-ESMTP response from mx[1.2.3.4]:25: ??? what",
        "warning: no MX host for mxnoaddr.test has a valid address record",
        "B0ADE20FC7: enabling PIX workarounds: disable_esmtp delay_dotcrlf for e.com[1.2.3.4]:25",
        "B0ADE20FC7: passing <r@e> to transport=dovecot",
        "B0ADE20FC7: breaking line > 998 bytes with <CR><LF>SPACE",
        "B0ADE20FC7: replace: header Received: x: y"
      })
  void note_ofAnAgent_isIgnored(String body) {
    assertThat(Parsed.body("smtp", body).outcome()).isEqualTo(Outcome.IGNORED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"something new", "B0ADE20FC7: something new"})
  void line_ofNoKnownKind_isUnknown(String body) {
    assertThat(Parsed.body("lmtp", body).outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  private static Attempted attempt(String body) {
    return Parsed.body("smtp", body).attempt();
  }
}
