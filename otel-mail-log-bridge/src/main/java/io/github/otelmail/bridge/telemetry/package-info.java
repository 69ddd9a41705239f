// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** From histories to spans, and over OTLP to a backend. The only package that knows the SDK. */
@NullMarked
package io.github.otelmail.bridge.telemetry;

import org.jspecify.annotations.NullMarked;
