// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.TelemetryRecorder.events;
import static io.github.otelmail.semconv.MailAttributes.ERROR_TYPE;
import static io.github.otelmail.semconv.MailAttributes.SMTP_PHASE_NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.otelmail.semconv.MailEventNames;
import io.github.otelmail.semconv.MailSpanNames;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.mail.Session;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartTlsTest extends JakartaMailTest {
  private static final String PASSWORD = "password";
  @TempDir static Path folder;
  private static SSLContext context;

  /** A key of its own, for localhost. */
  @BeforeAll
  static void makeKey() throws Exception {
    Path file = folder.resolve("key.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
  }

  private Session tlsSession(String... more) {
    server.tls(context).extensions("STARTTLS\nAUTH PLAIN\n8BITMIME");
    Session session = session("mail.smtp.starttls.enable", "true", "mail.smtp.auth", "true");
    for (int i = 0; i < more.length; i += 2) {
      session.getProperties().setProperty(more[i], more[i + 1]);
    }
    return session;
  }

  @Test
  void phases_areToldInTheirOrder() throws Exception {
    Session session =
        tlsSession("mail.smtp.ssl.trust", "*", "mail.smtp.ssl.checkserveridentity", "false");

    telemetry.send(MailFixture.message(session), "jo", "secret");

    assertThat(events(sendSpan(), MailEventNames.PHASE, SMTP_PHASE_NAME))
        .containsExactly(
            "connect", "ehlo", "starttls", "ehlo", "auth", "mail", "rcpt", "data", "body", "reply");
    assertThat(server.messages()).hasSize(1);
  }

  @Test
  void failedHandshake_isAFailedConnect() throws Exception {
    Session session = telemetry.instrument(tlsSession());

    assertThat(catchThrowable(() -> session.getTransport("smtp").connect("jo", "secret")))
        .isNotNull();

    SpanData span = recorder.span(MailSpanNames.CONNECT);
    assertThat(span.getAttributes().get(ERROR_TYPE)).isEqualTo("secure_connection_error");
    assertThat(events(span, MailEventNames.PHASE, SMTP_PHASE_NAME))
        .containsExactly("connect", "ehlo", "starttls");
  }
}
