// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;

/** For the SDK, which finds it by its name. Hands out the one there is, or the user's choice. */
public final class CapturedGrpcSenderProvider implements GrpcSenderProvider {
  private static final String PROPERTY = "io.opentelemetry.sdk.common.export.GrpcSenderProvider";

  private static volatile String chosen = "";

  /** Has the SDK use this provider. */
  static synchronized void register() {
    String former = System.getProperty(PROPERTY);
    String own = CapturedGrpcSenderProvider.class.getName();
    if (former != null && !former.equals(own)) {
      chosen = former;
    }
    System.setProperty(PROPERTY, own);
  }

  @Override
  public GrpcSender createSender(GrpcSenderConfig config) {
    GrpcSender sender =
        SenderCapture.provider(GrpcSenderProvider.class, this, chosen).createSender(config);
    SenderCapture.made(new OtlpSender(sender));
    return sender;
  }
}
