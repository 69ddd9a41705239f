// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On the wire, only the documented headers differ from what goes out without the library. */
class WireBytesTest extends JakartaMailTest {

  private static MimeMessage message(Session session) throws Exception {
    MimeMessage message = MailFixture.message(session);
    message.setHeader("Date", "Sun, 22 Nov 2026 00:00:00 +0000");
    MimeBodyPart text = new MimeBodyPart();
    text.setText("Gr\u00fc\u00dfe,\n.\n" + "x".repeat(3000) + "\n", "utf-8");
    MimeBodyPart binary = new MimeBodyPart();
    binary.setContent("a,b\n1,2\n", "text/plain");
    binary.setFileName("data.csv");
    message.setContent(new MimeMultipart(text, binary));
    return message;
  }

  /** The messages go out one after the other: counters in boundaries and ids differ. */
  private static List<String> comparable(String wire) {
    List<String> lines = new ArrayList<>();
    for (String line : wire.split("\r\n", -1)) {
      lines.add(
          line.replaceAll("----=_Part_\\d+_-?\\d+\\.\\d+", "BOUNDARY")
              .replaceAll("^Message-ID: <.*>$", "Message-ID: <>"));
    }
    return lines;
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void wire_differsInTheDocumentedHeadersOnly(Way way) throws Exception {
    for (String[] properties :
        new String[][] {{}, {"mail.smtp.allow8bitmime", "true"}, {"mail.smtp.chunksize", "700"}}) {
      server.extensions("8BITMIME\nCHUNKING");
      Session plain = session(properties);
      Transport.send(message(plain), to("jo@example.com"));
      Session traced = session(properties);
      way.send(telemetry, traced, message(traced), to("jo@example.com"));

      List<String> sent = server.messages();
      List<String> without = comparable(sent.get(sent.size() - 2));
      List<String> with = comparable(sent.get(sent.size() - 1));
      assertThat(with).filteredOn(line -> line.startsWith("traceparent: ")).hasSize(1);
      with.removeIf(line -> line.startsWith("traceparent: "));
      assertThat(with).isEqualTo(without);
    }
  }

  @Test
  void unsavedMessage_keepsItsEncodingWhereEightBitsAreAllowed() throws Exception {
    server.extensions("8BITMIME");
    Session plain = session("mail.smtp.allow8bitmime", "true");
    sendUnsaved(plain.getTransport("smtp"), umlauts(plain));
    Session traced = telemetry.instrument(session("mail.smtp.allow8bitmime", "true"));
    sendUnsaved(traced.getTransport("smtp"), umlauts(traced));
    Session wrapped = session("mail.smtp.allow8bitmime", "true");
    sendUnsaved(telemetry.wrap(wrapped.getTransport("smtp")), umlauts(wrapped));

    List<String> sent = server.messages();
    List<String> without = comparable(sent.get(0));
    assertThat(without).contains("Content-Transfer-Encoding: quoted-printable");
    for (String one : sent.subList(1, 3)) {
      List<String> with = comparable(one);
      with.removeIf(line -> line.startsWith("traceparent: "));
      assertThat(with).isEqualTo(without);
    }
  }

  private static MimeMessage umlauts(Session session) throws Exception {
    MimeMessage message = MailFixture.message(session);
    message.setHeader("Date", "Sun, 22 Nov 2026 00:00:00 +0000");
    message.setText("gr\u00fc\u00dfe", "iso-8859-1");
    return message;
  }

  private static void sendUnsaved(Transport transport, MimeMessage message) throws Exception {
    transport.connect();
    transport.sendMessage(message, to("jo@example.com"));
    transport.close();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void commands_areTheSame(Way way) throws Exception {
    Session plain = session();
    Transport.send(message(plain), to("jo@example.com"));
    List<String> without = server.commands();
    Session traced = session();
    way.send(telemetry, traced, message(traced), to("jo@example.com"));

    assertThat(server.commands()).hasSize(without.size() * 2);
    assertThat(server.commands().subList(without.size(), without.size() * 2)).isEqualTo(without);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void threads_areTheSame(Way way) throws Exception {
    Session session = session();
    List<Thread> writers = new ArrayList<>();
    MimeMessage message =
        new MimeMessage(message(session)) {
          @Override
          public void writeTo(java.io.OutputStream out, String[] ignored)
              throws java.io.IOException, jakarta.mail.MessagingException {
            writers.add(Thread.currentThread());
            super.writeTo(out, ignored);
          }
        };

    way.send(telemetry, session, message, to("jo@example.com"));

    assertThat(writers).containsExactly(Thread.currentThread());
  }
}
