// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** The mail server between the application and the receivers: the real Postfix, or a stand-in. */
@NullMarked
package io.github.otelmail.examples.relay;

import org.jspecify.annotations.NullMarked;
