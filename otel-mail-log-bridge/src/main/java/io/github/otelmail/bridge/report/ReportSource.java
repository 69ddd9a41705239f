// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.semconv.AddressPolicy;

/**
 * Everything a report is made from.
 *
 * @param firstMicros time of the first log line, epoch microseconds; {@link Long#MIN_VALUE} when no
 *     line had one
 * @param lastMicros time of the last log line
 * @param inputs what was read, for the heading: {@code mail.log}, {@code 3 files}
 */
record ReportSource(
    Analysis analysis,
    LineCounts lines,
    AddressPolicy policy,
    long firstMicros,
    long lastMicros,
    String inputs) {}
