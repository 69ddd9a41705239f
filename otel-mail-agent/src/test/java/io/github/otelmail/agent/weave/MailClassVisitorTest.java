// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.agent.bootstrap.AgentHandler;
import io.github.otelmail.agent.bootstrap.MailHooks;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Woven classes are loaded, verified by the JVM, and run. */
class MailClassVisitorTest {
  private final List<String> calls = new ArrayList<>();
  private boolean hooksFail;

  /** Defines the classes it is given before its parent can. */
  private static final class Woven extends ClassLoader {
    private final byte[] bytes;
    private final String name;

    Woven(String name, byte[] bytes) {
      super(MailClassVisitorTest.class.getClassLoader());
      this.name = name;
      this.bytes = bytes;
    }

    @Override
    protected Class<?> loadClass(String wanted, boolean resolve) throws ClassNotFoundException {
      Class<?> loaded = findLoadedClass(wanted);
      if (loaded != null) {
        return loaded;
      }
      if (wanted.equals(name)) {
        return defineClass(name, bytes, 0, bytes.length);
      }
      // Classes of one package are to be of one class loader: they see what is package-private.
      if (wanted.matches("io\\.github\\.otelmail\\.[A-Z].*")) {
        try {
          byte[] sibling = bytes(wanted);
          return defineClass(wanted, sibling, 0, sibling.length);
        } catch (IOException e) {
          throw new ClassNotFoundException(wanted, e);
        }
      }
      return super.loadClass(wanted, resolve);
    }
  }

  @BeforeEach
  void record() {
    MailHooks.handleBy(
        (AgentHandler)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {AgentHandler.class},
                (proxy, method, arguments) -> recorded(method)));
  }

  private Object recorded(Method method) {
    calls.add(method.getName());
    if (hooksFail) {
      throw new IllegalStateException("a fault of the agent's");
    }
    if (method.getReturnType() == boolean.class) {
      return false;
    }
    Consumer<Throwable> end =
        error ->
            calls.add(
                method.getName() + (error == null ? " returns" : " throws " + error.getMessage()));
    return method.getReturnType() == void.class ? null : end;
  }

  @AfterEach
  void forget() throws ReflectiveOperationException {
    Field handler = MailHooks.class.getDeclaredField("handler");
    handler.setAccessible(true);
    handler.set(null, null);
  }

  private static byte[] bytes(String className) throws IOException {
    try (InputStream in =
        MailClassVisitorTest.class
            .getClassLoader()
            .getResourceAsStream(className.replace('.', '/') + ".class")) {
      return in.readAllBytes();
    }
  }

  private static Class<?> define(String name, byte[] woven) throws Exception {
    return Class.forName(name, true, new Woven(name, woven));
  }

  /** As a compiler for Java 1.4 would have written it: without frames. */
  private static byte[] aged(byte[] bytes, int version) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visit(
              int now, int access, String name, String signature, String base, String[] types) {
            super.visit(version, access, name, signature, base, types);
          }
        },
        version < Opcodes.V1_6 ? ClassReader.SKIP_FRAMES : 0);
    return writer.toByteArray();
  }

  private Object sample(int version) throws Exception {
    String name = SampleTransport.class.getName();
    byte[] original = version == 0 ? bytes(name) : aged(bytes(name), version);
    byte[] woven = MailClassVisitor.weave(name.replace('.', '/'), original, true);
    return define(name, woven)
        .getConstructor(Session.class)
        .newInstance(Session.getInstance(new Properties()));
  }

  private static void send(Object transport, String... addresses) throws Throwable {
    Address[] all = new Address[addresses.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = new InternetAddress(addresses[i], false);
    }
    try {
      transport
          .getClass()
          .getMethod("sendMessage", Message.class, Address[].class)
          .invoke(transport, new MimeMessage((Session) null), all);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Opcodes.V1_4, Opcodes.V1_5, Opcodes.V1_6, Opcodes.V1_8})
  void subtype_runsAsBefore_andTellsItsEnds(int version) throws Throwable {
    Object transport = sample(version);
    String longAddress = "a-rather-long-address-of-somebody@example.com";

    send(transport, "jo@example.com", "x");
    send(transport, "x");
    assertThatThrownBy(() -> send(transport, longAddress)).hasMessage("too long");

    assertThat(transport.getClass().getField("done").get(transport))
        .isEqualTo(
            Arrays.asList(
                "address",
                "caught inside",
                "address",
                "end",
                "caught inside",
                "address",
                "address"));
    assertThat(calls)
        .containsExactly(
            "sendMessage",
            "sendMessage returns",
            "sendMessage",
            "sendMessage returns",
            "sendMessage",
            "sendMessage throws too long");
  }

  @Test
  void hooksThatFail_changeNothing() throws Throwable {
    hooksFail = true;
    Object transport = sample(0);

    send(transport, "jo@example.com");

    assertThat(transport.getClass().getField("done").get(transport))
        .isEqualTo(Arrays.asList("address", "end"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jakarta.mail.Transport",
        "jakarta.mail.Service",
        "jakarta.mail.internet.MimeMessage",
        "jakarta.mail.event.MailEvent",
        "jakarta.mail.event.TransportEvent",
        "jakarta.mail.event.ConnectionEvent",
        "org.eclipse.angus.mail.smtp.SMTPTransport",
        "io.github.otelmail.SendActivity",
        "io.github.otelmail.ConnectActivity",
        "io.github.otelmail.TransportTracer",
        "io.github.otelmail.SessionInstrumentation"
      })
  void knownClass_isWoven_andPassesTheVerifier(String name) throws Exception {
    byte[] woven = MailClassVisitor.weave(name.replace('.', '/'), bytes(name), false);

    assertThat(woven).isNotNull();
    Class<?> type = define(name, woven);
    assertThat(type.getDeclaredMethods()).isNotEmpty();
    assertThat(members(woven)).isEqualTo(members(bytes(name)));
  }

  /** The fields and methods of a class. */
  private static List<String> members(byte[] bytes) {
    List<String> members = new ArrayList<>();
    new ClassReader(bytes)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public FieldVisitor visitField(
                  int access, String name, String type, String signature, Object value) {
                members.add(access + name + type);
                return null;
              }

              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String type, String signature, String[] thrown) {
                members.add(access + name + type);
                return null;
              }
            },
            ClassReader.SKIP_CODE);
    return members;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.eclipse.angus.mail.smtp.SMTPTransport",
        "jakarta.mail.Transport",
        "io.github.otelmail.SendActivity",
        "io.github.otelmail.ConnectActivity",
        "io.github.otelmail.TransportTracer",
        "io.github.otelmail.SessionInstrumentation"
      })
  void everyPoint_isAMethodOfTheClass(String name) throws IOException {
    List<String> methods = new ArrayList<>();
    for (String member : members(bytes(name))) {
      methods.add(member.replaceFirst("^[0-9]+", ""));
    }

    assertThat(methods)
        .containsAll(
            Points.of(name.replace('.', '/')).keySet().stream()
                .filter(point -> !point.contains("javax/mail"))
                .toList());
  }

  @Test
  void otherClasses_areLeftAlone() throws IOException {
    assertThat(MailClassVisitor.weave("jakarta/mail/Session", bytes("jakarta.mail.Session"), false))
        .isNull();
    assertThat(Points.has("com/example/Transport")).isFalse();
  }
}
