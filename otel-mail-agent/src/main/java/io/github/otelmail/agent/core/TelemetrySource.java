// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import io.github.otelmail.agent.bootstrap.MailHandler;
import org.jspecify.annotations.Nullable;

/** Gives the recorder for a Jakarta Mail, with the OpenTelemetry that it records to. */
interface TelemetrySource {
  /** A class of Jakarta Mail is being loaded by the class loader; nothing was sent yet. */
  void mailSeen(@Nullable ClassLoader loader);

  /** The recorder for what begins now, waited for if need be; null while there is none. */
  @Nullable MailHandler starting(MailApi mail);

  /** The recorder for what goes on; null while there is none. Never waits. */
  @Nullable MailHandler running(MailApi mail);
}
