// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** otel-mail-api behind the hooks; in the jar once for each pair of mail API and OpenTelemetry. */
package io.github.otelmail.agent.adapter;
