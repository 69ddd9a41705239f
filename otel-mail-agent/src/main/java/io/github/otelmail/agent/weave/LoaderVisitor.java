// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.weave;

import java.util.Collections;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Has a class loader give the classes that woven code calls, as its own class sees them, before it
 * does anything else in {@code loadClass}.
 */
public final class LoaderVisitor extends ClassVisitor {
  private static final String LOAD = "(Ljava/lang/String;)Ljava/lang/Class;";
  private static final String LOAD_AND_RESOLVE = "(Ljava/lang/String;Z)Ljava/lang/Class;";

  private String owner = "";
  private boolean hasFrames;
  private boolean woven;

  private LoaderVisitor(ClassVisitor next) {
    super(Opcodes.ASM9, next);
  }

  /** The woven class, or null when it has no {@code loadClass} of its own. */
  public static byte @Nullable [] weave(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, 0);
    LoaderVisitor visitor = new LoaderVisitor(writer);
    reader.accept(visitor, ClassReader.EXPAND_FRAMES);
    return visitor.woven ? writer.toByteArray() : null;
  }

  @Override
  public void visit(
      int version,
      int access,
      String name,
      @Nullable String signature,
      @Nullable String superName,
      String @Nullable [] interfaces) {
    owner = name;
    hasFrames = (version & 0xffff) >= Opcodes.V1_6;
    super.visit(version, access, name, signature, superName, interfaces);
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
    boolean loads =
        name.equals("loadClass")
            && (descriptor.equals(LOAD) || descriptor.equals(LOAD_AND_RESOLVE))
            && (access & (Opcodes.ACC_STATIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
    if (next == null || !loads) {
      return next;
    }
    woven = true;
    return new LoadVisitor(
        next, new Method(owner, descriptor, false, hasFrames, Collections.emptyMap()));
  }

  private static final class LoadVisitor extends MethodVisitor {
    /** A name and a prefix. */
    private static final int STACK = 2;

    private static final String PREFIX =
        Method.HOOKS.substring(0, Method.HOOKS.lastIndexOf('/') + 1).replace('/', '.');

    private final Method method;

    LoadVisitor(MethodVisitor next, Method method) {
      super(Opcodes.ASM9, next);
      this.method = method;
    }

    // With a loader named, Class.forName would ask a security manager.
    @Override
    public void visitCode() {
      super.visitCode();
      Label goOn = new Label();
      mv.visitVarInsn(Opcodes.ALOAD, 1);
      mv.visitLdcInsn(PREFIX);
      mv.visitMethodInsn(
          Opcodes.INVOKEVIRTUAL, "java/lang/String", "startsWith", "(Ljava/lang/String;)Z", false);
      mv.visitJumpInsn(Opcodes.IFEQ, goOn);
      mv.visitVarInsn(Opcodes.ALOAD, 1);
      mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Class", "forName", LOAD, false);
      mv.visitInsn(Opcodes.ARETURN);
      method.goOn(mv, goOn);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
      super.visitMaxs(Math.max(maxStack, STACK), maxLocals);
    }
  }
}
