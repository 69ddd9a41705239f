// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static io.github.otelmail.bridge.tracker.TestLog.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import io.github.otelmail.bridge.tracker.Entry.Relation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Entries that continue other entries. */
class TrackerLinksTest {
  private static final String A = "00000A1";
  private static final String B = "00000B1";
  private static final String C = "00000C1";
  private final TestLog log = new TestLog();

  private List<String> order() {
    return log.sink.calls.stream()
        .map(call -> call.name() + " " + call.entry().key().queueId())
        .toList();
  }

  private Entry entry(String id) {
    return log.sink.closed(id).entry();
  }

  private void assertContinues(String child, String parent, Relation relation) {
    Entry entry = entry(child);
    assertThat(entry.previous())
        .isEqualTo(new Entry.Previous(entry(parent).key(), entry(parent).identity(), relation));
    assertThat(entry.origin()).isEqualTo(entry(parent).origin());
  }

  @Test
  void nextHopLogsFirst_isHeldBackUntilThePreviousHopHasSent() {
    log.queued(A, "m@x", 1);
    log.on("mx2").at(1).queued(B, "m@x", 1).at(1.1).sent(B, "r@y", 0.1).removed(B);
    assertThat(order()).containsExactly("received " + A);
    log.on("mx1").at(1.5).sentAs(A, "r@y", 1.5, B).removed(A);
    assertThat(order())
        .containsExactly(
            "received " + A,
            "waited " + A,
            "attempted " + A,
            "finished " + A,
            "received " + B,
            "waited " + B,
            "attempted " + B,
            "finished " + B);
    log.finish();
    assertContinues(B, A, Relation.RELAYED);
    assertThat(log.sink.delivery(A).next()).isEqualTo(new EntryKey("mx2", "postfix", B));
    assertThat(log.sink.delivery(B).next()).isNull();
    assertThat(log.sink.delivery(A).attempts().get(0).firstOfTransaction()).isTrue();
  }

  @Test
  void previousHopLogsFirst_isLinkedAtOnce() {
    log.queued(A, "m@x", 2).at(1).sentAs(A, "r1@y", 1, B).sentAs(A, "r2@y", 1, B).removed(A);
    log.on("mx2").at(1.2).client(B).messageId(B, "m@x").active(B, 2);
    assertThat(order()).endsWith("received " + B);
    log.finish();
    assertContinues(B, A, Relation.RELAYED);
    assertThat(log.sink.closed(A).deliveries()).allMatch(d -> d.next() != null);
    assertThat(log.sink.of(Attempt.class))
        .extracting(Attempt::firstOfTransaction)
        .containsExactly(true, false);
  }

  @Test
  void contentFilter_sameHost_isOneMessage() {
    log.queued(A, "m@x", 1).at(0.5).queued(B, "m@x", 1);
    log.at(0.6).sentAs(A, "r@y", 0.6, B).removed(A).at(1).sent(B, "r@y", 0.5).removed(B).finish();
    assertContinues(B, A, Relation.RELAYED);
  }

  @Test
  void originalQueueId_linksEvenWithAnotherMessageId() {
    log.queued(A, "m@x", 1).at(0.5).clientAfterFilter(B, A).messageId(B, "new@x").active(B, 1);
    assertThat(order()).containsExactly("received " + A);
    log.at(0.6).say("smtp", filtered(A, B)).finish();
    assertThat(order().indexOf("attempted " + A)).isLessThan(order().indexOf("received " + B));
    assertContinues(B, A, Relation.RELAYED);
  }

  private static MailEvent filtered(String id, String next) {
    return TestLog.attempted(
        id,
        "r@y",
        null,
        TestLog.MX,
        0.6,
        null,
        DeliveryStatus.SENT,
        "250 2.0.0 Ok: queued as " + next,
        next);
  }

  @Test
  void originalQueueIdUnknown_tellsTheRelationOnly() {
    log.clientAfterFilter(B, A).messageId(B, "m@x").active(B, 1).finish();
    assertThat(entry(B).previous()).isEqualTo(new Entry.Previous(null, null, Relation.RELAYED));
    assertThat(entry(B).origin().entry()).isEqualTo(entry(B).key());
  }

  @Test
  void originalQueueIdUnknown_isFilledInByTheAttempt() {
    log.clientAfterFilter(B, A).messageId(B, "m@x").active(B, 1);
    log.queued(A, "m@x", 1).sentAs(A, "r@y", 0, B).finish();
    assertThat(entry(B).previous())
        .isEqualTo(new Entry.Previous(entry(A).key(), entry(A).identity(), Relation.RELAYED));
  }

  @Test
  void forward_childFinishedBeforeTheLinkLine_isHeldBack() {
    log.queued(A, "m@x", 1);
    log.at(0.1).messageId(B, "m@x").active(B, 1).at(0.2).sent(B, "r@y", 0.1).removed(B);
    assertThat(order()).containsExactly("received " + A);
    log.at(0.3).forwarded(A, "alias@x", 0.3, B).finish();
    assertContinues(B, A, Relation.FORWARDED);
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.DELIVERED);
    assertThat(log.sink.delivery(A).next()).isEqualTo(entry(B).key());
  }

  @Test
  void bounce_linkLineAfterTheNotification_isLinked() {
    log.queued(A, "m@x", 1).at(1).bounced(A, "r@y", 1);
    log.messageId(B, "20260101.B@mx1")
        .active(B, 1)
        .at(1.1)
        .sent(B, "a@example.org", 0.1)
        .removed(B);
    assertThat(order()).doesNotContain("received " + B);
    log.at(1.2).notified(A, B).removed(A).finish();
    assertContinues(B, A, Relation.NOTIFICATION);
    assertThat(entry(B).isNotification()).isTrue();
    assertThat(log.sink.delivery(A).notificationQueueId()).isEqualTo(B);
    assertThat(log.sink.delivery(A).next()).isNull();
  }

  @Test
  void bounce_linkLineBeforeTheNotification_isLinked() {
    log.queued(A, "m@x", 1).at(1).bounced(A, "r@y", 1).notified(A, B).removed(A);
    log.at(1.1).messageId(B, "20260101.B@mx1").active(B, 1);
    assertThat(order()).endsWith("received " + B);
    log.finish();
    assertContinues(B, A, Relation.NOTIFICATION);
  }

  @Test
  void bounceLinkBeforeTheBouncedLine_reachesTheRecipient() {
    log.queued(A, "m@x", 1).at(1).notified(A, B).bounced(A, "r@y", 1).finish();
    assertThat(log.sink.delivery(A).notificationQueueId()).isEqualTo(B);
  }

  @Test
  void delayNotification_isAboutNoFailure() {
    log.queued(A, "m@x", 1).at(1).deferred(A, "r@y", 1);
    log.say("bounce", new MailEvent.Notified(A, B, MailEvent.Notified.Kind.DELAY));
    log.messageId(B, "20260101.B@mx1").active(B, 1).bounced(A, "r@y", 2).finish();
    assertContinues(B, A, Relation.NOTIFICATION);
    assertThat(log.sink.delivery(A).notificationQueueId()).isNull();
  }

  @Test
  void twoNotifications_eachForItsRecipients() {
    log.queued(A, "m@x", 2).at(1).bounced(A, "r1@y", 1).deferred(A, "r2@y", 1).notified(A, B);
    log.at(400).expired(A).notified(A, C).removed(A).finish();
    assertThat(log.sink.closed(A).deliveries())
        .extracting(Delivery::notificationQueueId)
        .containsExactly(B, C);
  }

  @Test
  void notificationAboutAnUnknownEntry_tellsWhichOne() {
    log.notified(A, B).messageId(B, "20260101.B@mx1").active(B, 1);
    assertThat(log.sink.calls).isEmpty();
    log.advance(6);
    assertThat(order()).containsExactly("received " + B);
    log.finish();
    assertThat(entry(B).previous())
        .isEqualTo(
            new Entry.Previous(new EntryKey("mx1", "postfix", A), null, Relation.NOTIFICATION));
    assertThat(log.sink.closed).hasSize(1);
  }

  @Test
  void notificationAboutAnUnknownEntry_thatIsDroppedFirst_isNotLost() {
    TestLog small = new TestLog(2, 0);
    small.notified(A, B).messageId(B, "20260101.B@mx1").active(B, 1);
    small.at(1).client(C).advance(6).finish();
    assertThat(small.sink.steps(B)).startsWith("received");
    assertThat(small.sink.closed(B).entry().isNotification()).isTrue();
  }

  @Test
  void noLinkLineAtAll_isReceivedAfterTheGrace() {
    log.messageId(B, "20260101.B@mx1").active(B, 1).at(0.1).sent(B, "r@y", 0.1);
    assertThat(log.sink.calls).isEmpty();
    log.advance(4.9);
    assertThat(log.sink.calls).isEmpty();
    log.advance(5);
    assertThat(order())
        .containsExactly("received " + B, "waited " + B, "attempted " + B, "finished " + B);
    log.finish();
    assertThat(entry(B).previous()).isNull();
    assertThat(entry(B).exactArrival()).isTrue();
  }

  @Test
  void linkLineAfterTheGrace_tellsThePredecessorButKeepsTheOrigin() {
    log.queued(A, "m@x", 1).at(1).bounced(A, "r@y", 1);
    log.messageId(B, "20260101.B@mx1").active(B, 1).advance(7).at(7).notified(A, B).finish();
    assertThat(entry(B).isNotification()).isTrue();
    assertThat(entry(B).origin().entry()).isEqualTo(entry(B).key());
    assertThat(log.sink.calls.get(4).entry().previous()).isNull();
  }

  @Test
  void copyWithTheSameMessageId_isReceivedAfterTheGraceAsItsOwn() {
    log.queued(A, "m@x", 1).at(1).queued(B, "m@x", 1).advance(7).finish();
    assertThat(entry(B).previous()).isNull();
    assertThat(order()).startsWith("received " + A, "received " + B);
  }

  @Test
  void copyAfterTheFirstIsDone_isNotHeldBack() {
    log.queued(A, "m@x", 1).at(1).sent(A, "r@y", 1).queued(B, "m@x", 1);
    assertThat(order()).endsWith("received " + B);
  }

  @Test
  void requeued_continuesUnderItsNewId() {
    log.queued(A, "m@x", 2).at(1).deferred(A, "r1@y", 1).sent(A, "r2@y", 1).at(10).requeued(A);
    log.at(12).pickup(B, A).messageId(B, "m@x").active(B, 1).at(13).sent(B, "r1@y", 13).removed(B);
    log.finish();
    assertContinues(B, A, Relation.REQUEUED);
    assertThat(entry(B).arrivalMicros()).isEqualTo(time(12));
    Delivery first = log.sink.closed(A).deliveries().get(0);
    assertThat(first.outcome()).isEqualTo(Outcome.DEFERRED);
    assertThat(first.next()).isEqualTo(entry(B).key());
    assertThat(first.waits()).last().extracting(Wait::endMicros).isEqualTo(time(10));
    assertThat(log.sink.closed(A).deliveries().get(1).next()).isNull();
    assertThat(log.sink.delivery(B).finishedMicros()).isEqualTo(time(13));
  }

  @Test
  void requeuedWithWholeSeconds_agesFromTheFirstArrival() {
    log.wholeSeconds().at(0.2).queued("30D40A1", "m@x", 1).at(1.5).deferred("30D40A1", "r@y", 1.3);
    log.at(10.5).pickup("7A120B1", "30D40A1").messageId("7A120B1", "m@x").active("7A120B1", 1);
    log.at(11.9).sent("7A120B1", "r@y", 11.7).finish();
    assertThat(entry("30D40A1").arrivalMicros()).isEqualTo(time(0.2));
    assertThat(entry("7A120B1").arrivalMicros()).isEqualTo(time(10.5));
    assertThat(log.sink.delivery("7A120B1").finishedMicros()).isEqualTo(time(11.9));
  }

  @Test
  void requeuedInBulk_isKnownFromTheNewEntryAlone() {
    log.queued(A, "m@x", 1).at(12).pickup(B, A).messageId(B, "m@x").active(B, 1).finish();
    assertContinues(B, A, Relation.REQUEUED);
    assertThat(log.sink.delivery(A).recipient()).isEmpty();
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.DEFERRED);
    assertThat(log.sink.delivery(A).next()).isEqualTo(entry(B).key());
  }

  @Test
  void requeuedOfAnUnknownEntry_tellsItsName() {
    log.requeued(A).at(12).pickup(B, A).messageId(B, "m@x").active(B, 1);
    log.at(13).sent(B, "r@y", 500).finish();
    assertThat(entry(B).previous())
        .isEqualTo(new Entry.Previous(new EntryKey("mx1", "postfix", A), null, Relation.REQUEUED));
    assertThat(log.sink.delivery(B).finishedMicros()).isEqualTo(time(13));
  }

  @Test
  void queueIdOfAForeignHost_thatHappensToBeOurs_isNotBelieved() {
    log.queued(A, "m@x", 1).queued(B, "n@x", 1).at(1).sentAs(A, "r@y", 1, B).finish();
    assertThat(entry(B).previous()).isNull();
    assertThat(log.sink.delivery(A).next()).isNull();
  }

  @Test
  void queueIdLongAfterTheAnnouncement_isNotBelieved() {
    log.queued(A, "m@x", 2).at(1).sentAs(A, "r@y", 1, B);
    log.on("mx2").at(4000).queued(B, "m@x", 1).finish();
    assertThat(entry(B).previous()).isNull();
  }

  @Test
  void forwardsOfOneRecipientToSeveralOwners_areAllLinked() {
    log.queued(A, "m@x", 1).at(1).forwarded(A, "list@x", 1, B).forwarded(A, "list@x", 1, C);
    log.removed(A).messageId(B, "m@x").active(B, 1).messageId(C, "m@x").active(C, 1).finish();
    assertContinues(B, A, Relation.FORWARDED);
    assertContinues(C, A, Relation.FORWARDED);
    assertThat(log.sink.delivery(A).attemptCount()).isEqualTo(1);
  }

  @Test
  void forwardBesidesAMailbox_isLinkedAndTheMailboxStaysFinal() {
    log.queued(A, "m@x", 2).at(1).sent(A, "r@x", 1).at(1.001).forwarded(A, "r@x", 1, B);
    log.bounced(A, "other@y", 1).removed(A).messageId(B, "m@x").active(B, 1).finish();
    assertContinues(B, A, Relation.FORWARDED);
    assertThat(log.sink.closed(A).deliveries()).hasSize(2);
    assertThat(log.sink.closed(A).deliveries().get(0).attemptCount()).isEqualTo(1);
    assertThat(log.sink.closed(A).deliveries().get(0).next()).isNull();
  }

  @Test
  void forwardOnAnotherHost_isNotBelieved() {
    log.queued(A, "m@x", 1).at(1).forwarded(A, "alias@x", 1, B);
    log.on("mx2").messageId(B, "m@x").active(B, 1).finish();
    assertThat(entry(B).previous()).isNull();
  }

  @Test
  void chainOfThree_keepsTheOrder() {
    log.queued(A, "m@x", 1);
    log.on("mx2").at(0.2).queued(B, "m@x", 1);
    log.on("mx3").at(0.4).queued(C, "m@x", 1).sent(C, "r@y", 0);
    log.on("mx2").at(0.5).sentAs(B, "r@y", 0.3, C);
    assertThat(order()).containsExactly("received " + A);
    log.on("mx1").at(0.6).sentAs(A, "r@y", 0.6, B);
    assertThat(order().stream().filter(call -> call.startsWith("received")))
        .containsExactly("received " + A, "received " + B, "received " + C);
    log.finish();
    assertContinues(C, B, Relation.RELAYED);
    assertThat(entry(C).origin().entry()).isEqualTo(entry(A).key());
  }

  @Test
  void graceOfAChild_publishesItsPredecessorsFirst() {
    log.client(A).active(A, 1).sentAs(A, "r@y", 0, B);
    log.on("mx2").at(4).queued(B, "m@x", 1);
    assertThat(log.sink.calls).isEmpty();
    log.finish();
    assertThat(order().get(0)).isEqualTo("received " + A);
    assertContinues(B, A, Relation.RELAYED);
  }

  @Test
  void entriesThatNameEachOther_areNotHeldBackForever() {
    log.client(A).active(A, 1).sentAs(A, "r@y", 0, B);
    log.client(B).active(B, 1).sentAs(B, "r@y", 0, A);
    log.messageId(A, "m@x").messageId(B, "m@x").advance(6).finish();
    assertThat(log.sink.closed).hasSize(2);
  }

  @Test
  void entryThatNamesItself_isNotItsOwnPredecessor() {
    log.queued(A, "m@x", 1).sentAs(A, "r@y", 0, A).notified(A, A).finish();
    assertThat(entry(A).previous()).isNull();
    assertThat(log.sink.delivery(A).next()).isNull();
  }

  @Test
  void idNamedByTwoEntries_belongsToTheLast() {
    log.queued(A, "m@x", 2).sentAs(A, "r1@y", 0, B).at(1).queued(C, "m@x", 1);
    log.at(1).sentAs(C, "r@y", 0, B).on("mx2").at(1.1).queued(B, "m@x", 1).finish();
    assertContinues(B, C, Relation.RELAYED);
    assertThat(log.sink.closed(A).deliveries().get(0).next()).isNull();
  }

  @Test
  void addressProbe_isNoMessage() {
    log.messageId(B, "20260101.B@mx1");
    log.say("qmgr", new MailEvent.Activated(B, "double-bounce@mx1", 250, 1)).at(1).removed(B);
    log.advance(10).finish();
    assertThat(log.sink.calls).isEmpty();
  }

  @Test
  void doubleBounceToThePostmaster_isOne() {
    log.queued(A, "m@x", 1).bounced(A, "r@y", 0).messageId(B, "20260101.B@mx1");
    log.say("qmgr", new MailEvent.Activated(B, "double-bounce@mx1", 250, 1));
    log.say("bounce", new MailEvent.Notified(A, B, MailEvent.Notified.Kind.STATUS));
    log.at(1).sent(B, "postmaster@mx1", 1).finish();
    assertContinues(B, A, Relation.NOTIFICATION);
    assertThat(log.sink.delivery(A).notificationQueueId()).isNull();
  }
}
