// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.capture;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.tracker.Attempt;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.RecordingSink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the tracker made of a log against what really happened, per message and recipient. A
 * message's entries are those the tracker linked, notifications apart.
 */
final class CaptureComparison {
  /** Ways in which the two may differ, each with its reason. Anything else is a failure. */
  enum Difference {
    /** One line stands for a try of several hosts; the hosts before are lines of their own. */
    SEVERAL_HOSTS_ONE_LINE,
    /** A destination that is down cannot tell which message the refused session was for. */
    DESTINATION_COULD_NOT_TELL,
    /** The destination took the message, the server was stopped before it logged that. */
    STOPPED_BEFORE_LOGGING,
    /** The reply's enhanced code contradicts its code (550 4.2.2): Postfix logs X.0.0 instead. */
    CONTRADICTING_CODE_REPLACED,
    /** A 5xx greeting is no final answer for Postfix: it logs 4.X.X and tries again. */
    GREETING_MADE_TEMPORARY,
    /** Several aliases lead to one address: a line for each, one recipient at the destination. */
    ONE_LINE_PER_ALIAS,
    /** The filter took the message and threw it away: for the log it is delivered to the filter. */
    FILTER_THREW_AWAY,
    /** postsuper -d ALL logs how many entries it deleted, not which. */
    DELETED_IN_BULK,
    /** None of these: a fault. */
    UNEXPLAINED
  }

  /** Between a reply and the line about it, apart from the stamp's resolution. */
  private static final long LATENESS = 100_000L;

  final Map<Difference, Integer> differences = new EnumMap<>(Difference.class);
  final List<String> unexplained = new ArrayList<>();
  int records;
  int outcomesEqual;
  int attempts;
  int attemptsEqual;
  int arrivals;
  int arrivalsEqual;

  private final Map<String, String> previous = new HashMap<>();
  private final Map<String, List<RecordingSink.Closed>> messages = new HashMap<>();
  private final Map<String, String> byMessageId = new HashMap<>();
  private final long resolution;

  CaptureComparison(List<RecordingSink.Closed> closed, long resolution) {
    this.resolution = resolution;
    for (RecordingSink.Closed c : closed) {
      Entry.Previous before = c.entry().previous();
      if (before != null && before.key() != null && !c.entry().isNotification()) {
        previous.put(c.entry().key().queueId(), before.key().queueId());
      }
    }
    for (RecordingSink.Closed c : closed) {
      String first = first(c.entry().key().queueId());
      messages.computeIfAbsent(first, id -> new ArrayList<>()).add(c);
      if (c.entry().messageId() != null) {
        byMessageId.put(c.entry().messageId(), first);
      }
    }
  }

  private String first(String queueId) {
    String id = queueId;
    for (String before = previous.get(id); before != null; before = previous.get(id)) {
      id = before;
    }
    return id;
  }

  void compare(Truth truth) {
    if (truth.kind().equals("unattributed")) {
      return;
    }
    records++;
    attempts += truth.attempts().size();
    List<RecordingSink.Closed> entries = messages.getOrDefault(firstQueueId(truth), List.of());
    List<Delivery> last = new ArrayList<>();
    List<Attempt> tried = new ArrayList<>();
    for (RecordingSink.Closed entry : entries) {
      for (Delivery delivery : entry.deliveries()) {
        if (isFor(delivery, truth)) {
          delivery.attempts().stream()
              .filter(CaptureComparison::leftTheServers)
              .forEach(tried::add);
          if (delivery.next() == null) {
            last.add(delivery);
          }
        }
      }
    }
    tried.sort(Comparator.comparingLong(Attempt::endMicros));
    compareArrival(truth, entries);
    compareAttempts(truth, withoutAliases(truth, tried));
    compareOutcome(truth, last);
  }

  private String firstQueueId(Truth truth) {
    String id = truth.queueIds().isEmpty() ? truth.submittedAs() : truth.queueIds().get(0);
    String messageId = truth.messageId().replaceAll("^<|>$", "");
    return id.isEmpty() ? byMessageId.getOrDefault(messageId, "") : first(id);
  }

  private static boolean isFor(Delivery delivery, Truth truth) {
    return delivery.recipient().equalsIgnoreCase(truth.recipient())
        || delivery.recipient().isEmpty();
  }

  /** False for content filters, next hops, local agents and what the queue manager decides. */
  private static boolean leftTheServers(Attempt attempt) {
    String text = attempt.reply().text();
    String address = attempt.relay().address();
    if (address == null) {
      return text.startsWith("connect to ") && !text.contains("[127.0.1.");
    }
    return !address.startsWith("127.0.0.") && !address.startsWith("127.0.1.");
  }

  /** The moment the queue id was born lies within the submission. */
  private void compareArrival(Truth truth, List<RecordingSink.Closed> entries) {
    for (RecordingSink.Closed c : entries) {
      if (c.entry().key().queueId().equals(truth.submittedAs()) && truth.submissionBegan() >= 0) {
        arrivals++;
        long arrival = c.entry().arrivalMicros();
        if (truth.submissionBegan() <= arrival && arrival <= truth.submissionEnded()) {
          arrivalsEqual++;
        } else {
          differ(
              Difference.UNEXPLAINED,
              truth,
              "arrival "
                  + arrival
                  + " not in "
                  + truth.submissionBegan()
                  + ".."
                  + truth.submissionEnded());
        }
      }
    }
  }

  private List<Attempt> withoutAliases(Truth truth, List<Attempt> tried) {
    List<Attempt> result = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Attempt attempt : tried) {
      if (seen.add(attempt.endMicros() + attempt.reply().text())) {
        result.add(attempt);
      }
    }
    if (result.size() < tried.size()) {
      differ(Difference.ONE_LINE_PER_ALIAS, truth, "");
    }
    return result;
  }

  private void compareAttempts(Truth truth, List<Attempt> tried) {
    int next = 0;
    for (Attempt attempt : tried) {
      int found = next;
      while (found < truth.attempts().size() && !isSame(truth.attempts().get(found), attempt)) {
        found++;
      }
      if (found == truth.attempts().size()) {
        boolean down =
            attempt.reply().text().contains("refused to talk to me")
                || attempt.reply().text().startsWith("connect to ");
        differ(
            down ? Difference.DESTINATION_COULD_NOT_TELL : Difference.UNEXPLAINED,
            truth,
            "only the log has " + attempt);
        continue;
      }
      skip(truth, truth.attempts().subList(next, found), attempt);
      compareEnhanced(truth, truth.attempts().get(found), attempt);
      next = found + 1;
    }
    skip(truth, truth.attempts().subList(next, truth.attempts().size()), null);
  }

  /** Attempts of the destinations that no attempt of the log is the same as. */
  private void skip(Truth truth, List<Truth.Try> skipped, @Nullable Attempt before) {
    for (Truth.Try attempt : skipped) {
      if (attempt.result().equals("ok")) {
        differ(Difference.STOPPED_BEFORE_LOGGING, truth, "");
      } else if (before != null && isOtherHost(attempt, before)) {
        differ(Difference.SEVERAL_HOSTS_ONE_LINE, truth, "");
      } else {
        differ(Difference.UNEXPLAINED, truth, "the log lacks " + attempt);
      }
    }
  }

  private boolean isOtherHost(Truth.Try attempt, Attempt before) {
    return !attempt.ip().equals(before.relay().address()) && isWithin(attempt, before);
  }

  private boolean isSame(Truth.Try truth, Attempt attempt) {
    String address = attempt.relay().address();
    boolean sameHost =
        address == null
            ? attempt.reply().text().contains("[" + truth.ip() + "]")
            : address.equals(truth.ip());
    return sameHost
        && isSameStatus(truth, attempt)
        && isWithin(truth, attempt)
        && (!endsTransaction(truth) || isAt(truth, attempt))
        && attempt.reply().code() == truth.code();
  }

  private static boolean isSameStatus(Truth.Try truth, Attempt attempt) {
    return switch (truth.result()) {
      case "ok" -> attempt.status() == DeliveryStatus.SENT;
      // Postfix tries again after any refusal to talk (smtp_skip_5xx_greeting).
      case "perm" ->
          attempt.status()
              == (truth.stage().equals("greeting")
                  ? DeliveryStatus.DEFERRED
                  : DeliveryStatus.BOUNCED);
      // The server itself decided, for want of an extension or of TLS.
      case "client_left" -> attempt.status() != DeliveryStatus.SENT;
      default -> attempt.status() == DeliveryStatus.DEFERRED;
    };
  }

  /** A reply to RCPT comes long before the end of the transaction, which is what is logged. */
  private static boolean endsTransaction(Truth.Try truth) {
    return truth.code() != 0 && truth.stage().equals("eod");
  }

  private boolean isWithin(Truth.Try truth, Attempt attempt) {
    long tolerance = resolution + LATENESS;
    return truth.atMicros() >= attempt.startMicros() - tolerance
        && truth.atMicros() <= attempt.endMicros() + tolerance;
  }

  private boolean isAt(Truth.Try truth, Attempt attempt) {
    return Math.abs(truth.atMicros() - attempt.endMicros()) <= resolution + LATENESS;
  }

  private void compareEnhanced(Truth truth, Truth.Try expected, Attempt attempt) {
    String enhanced = expected.enhanced();
    if (enhanced.isEmpty() || enhanced.equals(attempt.reply().enhanced())) {
      attemptsEqual++;
      return;
    }
    boolean contradicts = enhanced.charAt(0) - '0' != expected.code() / 100;
    boolean greeting = expected.stage().equals("greeting") && expected.result().equals("perm");
    differ(
        contradicts
            ? Difference.CONTRADICTING_CODE_REPLACED
            : greeting ? Difference.GREETING_MADE_TEMPORARY : Difference.UNEXPLAINED,
        truth,
        "enhanced code " + attempt);
  }

  private void compareOutcome(Truth truth, List<Delivery> last) {
    if (truth.outcome().equals("rejected")) {
      if (last.isEmpty()) {
        outcomesEqual++;
      } else {
        differ(Difference.UNEXPLAINED, truth, "rejected, yet " + last);
      }
      return;
    }
    String expected = truth.outcome().equals("discarded") ? "deleted" : truth.outcome();
    boolean some = !last.isEmpty();
    if (some && last.stream().allMatch(d -> d.outcome().word().equals(expected))) {
      outcomesEqual++;
    } else if (some && truth.outcome().equals("discarded") && wasFiltered(last.get(0))) {
      differ(Difference.FILTER_THREW_AWAY, truth, "");
    } else if (some && truth.outcome().equals("deleted") && last.get(0).finishedMicros() < 0) {
      differ(Difference.DELETED_IN_BULK, truth, "");
    } else {
      differ(Difference.UNEXPLAINED, truth, "outcome " + last);
    }
  }

  private static boolean wasFiltered(Delivery delivery) {
    return delivery.lastReply() != null && delivery.lastReply().text().contains("discarded");
  }

  private void differ(Difference difference, Truth truth, String what) {
    differences.merge(difference, 1, Integer::sum);
    if (difference == Difference.UNEXPLAINED) {
      unexplained.add(truth.labId() + " " + truth.recipient() + ": " + what);
    }
  }
}
