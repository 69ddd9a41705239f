// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;

/**
 * For the SDK, which finds it by its name. Hands out the JDK's HTTP client, or the user's choice.
 */
public final class CapturedHttpSenderProvider implements HttpSenderProvider {
  /** OkHttp holds small requests back for 40 ms; the JDK's client does not, but has no gRPC. */
  private static final String JDK =
      "io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider";

  private static final String PROPERTY = "io.opentelemetry.sdk.common.export.HttpSenderProvider";

  private static volatile String chosen = JDK;

  /** Has the SDK use this provider. */
  static synchronized void register() {
    String former = System.getProperty(PROPERTY);
    String own = CapturedHttpSenderProvider.class.getName();
    if (former != null && !former.equals(own)) {
      chosen = former;
    }
    System.setProperty(PROPERTY, own);
  }

  @Override
  public HttpSender createSender(HttpSenderConfig config) {
    HttpSender sender =
        SenderCapture.provider(HttpSenderProvider.class, this, chosen).createSender(config);
    SenderCapture.made(new OtlpSender(sender));
    return sender;
  }
}
