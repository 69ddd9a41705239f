// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** The way in of the Java agent; README.md of the module says how to use it. */
package io.github.otelmail.agent;
