// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.sdk;

import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;

/** Found by OpenTelemetry's exporters as a service. */
public final class UrlSenderProvider implements HttpSenderProvider {
  /** Made by the service loader. */
  public UrlSenderProvider() {}

  @Override
  public HttpSender createSender(HttpSenderConfig config) {
    return new UrlSender(config);
  }
}
