// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

/** {@code com.example.mailapp.MailApp} with one version of the mail library. */
final class MailAppRun {
  static final String PACKAGE = "com.example.mailapp";
  static final String MAIN = PACKAGE + ".MailApp";
  private final MailServers servers;
  private final Jvm jvm;

  MailAppRun(MailVersion version, Role role, MailServers servers) {
    this.servers = servers;
    this.jvm =
        new Jvm(role)
            .classPath(AppCompiler.compile(PACKAGE, version.flavour()))
            .classPath(version.classPath())
            .options(Certificate.get().clientOptions());
  }

  MailAppRun exportTo(OtlpReceiver receiver) {
    jvm.exportTo(receiver);
    return this;
  }

  MailAppRun options(String... more) {
    jvm.options(more);
    return this;
  }

  MailAppRun environment(String name, String value) {
    jvm.environment(name, value);
    return this;
  }

  MailAppRun onlyMail() {
    jvm.onlyMail();
    return this;
  }

  /** Runs all scenarios, or those that are named. */
  Jvm.Ended run(String... scenarios) {
    return jvm.run(MAIN, servers.arguments(scenarios));
  }
}
