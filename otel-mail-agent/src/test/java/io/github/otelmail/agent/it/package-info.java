// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The agent's jar in real JVMs: applications that send mail are forked with it and watched from
 * outside.
 */
package io.github.otelmail.agent.it;
