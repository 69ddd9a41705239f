// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** Where lines come from: at least once, in order, resumable. Knows nothing of mail. */
@NullMarked
package io.github.otelmail.bridge.source;

import org.jspecify.annotations.NullMarked;
