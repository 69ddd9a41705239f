// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

/**
 * What stands before the text of a log line: when, where and who.
 *
 * @param timeMicros microseconds since the epoch; the start of the second when the stamp has whole
 *     seconds
 * @param resolutionMicros how long the interval is that the stamp stands for: 1 for microseconds,
 *     1000 for milliseconds, 1 000 000 for whole seconds
 * @param host the host that logged, as the log has it
 * @param instance first component of the syslog tag, which tells Postfix instances on one host
 *     apart ({@code postfix}, {@code postfix-out}); empty without one
 * @param daemon last component of the tag: {@code smtpd}, {@code qmgr}, {@code smtp}
 * @param pid process id, 0 without one
 */
public record LineHeader(
    long timeMicros, int resolutionMicros, String host, String instance, String daemon, int pid) {}
