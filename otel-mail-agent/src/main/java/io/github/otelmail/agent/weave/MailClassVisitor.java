// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.weave;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Adds calls of {@code MailHooks} to the methods of one class. It adds neither fields nor methods,
 * so that a loaded class can be woven as well.
 */
public final class MailClassVisitor extends ClassVisitor {
  private final Map<String, Point> points;
  private final Map<String, String> fields = new HashMap<>();
  private String owner = "";
  private int version;
  private int woven;

  private MailClassVisitor(@Nullable ClassVisitor next, Map<String, Point> points) {
    super(Opcodes.ASM9, next);
    this.points = points;
  }

  /** A visitor for a class that is woven by its name; null when it is not. */
  public static @Nullable MailClassVisitor named(String className, @Nullable ClassVisitor next) {
    Map<String, Point> points = Points.of(className);
    return points == null ? null : new MailClassVisitor(next, points);
  }

  /** A visitor for any other subclass of {@code Transport}. */
  public static MailClassVisitor subtype(@Nullable ClassVisitor next) {
    return new MailClassVisitor(next, Points.ofSubtype());
  }

  /** The woven class, or null when there was nothing to weave. */
  public static byte @Nullable [] weave(String className, byte[] bytes, boolean subtype) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, 0);
    MailClassVisitor visitor = subtype ? subtype(writer) : named(className, writer);
    if (visitor == null) {
      return null;
    }
    reader.accept(visitor, ClassReader.EXPAND_FRAMES);
    return visitor.woven == 0 ? null : writer.toByteArray();
  }

  @Override
  public void visit(
      int classVersion,
      int access,
      String name,
      @Nullable String signature,
      @Nullable String superName,
      String @Nullable [] interfaces) {
    version = classVersion & 0xffff;
    owner = name;
    super.visit(classVersion, access, name, signature, superName, interfaces);
  }

  @Override
  public @Nullable FieldVisitor visitField(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      @Nullable Object value) {
    fields.put(name, descriptor);
    return super.visitField(access, name, descriptor, signature, value);
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
    Point point = points.get(name + descriptor);
    boolean hasCode = (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
    if (point == null || next == null || !hasCode) {
      return next;
    }
    woven++;
    Method method =
        new Method(
            owner,
            descriptor,
            (access & Opcodes.ACC_STATIC) != 0,
            version >= Opcodes.V1_6,
            Collections.unmodifiableMap(fields));
    return point.token
        ? new AroundVisitor(next, point, method)
        : new InsertingVisitor(next, point, method);
  }
}
