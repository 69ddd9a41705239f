// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** The code a developer would copy: an application that sends mails, with traces. */
@NullMarked
package io.github.otelmail.examples.signup;

import org.jspecify.annotations.NullMarked;
