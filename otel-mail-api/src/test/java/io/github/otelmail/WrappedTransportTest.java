// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.TelemetryRecorder.events;
import static io.github.otelmail.semconv.MailAttributes.SERVER_ADDRESS;
import static io.github.otelmail.semconv.MailAttributes.SMTP_PHASE_NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.semconv.MailEventNames;
import io.github.otelmail.semconv.MailSpanNames;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.event.ConnectionAdapter;
import jakarta.mail.event.ConnectionEvent;
import jakarta.mail.event.TransportAdapter;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.MimeMessage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WrappedTransportTest extends JakartaMailTest {
  private final Session session = session();

  private Transport wrapped() throws Exception {
    return telemetry.wrap(session.getTransport("smtp"));
  }

  @Test
  void isConnected_isThatOfTheTransport() throws Exception {
    Transport plain = session.getTransport("smtp");
    Transport transport = telemetry.wrap(plain);
    assertThat(transport.isConnected()).isFalse();

    transport.connect();
    assertThat(transport.isConnected()).isTrue();
    assertThat(plain.isConnected()).isTrue();
    assertThatThrownBy(transport::connect).isInstanceOf(IllegalStateException.class);

    transport.close();
    assertThat(transport.isConnected()).isFalse();
    assertThat(plain.isConnected()).isFalse();
  }

  @Test
  void connect_takesAllForms() throws Exception {
    try (Transport transport = wrapped()) {
      transport.connect();
    }
    try (Transport transport = wrapped()) {
      transport.connect("jo", "secret");
    }
    try (Transport transport = wrapped()) {
      transport.connect(server.host(), "jo", "secret");
    }
    try (Transport transport = wrapped()) {
      transport.connect(server.host(), server.port(), "jo", "secret");
      assertThat(transport.getURLName().getHost()).isEqualTo(server.host());
      assertThat(transport.getURLName().getPort()).isEqualTo(server.port());
      assertThat(transport.toString()).contains(server.host());
    }

    assertThat(server.connections()).isEqualTo(4);
    assertThat(recorder.spans())
        .hasSize(4)
        .allMatch(span -> span.getName().equals(MailSpanNames.CONNECT))
        .allMatch(span -> events(span, MailEventNames.PHASE, SMTP_PHASE_NAME).contains("connect"))
        .allMatch(span -> server.host().equals(span.getAttributes().get(SERVER_ADDRESS)));
  }

  @Test
  void listeners_areCalled() throws Exception {
    CountDownLatch events = new CountDownLatch(2);
    CountDownLatch closed = new CountDownLatch(1);
    try (Transport transport = wrapped()) {
      transport.addConnectionListener(
          new ConnectionAdapter() {
            @Override
            public void opened(ConnectionEvent e) {
              events.countDown();
            }

            @Override
            public void closed(ConnectionEvent e) {
              closed.countDown();
            }
          });
      transport.addTransportListener(
          new TransportAdapter() {
            @Override
            public void messageDelivered(TransportEvent e) {
              events.countDown();
            }
          });
      transport.connect();
      MimeMessage message = MailFixture.message(session);
      transport.sendMessage(message, message.getAllRecipients());
      // Before it is closed: Jakarta Mail's event thread drops all events when it starts too late.
      assertThat(events.await(10, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void listeners_canBeRemoved() throws Exception {
    CountDownLatch removed = new CountDownLatch(1);
    CountDownLatch kept = new CountDownLatch(1);
    ConnectionAdapter first = opened(removed);
    try (Transport transport = wrapped()) {
      transport.addConnectionListener(first);
      transport.addConnectionListener(opened(kept));
      transport.removeConnectionListener(first);
      TransportAdapter delivered = new TransportAdapter() {};
      transport.addTransportListener(delivered);
      transport.removeTransportListener(delivered);
      transport.connect();
      // Before it is closed: Jakarta Mail's event thread drops all events when it starts too late.
      assertThat(kept.await(10, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(removed.getCount()).isEqualTo(1);
  }

  private static ConnectionAdapter opened(CountDownLatch latch) {
    return new ConnectionAdapter() {
      @Override
      public void opened(ConnectionEvent e) {
        latch.countDown();
      }
    };
  }

  @Test
  void wrap_ofAWrappedTransportIsTheSame() throws Exception {
    Transport transport = wrapped();

    assertThat(telemetry.wrap(transport)).isSameAs(transport);
  }

  @Test
  void send_usesAWrapperForATransportItDoesNotKnow() throws Exception {
    session.setProvider(
        new jakarta.mail.Provider(
            jakarta.mail.Provider.Type.TRANSPORT,
            "smtp",
            SessionInstrumentationTest.ForeignTransport.class.getName(),
            "tests",
            "1"));

    assertThatThrownBy(() -> telemetry.send(MailFixture.message(session)))
        .isInstanceOf(jakarta.mail.AuthenticationFailedException.class);

    assertThat(recorder.spans()).hasSize(1);
    assertThat(events(sendSpan(), MailEventNames.PHASE, SMTP_PHASE_NAME))
        .containsExactly("connect");
  }
}
