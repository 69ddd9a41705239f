// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import io.github.otelmail.agent.bootstrap.AgentHandler;
import io.github.otelmail.agent.bootstrap.MailHooks;
import io.github.otelmail.agent.bootstrap.Notices;
import io.github.otelmail.agent.bootstrap.PartClassLoader;
import io.github.otelmail.agent.weave.MailClassVisitor;
import io.github.otelmail.agent.weave.Points;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** Weaves the classes of Jakarta Mail, and the transports that {@link Subtypes} finds. */
public final class MailTransformer implements ClassFileTransformer {
  private final Subtypes subtypes;
  private final TelemetrySource telemetry;

  private MailTransformer(Subtypes subtypes, TelemetrySource telemetry) {
    this.subtypes = subtypes;
    this.telemetry = telemetry;
  }

  /** Sets up all that woven code needs, and sees all classes from now on. */
  public static ClassFileTransformer start(
      Instrumentation instrumentation, PartClassLoader loader, boolean asExtension) {
    Subtypes subtypes = new Subtypes(instrumentation);
    boolean official = OfficialAgent.isHere();
    if (official && !asExtension) {
      Notices.say(
          "runs beside the OpenTelemetry Java agent; mail is traced through that. Use"
              + " -Dotel.javaagent.extensions="
              + loader.jar().getName()
              + " in place of -javaagent");
    }
    TelemetrySource telemetry =
        official ? new OfficialAgent(loader.jar()) : new StandAlone(loader.jar());
    AgentHandler handler = new HookRouter(telemetry, subtypes);
    MailHooks.handleBy(handler);
    MailTransformer transformer = new MailTransformer(subtypes, telemetry);
    instrumentation.addTransformer(transformer, true);
    return transformer;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    try {
      if (className == null || loader instanceof PartClassLoader) {
        return null;
      }
      boolean subtype = redefined != null && subtypes.isOne(redefined);
      if (!subtype && !Points.has(className)) {
        return null;
      }
      telemetry.mailSeen(loader);
      return reachesHooks(loader, className)
          ? MailClassVisitor.weave(className, bytes, subtype)
          : null;
    } catch (Throwable t) {
      Notices.once("Cannot trace " + className, t);
      return null;
    }
  }

  /** The loaders of OSGi and the like delegate only the packages they are told to. */
  static boolean reachesHooks(@Nullable ClassLoader loader, String className) {
    String hooks = MailHooks.class.getName();
    try {
      if (Class.forName(hooks, false, loader) == MailHooks.class) {
        return true;
      }
    } catch (ClassNotFoundException | LinkageError e) {
      // Told below.
    }
    Notices.once(
        "unreachable",
        "Mail is not traced: the class loader of "
            + className.replace('/', '.')
            + " does not delegate to the JVM. In OSGi set org.osgi.framework.bootdelegation="
            + hooks.substring(0, hooks.lastIndexOf('.')),
        null);
    return false;
  }
}
