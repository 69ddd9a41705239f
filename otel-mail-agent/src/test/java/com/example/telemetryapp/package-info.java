// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** Applications of the integration tests that have an OpenTelemetry of their own. */
package com.example.telemetryapp;
