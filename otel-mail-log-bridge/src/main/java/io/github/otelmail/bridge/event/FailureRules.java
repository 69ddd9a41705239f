// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

import static io.github.otelmail.bridge.event.ReplyWords.AUTHENTICATION;
import static io.github.otelmail.bridge.event.ReplyWords.BLOCKED;
import static io.github.otelmail.bridge.event.ReplyWords.CONNECTION;
import static io.github.otelmail.bridge.event.ReplyWords.CONTENT;
import static io.github.otelmail.bridge.event.ReplyWords.DNS;
import static io.github.otelmail.bridge.event.ReplyWords.GREYLIST;
import static io.github.otelmail.bridge.event.ReplyWords.LOCAL;
import static io.github.otelmail.bridge.event.ReplyWords.POLICY;
import static io.github.otelmail.bridge.event.ReplyWords.QUOTA;
import static io.github.otelmail.bridge.event.ReplyWords.REPUTATION;
import static io.github.otelmail.bridge.event.ReplyWords.RETRY;
import static io.github.otelmail.bridge.event.ReplyWords.THROTTLE;
import static io.github.otelmail.bridge.event.ReplyWords.TLS;
import static io.github.otelmail.bridge.event.ReplyWords.UNKNOWN;

import org.jspecify.annotations.Nullable;

/**
 * Sorts failed attempts into the classes of {@link FailureReason}. Words go before the enhanced
 * status code where servers use one code for several things (4.7.1, 5.7.1, 4.2.0); otherwise the
 * code decides (RFC 3463 and its IANA registry).
 */
final class FailureRules {
  private static final String SUSPENDED = "delivery temporarily suspended: ";

  private FailureRules() {}

  static FailureReason classify(SmtpReply reply) {
    return reply.code() == 0 ? ofOwnText(reply) : ofRemoteReply(reply);
  }

  /** What the MTA says of an attempt that got no reply. */
  private static FailureReason ofOwnText(SmtpReply reply) {
    String text = reply.text();
    int start = text.startsWith(SUSPENDED) ? SUSPENDED.length() : 0;
    if (text.startsWith("connect to ", start)
        || text.startsWith("lost connection with ", start)
        || text.startsWith("conversation with ", start)) {
      return FailureReason.CONNECTION;
    }
    int words = ReplyWords.in(text, start);
    if ((words & TLS) != 0) {
      return FailureReason.TLS;
    } else if ((words & DNS) != 0) {
      return FailureReason.DNS;
    } else if ((words & QUOTA) != 0) {
      return FailureReason.MAILBOX_FULL;
    } else if ((words & UNKNOWN) != 0) {
      return FailureReason.UNKNOWN_RECIPIENT;
    } else if ((words & LOCAL) != 0) {
      return FailureReason.LOCAL_ERROR;
    } else if ((words & CONNECTION) != 0) {
      return FailureReason.CONNECTION;
    }
    FailureReason byCode = byStatus(reply.enhanced());
    return byCode == FailureReason.RECEIVER_ERROR ? FailureReason.LOCAL_ERROR : byCode;
  }

  private static FailureReason ofRemoteReply(SmtpReply reply) {
    int words = ReplyWords.in(reply.text(), replyStart(reply));
    FailureReason byCode = byStatus(reply.enhanced());
    boolean temporary = reply.code() < 500;
    if (temporary && (words & GREYLIST) != 0) {
      return FailureReason.GREYLISTED;
    } else if (byCode == FailureReason.MAILBOX_FULL) {
      return byCode;
    } else if ((words & LOCAL) != 0 && byCode != FailureReason.UNKNOWN_RECIPIENT) {
      return FailureReason.LOCAL_ERROR;
    } else if ((words & THROTTLE) != 0) {
      return FailureReason.THROTTLED;
    } else if ((words & QUOTA) != 0) {
      return FailureReason.MAILBOX_FULL;
    } else if ((words & TLS) != 0) {
      return FailureReason.TLS;
    } else if ((words & AUTHENTICATION) != 0) {
      return FailureReason.AUTHENTICATION;
    }
    return ofRejection(reply, words, byCode, temporary);
  }

  private static FailureReason ofRejection(
      SmtpReply reply, int words, FailureReason byCode, boolean temporary) {
    if ((words & UNKNOWN) != 0) {
      return FailureReason.UNKNOWN_RECIPIENT;
    } else if ((words & REPUTATION) != 0) {
      return FailureReason.REPUTATION;
    } else if (byCode == FailureReason.UNKNOWN_RECIPIENT) {
      return byCode;
    } else if ((words & CONTENT) != 0 && (!temporary || byCode == FailureReason.POLICY)) {
      return FailureReason.CONTENT;
    } else if ((words & BLOCKED) != 0) {
      return FailureReason.REPUTATION;
    } else if (temporary && (words & RETRY) != 0 && byCode != FailureReason.RECEIVER_ERROR) {
      return FailureReason.THROTTLED;
    } else if (byCode != FailureReason.OTHER) {
      return byCode;
    } else if ((words & POLICY) != 0) {
      return FailureReason.POLICY;
    } else if ((words & CONNECTION) != 0) {
      return FailureReason.CONNECTION;
    } else if (reply.code() == 552) {
      return FailureReason.MAILBOX_FULL;
    }
    return temporary ? FailureReason.RECEIVER_ERROR : FailureReason.OTHER;
  }

  /** Where the peer's words begin: the host names before them must not be read as words. */
  private static int replyStart(SmtpReply reply) {
    String text = reply.text();
    int at = text.indexOf(": ");
    while (at >= 0) {
      if (codeAt(text, at + 2) == reply.code()) {
        return at + 2;
      }
      at = text.indexOf(": ", at + 1);
    }
    return 0;
  }

  private static int codeAt(String text, int at) {
    int code = 0;
    for (int i = at; i < at + 3; i++) {
      int digit = i < text.length() ? text.charAt(i) - '0' : -1;
      if (digit < 0 || digit > 9) {
        return -1;
      }
      code = code * 10 + digit;
    }
    return code;
  }

  /** By the subject and detail of an enhanced status code alone. */
  private static FailureReason byStatus(@Nullable String status) {
    int dot = status == null ? -1 : status.indexOf('.', 2);
    if (status == null || dot < 0) {
      return FailureReason.OTHER;
    }
    int subject = number(status, 2, dot);
    int detail = number(status, dot + 1, status.length());
    return switch (subject) {
      case 1 -> ofAddress(detail);
      case 2 -> ofMailbox(detail);
      case 3 -> detail == 4 ? FailureReason.CONTENT : FailureReason.RECEIVER_ERROR;
      case 4 -> ofNetwork(detail);
      case 5 -> detail == 3 ? FailureReason.THROTTLED : FailureReason.OTHER;
      case 6 -> FailureReason.CONTENT;
      case 7 -> ofSecurity(detail);
      default -> FailureReason.OTHER;
    };
  }

  private static FailureReason ofAddress(int detail) {
    return switch (detail) {
      case 1, 2, 3, 4, 6, 10 -> FailureReason.UNKNOWN_RECIPIENT;
      case 7, 8 -> FailureReason.POLICY;
      default -> FailureReason.OTHER;
    };
  }

  private static FailureReason ofMailbox(int detail) {
    return switch (detail) {
      case 1 -> FailureReason.UNKNOWN_RECIPIENT;
      case 2 -> FailureReason.MAILBOX_FULL;
      case 3 -> FailureReason.CONTENT;
      default -> FailureReason.OTHER;
    };
  }

  private static FailureReason ofNetwork(int detail) {
    return switch (detail) {
      case 1, 2 -> FailureReason.CONNECTION;
      case 3, 4 -> FailureReason.DNS;
      case 5 -> FailureReason.RECEIVER_ERROR;
      case 6 -> FailureReason.LOCAL_ERROR;
      default -> FailureReason.OTHER;
    };
  }

  private static FailureReason ofSecurity(int detail) {
    return switch (detail) {
      case 8, 9, 12, 20, 21, 22, 23, 24, 25, 26, 29 -> FailureReason.AUTHENTICATION;
      case 4, 5, 6, 10, 11, 30 -> FailureReason.TLS;
      case 13, 17, 18, 19 -> FailureReason.UNKNOWN_RECIPIENT;
      case 28 -> FailureReason.THROTTLED;
      default -> FailureReason.POLICY;
    };
  }

  private static int number(String text, int start, int end) {
    int value = 0;
    for (int i = start; i < end && value < 1000; i++) {
      value = value * 10 + (text.charAt(i) - '0');
    }
    return value;
  }
}
