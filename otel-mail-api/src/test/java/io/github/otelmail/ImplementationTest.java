// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Says which implementation a run of the tests is about, and that it is the intended one. */
@Tag("jakarta-mail")
class ImplementationTest {
  @Test
  void implementation_isTheIntendedOne() throws Exception {
    Transport transport = Session.getInstance(new Properties()).getTransport("smtp");
    Package implementation = transport.getClass().getPackage();
    String jar = transport.getClass().getProtectionDomain().getCodeSource().getLocation().getPath();
    String name = jar.substring(jar.lastIndexOf('/') + 1);
    System.out.println("Jakarta Mail tests run with " + name + ", " + implementation.getName());

    assertThat(name).isEqualTo(System.getProperty("otelmail.implementation", name));
  }
}
