// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.extension;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.javaagent.extension.ignore.IgnoredTypesBuilder;
import io.opentelemetry.javaagent.extension.ignore.IgnoredTypesConfigurer;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class MailIgnoredTypesTest {
  @Test
  void officialAgent_isToldToAllowSunsMail() {
    List<String> told = new ArrayList<>();
    IgnoredTypesBuilder builder =
        (IgnoredTypesBuilder)
            Proxy.newProxyInstance(
                IgnoredTypesBuilder.class.getClassLoader(),
                new Class<?>[] {IgnoredTypesBuilder.class},
                (proxy, method, arguments) -> {
                  told.add(method.getName() + " " + arguments[0]);
                  return proxy;
                });

    for (IgnoredTypesConfigurer configurer : ServiceLoader.load(IgnoredTypesConfigurer.class)) {
      configurer.configure(builder);
    }

    assertThat(told).containsExactly("allowClass com.sun.mail.");
  }
}
