// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** Which methods are woven and how. Knows nothing of who calls it, nor of what the hooks do. */
package io.github.otelmail.agent.weave;
