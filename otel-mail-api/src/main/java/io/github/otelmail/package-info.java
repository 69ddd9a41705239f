// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** Traces mail sending: {@link io.github.otelmail.MailTelemetry} is the way in. */
package io.github.otelmail;
