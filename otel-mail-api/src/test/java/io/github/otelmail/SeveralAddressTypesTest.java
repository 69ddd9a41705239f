// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.semconv.MailAttributes.EMAIL_SEND_OUTCOME;
import static io.github.otelmail.semconv.MailAttributes.ERROR_TYPE;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RECIPIENTS_ACCEPTED;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RECIPIENTS_REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Provider;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.NewsAddress;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code Transport.send} takes one transport after the other, one for each type of address. */
class SeveralAddressTypesTest extends JakartaMailTest {
  private final Session session = session();
  private final SendInterceptor interceptor = new SendInterceptor(telemetry);
  private final Transport mail = new OwnTransport(session, new URLName("smtp://mail.example.com"));
  private final Transport news = new OwnTransport(session, new URLName("nntp://news.example.com"));
  private final MimeMessage message = MailFixture.message(session);
  private Address[] toMail;
  private Address[] toNews;
  private Address[] toAll;

  /** Takes any message. */
  public static final class OwnTransport extends Transport {
    /** As a session makes it. */
    public OwnTransport(Session session, URLName url) {
      super(session, url);
    }

    @Override
    protected boolean protocolConnect(String host, int port, String user, String password) {
      return true;
    }

    @Override
    public void sendMessage(Message message, Address[] addresses) {}
  }

  @BeforeEach
  void address() throws Exception {
    toMail = new Address[] {new InternetAddress("jo@example.com")};
    toNews = new Address[] {new NewsAddress("local.test"), new NewsAddress("local.other")};
    toAll = new Address[] {toMail[0], toNews[0], toNews[1]};
  }

  private void sendMessage(Transport transport, Address[] to, MessagingException error) {
    Consumer<Throwable> call = interceptor.sendMessage(transport, message, to);
    assertThat(call).isNotNull();
    call.accept(error);
  }

  private void assertSent(String outcome, long accepted, long refused) {
    Attributes attributes = sendSpan().getAttributes();
    assertThat(attributes.get(EMAIL_SEND_OUTCOME)).isEqualTo(outcome);
    assertThat(attributes.get(SMTP_RECIPIENTS_ACCEPTED)).isEqualTo(accepted);
    assertThat(attributes.get(SMTP_RECIPIENTS_REFUSED)).isEqualTo(refused);
    assertThat(attributes.get(ERROR_TYPE) == null).isEqualTo(accepted > 0);
  }

  @Test
  void counts_whenAllTransportsTakeIt_areOfAllRecipients() {
    Consumer<Throwable> send = interceptor.send(message, toAll);
    sendMessage(mail, toMail, null);
    sendMessage(news, toNews, null);
    send.accept(null);

    assertSent("sent", 3, 0);
  }

  @Test
  void counts_whenTheLastTransportFails_areOfAllRecipients() {
    Consumer<Throwable> send = interceptor.send(message, toAll);
    sendMessage(mail, toMail, null);
    sendMessage(news, toNews, new MessagingException("broken"));
    send.accept(new SendFailedException("Sending failed"));

    assertSent("partial", 1, 2);
  }

  @Test
  void counts_whenTheFirstTransportFails_areOfAllRecipients() {
    Consumer<Throwable> send = interceptor.send(message, toAll);
    sendMessage(mail, toMail, new MessagingException("broken"));
    sendMessage(news, toNews, null);
    send.accept(new SendFailedException("Sending failed"));

    assertSent("partial", 2, 1);
  }

  @Test
  void counts_whenATransportDoesNotConnect_haveItsRecipientsAsRefused() {
    Consumer<Throwable> send = interceptor.send(message, toAll);
    Consumer<Throwable> connect = interceptor.connect(mail, session);
    connect.accept(new MessagingException("no way"));
    sendMessage(news, toNews, null);
    send.accept(new SendFailedException("Sending failed"));

    assertSent("partial", 2, 1);
  }

  @Test
  void counts_whenNoTransportTakesIt_areNone() {
    Consumer<Throwable> send = interceptor.send(message, toAll);
    sendMessage(mail, toMail, new MessagingException("broken"));
    sendMessage(news, toNews, new MessagingException("broken"));
    send.accept(new SendFailedException("Sending failed"));

    assertSent("refused", 0, 3);
  }

  @Test
  void counts_whenTheLastTransportGetsNoAnswer_areNotKnown() {
    Consumer<Throwable> send = interceptor.send(message, toAll);
    sendMessage(mail, toMail, null);
    Consumer<Throwable> call = interceptor.sendMessage(news, message, toNews);
    interceptor.phase(news, "reply");
    call.accept(new MessagingException("no answer"));
    send.accept(new SendFailedException("Sending failed"));

    Attributes attributes = sendSpan().getAttributes();
    assertThat(attributes.get(EMAIL_SEND_OUTCOME)).isEqualTo("unknown");
    assertThat(attributes.get(SMTP_RECIPIENTS_ACCEPTED)).isNull();
    assertThat(attributes.get(SMTP_RECIPIENTS_REFUSED)).isNull();
  }

  @Test
  void counts_ofATransportInsideAnother_areOfOneOfThem() {
    Consumer<Throwable> send = interceptor.send(message, toAll);
    Consumer<Throwable> outer = interceptor.sendMessage(mail, message, toMail);
    sendMessage(new OwnTransport(session, null), toMail, null);
    outer.accept(null);
    sendMessage(news, toNews, null);
    send.accept(null);

    assertSent("sent", 3, 0);
  }

  @Test
  void counts_ofMailTelemetrySend_areOfAllRecipients() throws Exception {
    session.addProvider(
        new Provider(Provider.Type.TRANSPORT, "own", OwnTransport.class.getName(), "test", "1"));
    session.setProtocolForAddress("news", "own");
    telemetry.instrument(session);

    telemetry.send(message, toAll);

    assertSent("sent", 3, 0);
  }
}
