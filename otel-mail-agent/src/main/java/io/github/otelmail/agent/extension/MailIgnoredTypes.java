// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.extension;

import io.opentelemetry.javaagent.extension.ignore.IgnoredTypesBuilder;
import io.opentelemetry.javaagent.extension.ignore.IgnoredTypesConfigurer;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;

/**
 * Takes {@code com.sun.mail.} from what the OpenTelemetry Java agent leaves alone with the rest of
 * {@code com.sun.}. Our own weaving does not ask for that list; other instrumentation of these
 * classes does.
 */
public final class MailIgnoredTypes implements IgnoredTypesConfigurer {
  private static final String SUN_MAIL = "com.sun.mail.";

  /** Made by the OpenTelemetry Java agent. */
  public MailIgnoredTypes() {}

  @Override
  public void configure(IgnoredTypesBuilder builder) {
    builder.allowClass(SUN_MAIL);
  }

  /** What versions call that do not know the method above. */
  @Override
  public void configure(IgnoredTypesBuilder builder, ConfigProperties config) {
    configure(builder);
  }
}
