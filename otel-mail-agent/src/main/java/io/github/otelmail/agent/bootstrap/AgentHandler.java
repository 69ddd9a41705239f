// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.bootstrap;

/** What the agent itself wants to know of the calls in {@link MailHooks}. */
public interface AgentHandler extends MailHandler {
  /** A transport was made. */
  void transportMade(Object transport);

  /** otel-mail-api records a send, or a connect: the agent stands back for it. */
  void libraryBegins(Object messageOrTransport);

  /** The same, over. */
  void libraryEnds(Object messageOrTransport);

  /** otel-mail-api records all sends over the session's transports. */
  void librarySession(Object session);
}
