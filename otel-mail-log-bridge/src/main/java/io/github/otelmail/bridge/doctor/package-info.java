// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** What a log, and the configuration of Postfix behind it, lack for good traces. */
@NullMarked
package io.github.otelmail.bridge.doctor;

import org.jspecify.annotations.NullMarked;
