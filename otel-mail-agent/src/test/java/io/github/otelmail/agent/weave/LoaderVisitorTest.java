// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.agent.bootstrap.MailHooks;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** Woven class loaders are loaded, verified by the JVM, and asked for classes. */
class LoaderVisitorTest {
  /** Gives nothing, but has branches and a frame where its code begins. */
  public static final class Strict extends ClassLoader {
    /** Knows nobody. */
    public Strict() {
      super(null);
    }

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
      return loadClass(name, false);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      int length = name.length();
      while (length > 1) {
        length--;
        if (resolve) {
          throw new ClassNotFoundException("resolved " + name);
        }
      }
      throw new ClassNotFoundException("strict about " + name);
    }
  }

  /** Has the loader's class anew. */
  private static final class Definer extends ClassLoader {
    Definer() {
      super(LoaderVisitorTest.class.getClassLoader());
    }

    Class<?> define(String name, byte[] bytes) {
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  private static byte[] bytes(Class<?> type) throws IOException {
    try (InputStream in =
        type.getClassLoader().getResourceAsStream(type.getName().replace('.', '/') + ".class")) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }

  private static ClassLoader wovenStrict() throws Exception {
    byte[] woven = LoaderVisitor.weave(bytes(Strict.class));
    assertThat(woven).isNotNull();
    return (ClassLoader)
        new Definer().define(Strict.class.getName(), woven).getConstructor().newInstance();
  }

  @Test
  void wovenLoader_givesTheHooks() throws Exception {
    String hooks = MailHooks.class.getName();

    assertThatThrownBy(() -> Class.forName(hooks, false, new Strict()))
        .isInstanceOf(ClassNotFoundException.class);
    assertThat(Class.forName(hooks, false, wovenStrict())).isSameAs(MailHooks.class);
  }

  @Test
  void wovenLoader_staysStrictAboutAllElse() throws Exception {
    ClassLoader loader = wovenStrict();

    assertThatThrownBy(() -> loader.loadClass("io.github.otelmail.agent.core.MailTransformer"))
        .isInstanceOf(ClassNotFoundException.class)
        .hasMessageStartingWith("strict about ");
  }

  @Test
  void classWithoutLoadClass_isLeftAlone() throws IOException {
    assertThat(LoaderVisitor.weave(bytes(MailHooks.class))).isNull();
  }
}
