// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.bootstrap;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the woven classes call. It is found by the bootstrap class loader, and so by all others, and
 * knows types of the JDK only. No method throws; without a handler they do nothing.
 */
public final class MailHooks {
  private static volatile @Nullable AgentHandler handler;

  /** Sets who handles the calls from now on. */
  public static void handleBy(AgentHandler newHandler) {
    handler = newHandler;
  }

  public static @Nullable Object send(Object message, Object @Nullable [] addresses) {
    AgentHandler to = handler;
    try {
      return to == null || message == null ? null : to.send(message, addresses);
    } catch (Throwable t) {
      return failed(t);
    }
  }

  public static @Nullable Object sendMessage(
      Object transport, Object message, Object @Nullable [] addresses) {
    AgentHandler to = handler;
    try {
      return to == null || message == null ? null : to.sendMessage(transport, message, addresses);
    } catch (Throwable t) {
      return failed(t);
    }
  }

  public static @Nullable Object connect(Object service, Object session) {
    AgentHandler to = handler;
    try {
      return to == null ? null : to.connect(service, session);
    } catch (Throwable t) {
      return failed(t);
    }
  }

  public static @Nullable Object protocolConnect(Object transport, @Nullable String password) {
    AgentHandler to = handler;
    try {
      return to == null ? null : to.protocolConnect(transport, password);
    } catch (Throwable t) {
      return failed(t);
    }
  }

  public static @Nullable Object openServer(Object transport, @Nullable String host, int port) {
    AgentHandler to = handler;
    try {
      return to == null ? null : to.openServer(transport, host, port);
    } catch (Throwable t) {
      return failed(t);
    }
  }

  public static @Nullable Object openServer(Object transport) {
    return openServer(transport, null, 0);
  }

  public static @Nullable Object ehlo(Object transport) {
    AgentHandler to = handler;
    try {
      return to == null ? null : to.ehlo(transport);
    } catch (Throwable t) {
      return failed(t);
    }
  }

  public static @Nullable Object authenticate(Object transport) {
    AgentHandler to = handler;
    try {
      return to == null ? null : to.authenticate(transport);
    } catch (Throwable t) {
      return failed(t);
    }
  }

  public static @Nullable Object dispatch(Object event) {
    AgentHandler to = handler;
    try {
      return to == null ? null : to.dispatch(event);
    } catch (Throwable t) {
      return failed(t);
    }
  }

  /** Ends what a method above began; the error is what the woven method throws, or null. */
  @SuppressWarnings("unchecked")
  public static void exit(@Nullable Object token, @Nullable Throwable error) {
    if (token == null) {
      return;
    }
    try {
      ((Consumer<@Nullable Throwable>) token).accept(error);
    } catch (Throwable t) {
      failed(t);
    }
  }

  public static void phase(Object transport, String name) {
    AgentHandler to = handler;
    try {
      if (to != null) {
        to.phase(transport, name);
      }
    } catch (Throwable t) {
      failed(t);
    }
  }

  public static void body(Object transport) {
    AgentHandler to = handler;
    try {
      if (to != null) {
        to.body(transport);
      }
    } catch (Throwable t) {
      failed(t);
    }
  }

  public static void replied(Object transport) {
    AgentHandler to = handler;
    try {
      if (to != null) {
        to.replied(transport);
      }
    } catch (Throwable t) {
      failed(t);
    }
  }

  public static void messageIdMade(Object message) {
    AgentHandler to = handler;
    try {
      if (to != null) {
        to.messageIdMade(message);
      }
    } catch (Throwable t) {
      failed(t);
    }
  }

  public static void eventMade(Object event) {
    AgentHandler to = handler;
    try {
      if (to != null) {
        to.eventMade(event);
      }
    } catch (Throwable t) {
      failed(t);
    }
  }

  public static void transportMade(Object transport) {
    AgentHandler to = handler;
    try {
      if (to != null) {
        to.transportMade(transport);
      }
    } catch (Throwable t) {
      failed(t);
    }
  }

  public static void libraryBegins(@Nullable Object messageOrTransport) {
    AgentHandler to = handler;
    try {
      if (to != null && messageOrTransport != null) {
        to.libraryBegins(messageOrTransport);
      }
    } catch (Throwable t) {
      failed(t);
    }
  }

  public static void libraryEnds(@Nullable Object messageOrTransport) {
    AgentHandler to = handler;
    try {
      if (to != null && messageOrTransport != null) {
        to.libraryEnds(messageOrTransport);
      }
    } catch (Throwable t) {
      failed(t);
    }
  }

  public static void librarySession(@Nullable Object session) {
    AgentHandler to = handler;
    try {
      if (to != null && session != null) {
        to.librarySession(session);
      }
    } catch (Throwable t) {
      failed(t);
    }
  }

  public static boolean recording(@Nullable Object transport) {
    AgentHandler to = handler;
    try {
      return to != null && transport != null && to.recording(transport);
    } catch (Throwable t) {
      failed(t);
      return false;
    }
  }

  /** Telemetry is not worth the send, whatever happened. */
  private static @Nullable Object failed(Throwable t) {
    try {
      Notices.once("A call failed in the agent; mail goes on without telemetry", t);
    } catch (Throwable u) {
      // Out of memory or of stack, most likely: the application is about to learn of it itself.
    }
    return null;
  }

  private MailHooks() {}
}
