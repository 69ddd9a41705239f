// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

/**
 * Names a queue entry. Queue ids are unique at one time on one host only.
 *
 * @param host as the log has it
 * @param instance the MTA instance on the host, such as {@code postfix}
 * @param queueId as the log has it
 */
public record EntryKey(String host, String instance, String queueId) {}
