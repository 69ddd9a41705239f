// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.netty.channel.Channel;

/** What all requests of an OTLP input have in common. */
interface OtlpOwner {
  Reception reception();

  /** Takes what applications tell of their mails. */
  SendSpanQueue sendSpans();

  LossCounts losses();

  NetworkLimits limits();

  /** Makes room for so many bytes of a body; false when there is none. */
  boolean reserve(long bytes);

  void free(long bytes);

  /** A request on this channel, or stream, was dealt with. */
  void answered(Channel channel);

  /** A connection failed. */
  void failed(Throwable cause);
}
