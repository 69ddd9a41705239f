// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Wakes with the first mail class: weaves, finds the OpenTelemetry to record to, and hands the
 * calls of woven classes to recorders.
 */
package io.github.otelmail.agent.core;
