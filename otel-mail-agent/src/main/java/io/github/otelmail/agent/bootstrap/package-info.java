// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** Found by the bootstrap class loader: what woven code calls, and what every part may use. */
package io.github.otelmail.agent.bootstrap;
