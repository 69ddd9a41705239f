// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.IllegalClassFormatException;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first class that the agent weaves. Until then nothing else of the agent is there;
 * with it the jar becomes visible to the bootstrap class loader, and the rest wakes.
 */
final class FirstMailClass implements ClassFileTransformer {
  private static final String LAUNCHER = "io.github.otelmail.agent.bootstrap.Launcher";

  private final Instrumentation instrumentation;
  private final String jar;
  private final boolean asExtension;
  private boolean woken;
  private @Nullable ClassFileTransformer weaver;

  FirstMailClass(Instrumentation instrumentation, String jar, boolean asExtension) {
    this.instrumentation = instrumentation;
    this.jar = jar;
    this.asExtension = asExtension;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes)
      throws IllegalClassFormatException {
    if (className == null || !isFirst(className)) {
      return null;
    }
    ClassFileTransformer to = wake();
    return to == null ? null : to.transform(loader, className, redefined, domain, bytes);
  }

  /** The JVM shows a class before it loads its superclass: all that are woven are here. */
  static boolean isFirst(String className) {
    if (className.startsWith("javax/mail/")) {
      return isApi(className.substring("javax/mail/".length()));
    }
    if (className.startsWith("jakarta/mail/")) {
      return isApi(className.substring("jakarta/mail/".length()));
    }
    if (className.startsWith("io/github/otelmail/")) {
      return isLibrary(className.substring("io/github/otelmail/".length()));
    }
    return className.equals("com/sun/mail/smtp/SMTPTransport")
        || className.equals("org/eclipse/angus/mail/smtp/SMTPTransport");
  }

  private static boolean isApi(String name) {
    switch (name) {
      case "Transport":
      case "Service":
      case "internet/MimeMessage":
      case "event/MailEvent":
      case "event/TransportEvent":
      case "event/ConnectionEvent":
        return true;
      default:
        return false;
    }
  }

  private static boolean isLibrary(String name) {
    return name.equals("SendActivity")
        || name.equals("ConnectActivity")
        || name.equals("TransportTracer")
        || name.equals("SessionInstrumentation");
  }

  private synchronized @Nullable ClassFileTransformer wake() {
    if (!woken) {
      woken = true;
      instrumentation.removeTransformer(this);
      if (!asExtension && MailAgent.isExtension()) {
        MailAgent.say(
            "is attached twice; mail is traced as an extension of the OpenTelemetry Java agent."
                + " Remove -javaagent:"
                + jar);
        return null;
      }
      try {
        instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(jar));
        weaver =
            (ClassFileTransformer)
                Class.forName(LAUNCHER, true, null)
                    .getMethod("start", Instrumentation.class, String.class, boolean.class)
                    .invoke(null, instrumentation, jar, asExtension);
      } catch (Throwable t) {
        MailAgent.say(
            "does not start, mail is not traced: " + (t.getCause() == null ? t : t.getCause()));
      }
    }
    return weaver;
  }
}
