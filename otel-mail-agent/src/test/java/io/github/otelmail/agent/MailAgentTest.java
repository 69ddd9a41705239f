// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MailAgentTest {
  private final List<String> calls = new ArrayList<>();

  private Instrumentation instrumentation(Class<?>... loaded) {
    return (Instrumentation)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Instrumentation.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getAllLoadedClasses", "getInitiatedClasses" -> loaded;
                  case "isModifiableClass" -> true;
                  case "addTransformer" -> told("wait, again: " + arguments[1]);
                  case "retransformClasses" ->
                      told("again: " + ((Class<?>[]) arguments[0])[0].getName());
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private @Nullable Object told(String call) {
    calls.add(call);
    return null;
  }

  /** Classes that are shown again cost the JVM more. */
  @Test
  void start_waitsOnly() {
    MailAgent.premain(null, instrumentation(String.class, Session.class));

    assertThat(calls).containsExactly("wait, again: false");
  }

  /** A cache of linked classes is read before any agent starts. */
  @Test
  void start_weavesWhatTheJvmLoadedBefore() {
    MailAgent.premain(null, instrumentation(String.class, Transport.class));

    assertThat(calls).containsExactly("wait, again: true", "again: jakarta.mail.Transport");
  }

  @Test
  void attachment_waitsFirstAsTheApplicationRuns() {
    MailAgent.agentmain(null, instrumentation(String.class));

    assertThat(calls).containsExactly("wait, again: true");
  }
}
