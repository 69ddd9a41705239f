// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.doctor;

import java.util.List;

/**
 * Something that keeps traces from being as good as they could be.
 *
 * @param topic what it is about, which also ranks it
 * @param seen what was found, with figures or the setting's place
 * @param change the exact setting, and where it belongs
 * @param apply shell commands that make the change, none where a person has to decide
 */
public record Finding(Topic topic, String seen, String change, List<String> apply) {

  /** What a finding is about; the one that improves traces most comes first. */
  public enum Topic {
    /** No line is of Postfix. */
    NOTHING_OF_POSTFIX(
        "no-postfix-lines",
        "Nothing in this log is of Postfix",
        "There is nothing to make traces from."),
    /** Lines were dropped by a rate limit. */
    LOST_LINES(
        "lost-lines",
        "The logging system drops lines",
        "Mails whose lines are dropped have gaps in their traces, or no trace."),
    /** A kind of daemon never logs. */
    MISSING_DAEMONS(
        "missing-daemons",
        "Lines of some daemons are missing",
        "Each stage of a mail is known only from the daemon that does it."),
    /** One mail's lines are under several names. */
    SPLIT_NAMES(
        "split-syslog-names",
        "Lines of one mail stand under several names",
        "The first part of the tag tells instances apart, so one mail becomes two halves."),
    /** Two instances have one name. */
    SHARED_NAMES(
        "shared-syslog-names",
        "Several Postfix instances log under one name",
        "Queue ids are unique within an instance only, so mails may be mixed up."),
    /** Message-IDs are replaced. */
    REWRITTEN_IDS(
        "rewritten-ids",
        "Message-IDs are replaced",
        "The trace token in them, and what joins hops of one mail, is lost."),
    /** No trace context in the log. */
    NO_TRACE_CONTEXT(
        "no-trace-context",
        "The trace context of mails is not logged",
        "Mails whose Message-ID the application chose do not join the application's trace."),
    /** Some services do not check headers. */
    UNCHECKED_HEADERS(
        "unchecked-headers",
        "Some services do not check headers",
        "The trace context of mails that arrive there is not logged."),
    /** Queue ids are used again. */
    SHORT_QUEUE_IDS(
        "short-queue-ids",
        "Queue ids are short",
        "They are used again, and hold no date: long ones are unique and tell the time of arrival"
            + " to the microsecond."),
    /** Mails have no Message-ID. */
    NO_MESSAGE_IDS(
        "no-message-ids",
        "Mails have no Message-ID",
        "Their hops and retries cannot be joined across queue entries."),
    /** Stamps have whole seconds. */
    WHOLE_SECONDS(
        "whole-seconds",
        "Times in the log have whole seconds",
        "Short stages cannot be told apart, and stamps without year and zone have to be guessed."),
    /** Lines lack their end. */
    CUT_LINES(
        "cut-lines",
        "Long lines are cut",
        "The end of a reply, with the next hop's queue id, is lost."),
    /** Equal lines are folded. */
    FOLDED_LINES(
        "folded-lines",
        "Equal lines are folded into one",
        "The times of the repeated ones are lost.");

    private final String id;
    private final String title;
    private final String effect;

    Topic(String id, String title, String effect) {
      this.id = id;
      this.title = title;
      this.effect = effect;
    }

    /** A stable name for programs. */
    public String id() {
      return id;
    }

    /** What is wrong, in a few words. */
    public String title() {
      return title;
    }

    /** What that costs. */
    public String effect() {
      return effect;
    }
  }
}
