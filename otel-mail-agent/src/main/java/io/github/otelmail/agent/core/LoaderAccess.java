// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import io.github.otelmail.agent.bootstrap.MailHooks;
import io.github.otelmail.agent.bootstrap.Notices;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has woven code reach {@link MailHooks} from every class loader. Those of OSGi, JBoss Modules and
 * the like delegate only the packages that they are told to; they are woven to delegate ours too.
 */
final class LoaderAccess {
  /** Weaving takes milliseconds; a JVM that does not get to it is not to be held up. */
  private static final int MAX_SECONDS = 5;

  private final Instrumentation instrumentation;
  private final Set<Class<?>> strict =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  LoaderAccess(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /** True when the class is a class loader that was found here, and is to be woven. */
  boolean isStrict(Class<?> type) {
    return strict.contains(type);
  }

  /** True when classes of the loader can call the hooks; false is told. */
  boolean reachesHooks(@Nullable ClassLoader loader, String className) {
    if (sees(loader)) {
      return true;
    }
    open(loader);
    if (sees(loader)) {
      return true;
    }
    String hooks = MailHooks.class.getName();
    Notices.once(
        "unreachable",
        "Mail is not traced: the class loader of "
            + className.replace('/', '.')
            + " does not delegate to the JVM. Add to org.osgi.framework.bootdelegation in OSGi, to"
            + " jboss.modules.system.pkgs in JBoss: "
            + hooks.substring(0, hooks.lastIndexOf('.')),
        null);
    return false;
  }

  private static boolean sees(@Nullable ClassLoader loader) {
    try {
      return Class.forName(MailHooks.class.getName(), false, loader) == MailHooks.class;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Weaves the loader, once; a thread that comes meanwhile waits for it. */
  private synchronized void open(@Nullable ClassLoader loader) {
    List<Class<?>> classes = new ArrayList<>();
    for (Class<?> c = loader == null ? null : loader.getClass();
        c != null && c.getClassLoader() != null;
        c = c.getSuperclass()) {
      if (instrumentation.isModifiableClass(c) && sees(c.getClassLoader()) && strict.add(c)) {
        classes.add(c);
      }
    }
    if (!classes.isEmpty()) {
      weave(classes.toArray(new Class<?>[0]));
    }
  }

  /** By another thread: what is loaded while this one transforms is shown to no transformer. */
  private void weave(Class<?>... classes) {
    Thread weaving =
        Background.start(
            "otel-mail-agent-loader",
            () -> {
              try {
                instrumentation.retransformClasses(classes);
              } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
                Notices.once("The class loader " + classes[0].getName() + " cannot be woven", e);
              }
            });
    try {
      TimeUnit.SECONDS.timedJoin(weaving, MAX_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
