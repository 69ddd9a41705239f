// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.telemetryapp;

import io.github.otelmail.MailTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;

/**
 * Uses otel-mail-api itself.
 *
 * <p>Arguments: SMTP port, endpoint of its collector, whether its OpenTelemetry is the global one.
 */
public final class LibraryApp {
  /** Sends one mail in each way that the library has. */
  public static void main(String[] args) throws Exception {
    try (OpenTelemetrySdk sdk = OwnSdk.to(args[1], Boolean.parseBoolean(args[2]))) {
      MailTelemetry telemetry = MailTelemetry.create(sdk);
      telemetry.send(OwnSdkApp.message(OwnSdkApp.session(args[0])));

      Session instrumented = OwnSdkApp.session(args[0]);
      telemetry.instrument(instrumented);
      Transport.send(OwnSdkApp.message(instrumented));

      Session plain = OwnSdkApp.session(args[0]);
      Message message = OwnSdkApp.message(plain);
      Transport wrapped = telemetry.wrap(plain.getTransport("smtp"));
      wrapped.connect();
      try {
        wrapped.sendMessage(message, message.getAllRecipients());
      } finally {
        wrapped.close();
      }
    }
  }

  private LibraryApp() {}
}
