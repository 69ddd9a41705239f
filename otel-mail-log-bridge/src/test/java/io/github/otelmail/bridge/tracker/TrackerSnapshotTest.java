// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The tracker's state, written and read. */
class TrackerSnapshotTest {
  private static final String A = "00000A1";
  private static final String B = "00000B1";
  private static final String C = "00000C1";
  private static final String D = "00000D1";

  /** Every kind of state at once; {@code between} is applied at many moments. */
  private static TestLog story(UnaryOperator<TestLog> between) {
    return story(new TestLog(100, 3), between);
  }

  private static TestLog story(TestLog log, UnaryOperator<TestLog> between) {
    log.say("smtpd", new MailEvent.Accepted(A, "app", "10.0.0.1", "user", null));
    log.say("cleanup", new MailEvent.ContextSeen(A, "00-aa-bb-01"));
    between.apply(log).messageId(A, "m@x").active(A, 4);
    log.pid(7).say("smtp", new MailEvent.HostFailed(A, "connect to mx1: refused"));
    between.apply(log).at(1).deferred(A, "r1@y", 1);
    between.apply(log).deferred(A, "r2@y", 1).bounced(A, "r3@y", 1).sentAs(A, "r4@y", 1, C);
    between.apply(log).messageId(B, "b@mx1").active(B, 1).deferred(B, "a@example.org", 0);
    between.apply(log).at(1.1).notified(A, B).on("mx2");
    between.apply(log).client(C).messageId(C, "m@x").held(C);
    between.apply(log).at(20).released(C).active(C, 1).at(21).expired(C).notified(C, D);
    between.apply(log).messageId(D, "d@mx2").on("mx1").at(30).requeued(A);
    between.apply(log).at(32).pickup(D, A).messageId(D, "m@x").active(D, 2);
    between.apply(log).at(33).sent(D, "r1@y", 33).on("mx3").notified(A, B);
    between
        .apply(log)
        .messageId(B, "c@mx3")
        .active(B, 1)
        .say("qmgr", new MailEvent.Expired(A, true));
    between.apply(log).at(34).held(B).at(35).clientAfterFilter(C, A).messageId(C, "z@x");
    between.apply(log).active(C, 1).deleted(B).at(36).sent(C, "r@y", 1).removed(C);
    return between.apply(log).finish();
  }

  @Test
  void restoredAtAnyMoment_goesOnTheSame() {
    TestLog expected = story(log -> log);
    TestLog actual = story(TestLog::restart);
    assertThat(actual.sink.calls).isEqualTo(expected.sink.calls);
    assertThat(actual.sink.closed).hasSizeGreaterThan(5);
  }

  @Test
  void packedWheneverPossible_goesOnTheSame() {
    TestLog expected = story(log -> log);
    assertThat(story(new TestLog(100, 100, 3, 0), log -> log).sink.calls)
        .isEqualTo(expected.sink.calls);
    assertThat(story(new TestLog(100, 100, 3, 0), TestLog::restart).sink.calls)
        .isEqualTo(expected.sink.calls);
  }

  @Test
  void restored_writesTheSameAgain() {
    story(
        log -> {
          byte[] before = log.snapshot();
          assertThat(log.restart().snapshot()).isEqualTo(before);
          return log;
        });
  }

  @Test
  void restored_sharesTextsThatManyEntriesHave() {
    TestLog log = new TestLog();
    for (int i = 0; i < 500; i++) {
      log.queued(String.format("00000%04X", i), "m" + i + "@x", 1);
    }
    int many = log.snapshot().length;
    assertThat(many).isLessThan(500 * 400);
    log.restart().finish();
    String client = log.sink.closed.get(0).entry().clientName();
    assertThat(log.sink.closed)
        .allSatisfy(closed -> assertThat(closed.entry().clientName()).isSameAs(client));
  }

  @Test
  void emptyTracker_isRestored() {
    TestLog log = new TestLog().restart().queued(A, "m@x", 1).finish();
    assertThat(log.sink.closed).hasSize(1);
  }

  private static Throwable restore(byte[] bytes) {
    TestLog log = new TestLog();
    try {
      Tracker.restore(
          new DataInputStream(new ByteArrayInputStream(bytes)),
          log.limits,
          log.sink,
          PipelineListener.NOOP);
      return new AssertionError("restored");
    } catch (IOException e) {
      return e;
    }
  }

  @Test
  void otherBytes_areNoSnapshot() {
    assertThat(restore(new byte[100]))
        .hasMessage("The tracker's snapshot is damaged (it does not begin like one)");
  }

  @Test
  void otherVersion_saysSo() {
    byte[] bytes = new TestLog().snapshot();
    bytes[7] = 99;
    assertThat(restore(bytes))
        .hasMessage("The tracker's snapshot has version 99, this program reads version 3");
  }

  @Test
  void cutShort_saysSoWhereverItIsCut() {
    byte[] bytes = new TestLog().queued(A, "m@x", 1).deferred(A, "r@y", 0).snapshot();
    for (int length = 0; length < bytes.length; length++) {
      assertThat(restore(Arrays.copyOf(bytes, length))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void damagedAnywhere_givesAnErrorOrATracker() {
    byte[][] snapshots = new byte[1][];
    story(
        log -> {
          byte[] bytes = log.snapshot();
          snapshots[0] = bytes.length > 4000 || snapshots[0] == null ? bytes : snapshots[0];
          return log;
        });
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = snapshots[0].clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      assertThat(restore(bytes)).isInstanceOfAny(IOException.class, AssertionError.class);
    }
  }

  @Test
  void unknownName_isDamage() {
    byte[] bytes = new TestLog().queued(A, "m@x", 1).snapshot();
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    byte[] changed =
        text.replace("NONE", "NINE").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(restore(changed)).hasMessageContaining("no Ending is called that");
  }

  @Test
  void missingValue_isDamage() {
    assertThatThrownBy(() -> ValueReader.present(null)).hasMessageContaining("a value is missing");
    assertThatThrownBy(() -> ValueReader.index(5, 5)).hasMessageContaining("a reference to 5 of 5");
  }
}
