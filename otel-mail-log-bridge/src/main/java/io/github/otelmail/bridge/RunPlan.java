// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.semconv.AddressPolicy;

/**
 * All that {@code run} was told: what a reload may change.
 *
 * @param settings what to read and how
 * @param health whether and how to answer probes
 * @param showUnparsed whether to print lines that no rule knows
 * @param addresses how much of an address these show
 */
record RunPlan(
    RunSettings settings, HealthOptions health, boolean showUnparsed, AddressPolicy addresses) {}
