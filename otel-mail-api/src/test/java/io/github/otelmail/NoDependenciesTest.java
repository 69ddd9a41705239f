// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.semconv.AddressPolicy;
import io.github.otelmail.semconv.TraceToken;
import io.opentelemetry.api.OpenTelemetry;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The vocabulary and the API for other clients need opentelemetry-api and nothing else. */
class NoDependenciesTest {

  /** Runs in a class loader that has this library and OpenTelemetry's API only. */
  public static final class Program implements Callable<List<Object>> {
    @Override
    public List<Object> call() {
      MailTelemetry telemetry =
          MailTelemetry.builder(OpenTelemetry.noop()).addressPolicy(AddressPolicy.HASH).stream(
                  "otp")
              .build();
      MailSend send =
          telemetry
              .newSend()
              .recipients(List.of("jo@example.com"))
              .headers((name, value) -> {})
              .start();
      send.phase("reply").reply(250, "250 2.0.0 Ok: queued as 4F2A3B").recipients(1, 0);
      send.end(new IllegalStateException());
      MailContext context = MailContext.parse(telemetry.capture().toString());
      context.asLink().close();
      return List.of(
          context.toString(),
          TraceToken.parse("<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.a@b>")
              != null);
    }
  }

  private static URL source(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  @Test
  void genericApi_runsWithNothingElse() throws Exception {
    URL[] urls = {
      source(MailTelemetry.class),
      source(Program.class),
      source(OpenTelemetry.class),
      source(io.opentelemetry.context.Context.class),
      source(io.opentelemetry.common.ComponentLoader.class)
    };
    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(() -> loader.loadClass("jakarta.mail.Message"))
          .isInstanceOf(ClassNotFoundException.class);
      assertThatThrownBy(() -> loader.loadClass("org.jspecify.annotations.Nullable"))
          .isInstanceOf(ClassNotFoundException.class);
      Object program =
          loader.loadClass(Program.class.getName()).getDeclaredConstructor().newInstance();
      assertThat(((Callable<?>) program).call()).isEqualTo(List.of("", true));
    }
  }
}
