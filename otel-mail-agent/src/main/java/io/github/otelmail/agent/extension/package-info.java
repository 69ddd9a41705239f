// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** What the OpenTelemetry Java agent finds when the jar is one of its extensions. */
package io.github.otelmail.agent.extension;
