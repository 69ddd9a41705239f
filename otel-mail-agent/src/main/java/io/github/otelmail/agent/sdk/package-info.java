// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** The agent's own OpenTelemetry, for applications that have none. */
package io.github.otelmail.agent.sdk;
