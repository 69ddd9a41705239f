// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same is read of a message at once and header by header. */
class MessageHeadersTest {
  /** How the headers are read. */
  enum Kind {
    /** Of a plain message, in one pass. */
    AT_ONCE {
      @Override
      MimeMessage message(InputStream in) throws MessagingException {
        return new MimeMessage(null, in);
      }
    },
    /** Of one that has its own way to give headers. */
    ONE_BY_ONE {
      @Override
      MimeMessage message(InputStream in) throws MessagingException {
        return new MimeMessage(null, in) {
          @Override
          public String @Nullable [] getHeader(String name) throws MessagingException {
            assertThat(name).isNotNull();
            return super.getHeader(name);
          }

          @Override
          public java.util.Enumeration<String> getAllHeaderLines() {
            throw new AssertionError("it shall be asked as it wants to be");
          }
        };
      }
    };

    abstract MimeMessage message(InputStream in) throws MessagingException;

    MessageHeaders read(String... lines) throws MessagingException {
      String text = String.join("\r\n", lines) + "\r\n\r\nHello\r\n";
      return MessageHeaders.of(
          message(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII))));
    }
  }

  @ParameterizedTest
  @EnumSource
  void of_plainMessage_hasSenderAndId(Kind kind) throws Exception {
    MessageHeaders headers =
        kind.read("Subject: Hi", "From: Jo <jo@example.com>", "Message-ID: <1@example.com>");

    assertThat(headers.from()).isEqualTo("Jo <jo@example.com>");
    assertThat(headers.messageId()).isEqualTo("<1@example.com>");
    assertThat(headers.signed()).isFalse();
    assertThat(headers.traceSigned()).isFalse();
    assertThat(headers.hasTraceState()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void of_messageWithoutThem_hasNone(Kind kind) throws Exception {
    MessageHeaders headers =
        kind.read(
            "Fromage: a",
            "Message-IDs: <1@example.com>",
            "X-From: b",
            "DKIM-Signature-2: h=traceparent",
            "Tracestates: c",
            "Authentication-Results: d");

    assertThat(headers.from()).isNull();
    assertThat(headers.messageId()).isNull();
    assertThat(headers.signed()).isFalse();
    assertThat(headers.hasTraceState()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void of_otherCaseBlanksAndFolds_readsThem(Kind kind) throws Exception {
    MessageHeaders headers =
        kind.read(
            "FROM :\tjo@example.com",
            "message-id:<1@example.com>",
            "TraceState:",
            "dkim-signature:");

    assertThat(headers.from()).isEqualTo("jo@example.com");
    assertThat(headers.messageId()).isEqualTo("<1@example.com>");
    assertThat(headers.hasTraceState()).isTrue();
    assertThat(headers.signed()).isTrue();

    MessageHeaders folded = kind.read("From:", "  jo@example.com", "Message-ID:", "\t<1@b>");
    assertThat(folded.from()).isEqualTo("jo@example.com");
    assertThat(folded.messageId()).isEqualTo("<1@b>");
  }

  @ParameterizedTest
  @EnumSource
  void of_severalOfAKind_takesTheFirstIdAndNoSender(Kind kind) throws Exception {
    MessageHeaders headers =
        kind.read("From: a@b", "From: c@d", "Message-ID: <1@b>", "Message-ID: <2@b>");

    assertThat(headers.from()).isNull();
    assertThat(headers.messageId()).isEqualTo("<1@b>");
  }

  @ParameterizedTest
  @EnumSource
  void of_signatures_tellsWhetherTheyCoverTheTrace(Kind kind) throws Exception {
    for (String name : Arrays.asList("DKIM-Signature", "ARC-Message-Signature")) {
      MessageHeaders other = kind.read(name + ": v=1; h=From:Subject; b=traceparent");
      assertThat(other.signed()).isTrue();
      assertThat(other.traceSigned()).isFalse();

      for (String covered : Arrays.asList("traceparent", "Tracestate")) {
        MessageHeaders headers =
            kind.read(
                name + ": v=1; h=From",
                name.toLowerCase(Locale.ROOT) + ": v=1;",
                "\th=From: " + covered + ":To; b=a");
        assertThat(headers.traceSigned()).as(name + " of " + covered).isTrue();
      }
    }
  }
}
