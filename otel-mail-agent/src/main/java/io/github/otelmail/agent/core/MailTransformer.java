// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import io.github.otelmail.agent.bootstrap.AgentHandler;
import io.github.otelmail.agent.bootstrap.MailHooks;
import io.github.otelmail.agent.bootstrap.Notices;
import io.github.otelmail.agent.bootstrap.Options;
import io.github.otelmail.agent.bootstrap.PartClassLoader;
import io.github.otelmail.agent.weave.LoaderVisitor;
import io.github.otelmail.agent.weave.MailClassVisitor;
import io.github.otelmail.agent.weave.Points;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the classes of Jakarta Mail, the transports that {@link Subtypes} finds, and the class
 * loaders that {@link LoaderAccess} does.
 */
public final class MailTransformer implements ClassFileTransformer {
  private final LoaderAccess access;
  private final Subtypes subtypes;
  private final TelemetrySource telemetry;

  private MailTransformer(LoaderAccess access, Subtypes subtypes, TelemetrySource telemetry) {
    this.access = access;
    this.subtypes = subtypes;
    this.telemetry = telemetry;
  }

  /** Sets up all that woven code needs, and sees all classes from now on. */
  public static ClassFileTransformer start(
      Instrumentation instrumentation, PartClassLoader loader, boolean asExtension) {
    LoaderAccess access = new LoaderAccess(instrumentation);
    Subtypes subtypes = new Subtypes(instrumentation, access);
    boolean official = OfficialAgent.isHere();
    if (official && !asExtension) {
      Notices.say(
          "runs beside the OpenTelemetry Java agent; mail is traced through that. Use"
              + " -Dotel.javaagent.extensions="
              + loader.jar().getName()
              + " in place of -javaagent");
    }
    if (official) {
      Options.setBesideOfficialAgent();
    }
    TelemetrySource telemetry =
        official ? new OfficialAgent(loader.jar()) : new StandAlone(loader.jar());
    AgentHandler handler = Privileged.handler(new HookRouter(telemetry, subtypes));
    MailHooks.handleBy(handler);
    MailTransformer transformer = new MailTransformer(access, subtypes, telemetry);
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
      if (redefined != null && access.isStrict(redefined)) {
        return LoaderVisitor.weave(bytes);
      }
      boolean subtype = redefined != null && subtypes.isOne(redefined);
      if (!subtype && !Points.has(className)) {
        return null;
      }
      telemetry.mailSeen(loader);
      return access.reachesHooks(loader, className)
          ? MailClassVisitor.weave(className, bytes, subtype)
          : null;
    } catch (Throwable t) {
      Notices.once("Cannot trace " + className, t);
      return null;
    }
  }
}
