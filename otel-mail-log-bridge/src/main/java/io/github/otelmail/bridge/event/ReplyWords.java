// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds in the text of a reply the phrases that mail servers use for the same thing. One pass, no
 * allocation: a phrase counts where a word begins, in any case, and not inside {@code <address>}.
 */
final class ReplyWords {
  static final int GREYLIST = 1;
  static final int THROTTLE = 1 << 1;
  static final int RETRY = 1 << 2;
  static final int QUOTA = 1 << 3;
  static final int UNKNOWN = 1 << 4;
  static final int REPUTATION = 1 << 5;
  static final int BLOCKED = 1 << 6;
  static final int CONTENT = 1 << 7;
  static final int AUTHENTICATION = 1 << 8;
  static final int TLS = 1 << 9;
  static final int DNS = 1 << 10;
  static final int CONNECTION = 1 << 11;
  static final int LOCAL = 1 << 12;
  static final int POLICY = 1 << 13;

  /** Ends a phrase that must not go on with a letter: "full" is not "fully". */
  private static final char WORD_END = '$';

  private static final int LETTERS = 26;
  private static final int MAX_ADDRESS = 320;
  private static final int NO_LETTER = -1;

  /** The phrases by their first three characters, see {@link #key}. */
  private static final Phrase[][] BY_BEGINNING = new Phrase[LETTERS * LETTERS * (LETTERS + 1)][];

  static {
    Map<Integer, List<Phrase>> phrases = new HashMap<>();
    add(phrases, GREYLIST, "greylist", "graylist", "grey-list", "gray-list", "grey list");
    add(phrases, THROTTLE, "throttl", "rate limit", "rate-limit", "ratelimit", "too many$");
    add(phrases, THROTTLE, "too much mail", "too fast", "too quickly", "unusual rate", "slow down");
    add(phrases, THROTTLE, "sending limit", "sending rate", "message rate", "connection rate");
    add(phrases, THROTTLE, "rate exceeded", "mail flood", "unexpected volume", "exceeded the rate");
    add(phrases, THROTTLE, "rate that prevents");
    add(phrases, THROTTLE, "connection limit", "concurrent connections", "message limit");
    add(phrases, RETRY, "try again later", "try later", "retry later", "come back later");
    add(phrases, RETRY, "please try again", "temporarily deferred");
    add(phrases, QUOTA, "quota", "over quota", "overquota", "full$", "insufficient storage");
    add(
        phrases,
        QUOTA,
        "exceeded storage",
        "mailbox size limit",
        "file too large",
        "out of storage");
    add(phrases, UNKNOWN, "user unknown", "unknown user", "unknown recipient", "recipient unknown");
    add(
        phrases,
        UNKNOWN,
        "no such user",
        "no such recipient",
        "no such mailbox",
        "no such address");
    add(phrases, UNKNOWN, "no such person", "no such domain", "no mailbox", "does not exist");
    add(phrases, UNKNOWN, "doesn't exist", "user doesn", "not our customer", "invalid recipient");
    add(
        phrases,
        UNKNOWN,
        "invalid mailbox",
        "invalid user",
        "mailbox unavailable",
        "user not found");
    add(phrases, UNKNOWN, "mailbox not found", "recipient not found", "mailbox disabled");
    add(phrases, UNKNOWN, "account disabled", "account has been disabled", "account is disabled");
    add(phrases, UNKNOWN, "address unknown", "unknown address", "unknown mailbox", "nullmx");
    add(phrases, UNKNOWN, "undeliverable address", "unknown local", "inactive", "user disabled");
    add(phrases, REPUTATION, "reputation", "blacklist", "black list", "blocklist", "block list");
    add(phrases, REPUTATION, "denylist", "dnsbl", "rbl$", "spamhaus", "spamcop", "barracuda");
    add(
        phrases,
        REPUTATION,
        "sorbs",
        "blocked using",
        "banned",
        "user complaints",
        "suspicious ip");
    add(phrases, BLOCKED, "blocked", "block$");
    add(phrases, CONTENT, "spam$", "virus", "malware", "infected", "phish", "unsolicited");
    add(phrases, CONTENT, "content", "message too large", "message size", "message too big");
    add(phrases, CONTENT, "attachment", "message file too big", "maximum size", "size limit");
    add(phrases, AUTHENTICATION, "spf$", "dkim", "dmarc", "authentication", "unauthenticated");
    add(phrases, AUTHENTICATION, "not authenticated", "sender id$");
    add(phrases, TLS, "tls$", "starttls", "requiretls", "tlsa$", "certificate", "ssl$", "dane$");
    add(phrases, TLS, "encryption");
    add(phrases, DNS, "host or domain name not found", "name service error", "host not found");
    add(phrases, DNS, "domain name not found", "no mx$", "mx lookup", "unable to look up");
    add(phrases, DNS, "name server", "nameserver", "cannot resolve", "could not resolve");
    add(
        phrases,
        CONNECTION,
        "connect to ",
        "connection refused",
        "connection timed out",
        "no route");
    add(phrases, CONNECTION, "network is unreachable", "lost connection", "timed out");
    add(phrases, CONNECTION, "connection reset", "broken pipe", "connection lost", "timeout");
    add(phrases, LOCAL, "loops back", "loop detected", "forwarding loop", "too many hops");
    add(phrases, LOCAL, "mail transport unavailable", "local data error", "local configuration");
    add(phrases, LOCAL, "bounce or trace service failure", "unknown mail transport");
    add(
        phrases,
        LOCAL,
        "command died",
        "command time limit",
        "temporary failure",
        "mail system conf");
    add(phrases, POLICY, "policy", "access denied", "relay access", "relaying", "not permitted");
    add(phrases, POLICY, "not allowed", "sender address rejected", "helo command rejected");
    add(phrases, POLICY, "client host rejected", "not authorized", "administrative prohibition");
    Arrays.fill(BY_BEGINNING, new Phrase[0]);
    phrases.forEach((key, list) -> BY_BEGINNING[key] = list.toArray(new Phrase[0]));
  }

  private ReplyWords() {}

  /** A phrase in lower case and the class it speaks of. */
  private record Phrase(String text, boolean wholeWord, int meaning) {}

  private static void add(Map<Integer, List<Phrase>> phrases, int meaning, String... texts) {
    for (String text : texts) {
      boolean wholeWord = text.charAt(text.length() - 1) == WORD_END;
      String plain = wholeWord ? text.substring(0, text.length() - 1) : text;
      phrases
          .computeIfAbsent(key(plain, 0), key -> new ArrayList<>())
          .add(new Phrase(plain, wholeWord, meaning));
    }
  }

  /** The meanings of all phrases found from an index on, or'ed. */
  static int in(String text, int from) {
    int meanings = 0;
    boolean wordStart = true;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '<') {
        i = afterAddress(text, i);
        wordStart = true;
        continue;
      }
      int letter = letter(c);
      if (wordStart && letter != NO_LETTER) {
        meanings |= at(text, i);
      }
      wordStart = letter == NO_LETTER && (c < '0' || c > '9');
    }
    return meanings;
  }

  /** 0 to 25 for an ASCII letter. */
  private static int letter(char c) {
    int letter = (c | 0x20) - 'a';
    return c < 128 && letter >= 0 && letter < LETTERS ? letter : NO_LETTER;
  }

  /** Index into the table for two letters and what follows them, -1 where no phrase begins so. */
  private static int key(String text, int index) {
    if (index + 2 >= text.length()) {
      return -1;
    }
    int second = letter(text.charAt(index + 1));
    if (second == NO_LETTER) {
      return -1;
    }
    int third = letter(text.charAt(index + 2));
    int rest = third == NO_LETTER ? LETTERS : third;
    return (letter(text.charAt(index)) * LETTERS + second) * (LETTERS + 1) + rest;
  }

  /** Index of the bracket that closes an address, or {@code open} when no address follows. */
  private static int afterAddress(String text, int open) {
    int limit = Math.min(text.length(), open + MAX_ADDRESS);
    boolean at = false;
    for (int i = open + 1; i < limit && text.charAt(i) != '<'; i++) {
      char c = text.charAt(i);
      at |= c == '@';
      if (c == '>') {
        return at ? i : open;
      }
    }
    return open;
  }

  private static int at(String text, int index) {
    int key = key(text, index);
    if (key < 0) {
      return 0;
    }
    int meanings = 0;
    for (Phrase phrase : BY_BEGINNING[key]) {
      if (matches(text, index, phrase)) {
        meanings |= phrase.meaning();
      }
    }
    return meanings;
  }

  private static boolean matches(String text, int index, Phrase phrase) {
    String words = phrase.text();
    int end = index + words.length();
    if (end > text.length()) {
      return false;
    }
    for (int i = 2; i < words.length(); i++) {
      char c = text.charAt(index + i);
      if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != words.charAt(i)) {
        return false;
      }
    }
    return !phrase.wholeWord() || end == text.length() || letter(text.charAt(end)) == NO_LETTER;
  }
}
