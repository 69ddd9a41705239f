// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The vocabulary of mail telemetry, shared by senders and the log bridge: attribute keys, span,
 * event and metric names, the trace token, and how much of an address may appear. Knows neither
 * Jakarta Mail nor the OpenTelemetry SDK.
 */
package io.github.otelmail.semconv;
