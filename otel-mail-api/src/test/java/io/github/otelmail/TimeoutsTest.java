// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimeoutsTest {
  private static final class OwnTransport extends Transport {
    OwnTransport(Session session, URLName url) {
      super(session, url);
    }

    @Override
    public void sendMessage(Message message, Address[] addresses) {}
  }

  private static @Nullable Timeouts of(String protocol, String... property) {
    Properties properties = new Properties();
    if (property.length > 0) {
      properties.setProperty(property[0], property[1]);
    }
    Session session = Session.getInstance(properties);
    return Timeouts.of(
        new OwnTransport(session, new URLName(protocol + "://mail.example.com")), session);
  }

  @Test
  void jakartaMailsTransports_waitForEverUnlessTold() {
    assertThat(of("smtp")).isNotNull();
    assertThat(of("smtps")).isNotNull();
  }

  /** As that of a mail service over HTTP. */
  @Test
  void otherTransport_tellsNothingThatItWasNotTold() {
    assertThat(of("aws")).isNull();
    assertThat(of("aws", "mail.smtp.timeout", "1000")).isNull();
    assertThat(of("aws", "mail.aws.timeout", "1000")).isNotNull();
  }
}
