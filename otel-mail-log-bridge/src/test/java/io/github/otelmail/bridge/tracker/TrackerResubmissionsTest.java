// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.Relay;
import io.github.otelmail.bridge.tracker.Entry.Relation;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Mail that a program behind pipe(8) gives back with sendmail(1), told by nothing but its id. */
class TrackerResubmissionsTest {
  private static final String SMTP = "00000A1";
  private static final String BACK = "00000B1";
  private static final String BACK_TOO = "00000C1";
  private static final String SENDER = "a@example.org";
  private static final Relay FILTER = new Relay("filter", null, 0);
  private final TestLog log = new TestLog();

  private static TestLog piped(TestLog log, String id, String to, double age) {
    MailEvent.Delays delays = new MailEvent.Delays(0, 0, 0, 100_000);
    String text = "delivered via filter service";
    return log.say(
        "pipe",
        TestLog.attempted(id, to, null, FILTER, age, delays, DeliveryStatus.SENT, text, null));
  }

  private static TestLog back(TestLog log, String id, String sender, int size, int recipients) {
    log.say("pickup", new MailEvent.Submitted(id, 1001, sender, null)).messageId(id, "m@x");
    return log.say("qmgr", new MailEvent.Activated(id, sender, size, recipients));
  }

  private TestLog piped(String to) {
    return piped(log, SMTP, to, 0.2);
  }

  private TestLog back(String id) {
    return back(log, id, SENDER, 611, 1);
  }

  private void assertGivenBack(String child) {
    Entry parent = log.sink.closed(SMTP).entry();
    Entry entry = log.sink.closed(child).entry();
    assertThat(entry.previous())
        .isEqualTo(new Entry.Previous(parent.key(), parent.identity(), Relation.RESUBMITTED));
    assertThat(entry.origin()).isEqualTo(parent.origin());
  }

  private void assertSeparate(String id) {
    log.finish();
    assertThat(log.sink.closed(id).entry().previous()).isNull();
    assertThat(log.sink.closed(SMTP).deliveries()).allMatch(d -> d.next() == null);
  }

  private @Nullable String next(String recipient) {
    EntryKey next =
        log.sink.closed(SMTP).deliveries().stream()
            .filter(delivery -> delivery.recipient().equals(recipient))
            .findFirst()
            .orElseThrow()
            .next();
    return next == null ? null : next.queueId();
  }

  @Test
  void programEndsFirst_isJoinedAtOnce() {
    log.queued(SMTP, "m@x", 1).at(0.2);
    piped("r@y").removed(SMTP).at(0.3);
    back(BACK).at(0.5).sent(BACK, "r@y", 0.2);
    assertThat(log.sink.of(Attempt.class)).hasSize(2);
    log.removed(BACK).finish();
    assertGivenBack(BACK);
    assertThat(next("r@y")).isEqualTo(BACK);
    assertThat(log.sink.delivery(BACK).next()).isNull();
  }

  @Test
  void mailComesBackFirst_isHeldBackUntilTheProgramHasEnded() {
    log.queued(SMTP, "m@x", 1).at(0.1);
    back(BACK).at(0.15).sent(BACK, "r@y", 0.05).removed(BACK);
    assertThat(log.sink.of(Attempt.class)).isEmpty();
    log.at(0.2);
    piped("r@y");
    assertThat(log.sink.of(Attempt.class)).hasSize(2);
    log.removed(SMTP).finish();
    assertGivenBack(BACK);
    assertThat(next("r@y")).isEqualTo(BACK);
  }

  @Test
  void oneRunForTwoRecipients_givesOneEntryBack() {
    log.queued(SMTP, "m@x", 2).at(0.1);
    back(log, BACK, SENDER, 611, 2).at(0.2);
    piped("r1@y");
    piped("r2@y").removed(SMTP).at(0.3);
    back(BACK_TOO).finish();
    assertGivenBack(BACK);
    assertThat(next("r1@y")).isEqualTo(BACK);
    assertThat(next("r2@y")).isEqualTo(BACK);
    assertThat(log.sink.closed(BACK_TOO).entry().previous()).isNull();
  }

  @Test
  void oneRunForEachRecipient_theirNamesTellWhichEntryIsWhose() {
    log.queued(SMTP, "m@x", 2).at(0.2).pid(8);
    piped("r1@y").pid(9);
    piped("r2@y").removed(SMTP).at(0.3);
    back(BACK);
    back(BACK_TOO).at(0.4).sent(BACK, "r2@y", 0.1).sent(BACK_TOO, "r1@y", 0.1).finish();
    assertGivenBack(BACK);
    assertGivenBack(BACK_TOO);
    assertThat(next("r1@y")).isEqualTo(BACK_TOO);
    assertThat(next("r2@y")).isEqualTo(BACK);
  }

  @Test
  void mailDroppedForOneRecipient_itsDeliveryIsTheLast() {
    log.queued(SMTP, "m@x", 2).at(0.2).pid(8);
    piped("dropped@y").pid(9);
    piped("r@y").removed(SMTP).at(0.3);
    back(BACK).at(0.4).sent(BACK, "r@y", 0.1).finish();
    assertThat(next("dropped@y")).isNull();
    assertThat(next("r@y")).isEqualTo(BACK);
  }

  @Test
  void sameMailSubmittedBySendmailToo_isAnotherOne() {
    log.queued(SMTP, "m@x", 1).at(0.2);
    piped("r@y").removed(SMTP).at(0.3);
    back(log, BACK, SENDER, 420, 1);
    assertSeparate(BACK);
  }

  @Test
  void otherSender_isAnotherMail() {
    log.queued(SMTP, "m@x", 1).at(0.2);
    piped("list@y").removed(SMTP).at(0.3);
    back(log, BACK, "list-owner@y", 611, 50);
    assertSeparate(BACK);
  }

  @Test
  void otherHost_isAnotherMail() {
    log.queued(SMTP, "m@x", 1).at(0.2);
    piped("r@y").removed(SMTP).on("mx2").at(0.3);
    back(BACK);
    assertSeparate(BACK);
  }

  @Test
  void sameMailOverSmtpTwice_isTwo() {
    log.queued(SMTP, "m@x", 1).at(0.2);
    piped("r@y").removed(SMTP).at(0.3).client(BACK).messageId(BACK, "m@x");
    log.say("qmgr", new MailEvent.Activated(BACK, SENDER, 611, 1));
    assertSeparate(BACK);
  }

  @Test
  void sameMailBySendmailTwice_isTwo() {
    back(log, SMTP, SENDER, 500, 1).at(0.2);
    piped("r@y").removed(SMTP).at(0.3);
    back(BACK);
    assertSeparate(BACK);
  }

  @Test
  void otherAgent_givesNothingBack() {
    log.queued(SMTP, "m@x", 1).at(0.2).sent(SMTP, "r@y", 0.2).removed(SMTP).at(0.3);
    back(BACK);
    assertSeparate(BACK);
  }

  @Test
  void mailThatWasThereBefore_wasNotGivenBack() {
    back(BACK).at(0.1).queued(SMTP, "m@x", 1).at(0.2);
    piped("r@y").removed(SMTP);
    assertSeparate(BACK);
  }

  @Test
  void nullSenderThatPipeRenames_isJoined() {
    log.client(SMTP).messageId(SMTP, "m@x");
    log.say("qmgr", new MailEvent.Activated(SMTP, "", 500, 1)).at(0.2);
    piped("r@y").removed(SMTP).at(0.3);
    back(log, BACK, "MAILER-DAEMON@mx1", 611, 1).finish();
    assertGivenBack(BACK);
  }

  @Test
  void programThatTakesTooLong_leavesTheMailOnItsOwn() {
    log.queued(SMTP, "m@x", 1).at(0.1);
    back(BACK).at(6);
    piped(log, SMTP, "r@y", 6);
    assertSeparate(BACK);
  }

  @Test
  void restoredAtAnyMoment_goesOnTheSame() {
    assertThat(story(new TestLog(), TestLog::restart).sink.calls)
        .isEqualTo(story(new TestLog(), log -> log).sink.calls);
    assertThat(story(new TestLog(100, 100, 3, 0), TestLog::restart).sink.calls)
        .isEqualTo(story(new TestLog(100, 3), log -> log).sink.calls);
  }

  /** Two runs, one that is told of before what it gave back and one after it. */
  private static TestLog story(TestLog log, UnaryOperator<TestLog> between) {
    between.apply(log.queued(SMTP, "m@x", 3)).at(0.1).deferred(SMTP, "r3@y", 0.1).pid(8);
    between.apply(back(log, BACK, SENDER, 611, 1)).at(0.2).sent(BACK, "r1@y", 0.1).removed(BACK);
    between.apply(piped(between.apply(log), SMTP, "r1@y", 0.2)).pid(9).at(0.3);
    between.apply(piped(log, SMTP, "r2@y", 0.3)).at(0.4);
    between.apply(back(log, BACK_TOO, SENDER, 611, 1)).at(0.5).sent(BACK_TOO, "r2@y", 0.1);
    between.apply(log).removed(BACK_TOO).at(60).sent(SMTP, "r3@y", 60).removed(SMTP);
    between.apply(log).finish();
    assertThat(log.sink.closed(BACK).entry().previous()).isNotNull();
    assertThat(log.sink.closed(BACK_TOO).entry().previous()).isNotNull();
    return log;
  }
}
