// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.weave;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.TypePath;
import org.jspecify.annotations.Nullable;

/**
 * Adds a call at the begin of a method, keeps what it returns in a local variable of its own, and
 * gives that to {@code MailHooks.exit} when the method returns or throws. The variable comes right
 * after the parameters; all others move by one.
 */
final class AroundVisitor extends MethodVisitor {
  private static final int MORE_STACK = 4;

  private final Point point;
  private final Method method;
  private final int token;
  private final Label start = new Label();

  AroundVisitor(MethodVisitor next, Point point, Method method) {
    super(Opcodes.ASM9, next);
    this.point = point;
    this.method = method;
    this.token = method.firstLocal();
  }

  @Override
  public void visitCode() {
    super.visitCode();
    method.enter(mv, point);
    mv.visitVarInsn(Opcodes.ASTORE, token);
    mv.visitLabel(start);
  }

  @Override
  public void visitInsn(int opcode) {
    if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
      mv.visitVarInsn(Opcodes.ALOAD, token);
      mv.visitInsn(Opcodes.ACONST_NULL);
      exit();
    }
    super.visitInsn(opcode);
  }

  private void exit() {
    mv.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        Method.HOOKS,
        "exit",
        "(Ljava/lang/Object;Ljava/lang/Throwable;)V",
        false);
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    Label handler = new Label();
    mv.visitLabel(handler);
    if (method.hasFrames) {
      Object[] locals = withToken(new Object[0]);
      mv.visitFrame(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {"java/lang/Throwable"});
    }
    mv.visitInsn(Opcodes.DUP);
    mv.visitVarInsn(Opcodes.ALOAD, token);
    mv.visitInsn(Opcodes.SWAP);
    exit();
    mv.visitInsn(Opcodes.ATHROW);
    // Last, so that the method's own handlers go before it.
    mv.visitTryCatchBlock(start, handler, handler, null);
    super.visitMaxs(maxStack + MORE_STACK, maxLocals + 1);
  }

  @Override
  public void visitFrame(
      int type, int numLocal, Object @Nullable [] local, int numStack, Object @Nullable [] stack) {
    Object[] before = new Object[numLocal];
    if (local != null) {
      System.arraycopy(local, 0, before, 0, numLocal);
    }
    Object[] locals = withToken(before);
    super.visitFrame(type, locals.length, locals, numStack, stack);
  }

  /** The types of the variables with the token's among them. */
  private Object[] withToken(Object[] locals) {
    List<Object> result = new ArrayList<>(locals.length + 1);
    int slot = 0;
    int i = 0;
    for (; i < locals.length && slot < token; i++) {
      result.add(locals[i]);
      slot += size(locals[i]);
    }
    for (; slot < token; slot++) {
      result.add(Opcodes.TOP);
    }
    result.add("java/lang/Object");
    for (; i < locals.length; i++) {
      result.add(locals[i]);
    }
    return result.toArray();
  }

  private static int size(Object frameType) {
    return Opcodes.LONG.equals(frameType) || Opcodes.DOUBLE.equals(frameType) ? 2 : 1;
  }

  private int moved(int variable) {
    return variable < token ? variable : variable + 1;
  }

  @Override
  public void visitVarInsn(int opcode, int variable) {
    super.visitVarInsn(opcode, moved(variable));
  }

  @Override
  public void visitIincInsn(int variable, int increment) {
    super.visitIincInsn(moved(variable), increment);
  }

  @Override
  public void visitLocalVariable(
      String name,
      String descriptor,
      @Nullable String signature,
      Label from,
      Label to,
      int variable) {
    super.visitLocalVariable(name, descriptor, signature, from, to, moved(variable));
  }

  @Override
  public @Nullable AnnotationVisitor visitLocalVariableAnnotation(
      int typeRef,
      @Nullable TypePath typePath,
      Label[] from,
      Label[] to,
      int[] variables,
      String descriptor,
      boolean visible) {
    int[] moved = new int[variables.length];
    for (int i = 0; i < variables.length; i++) {
      moved[i] = moved(variables[i]);
    }
    return super.visitLocalVariableAnnotation(
        typeRef, typePath, from, to, moved, descriptor, visible);
  }
}
