// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.weave;

import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** Adds a call at the begin of a method, at its normal ends, or both. */
final class InsertingVisitor extends MethodVisitor {
  /** The parameters of the hook that has most, or what a method has when it returns, and one. */
  private static final int MORE_STACK = 2;

  private final Point point;
  private final Method method;

  InsertingVisitor(MethodVisitor next, Point point, Method method) {
    super(Opcodes.ASM9, next);
    this.point = point;
    this.method = method;
  }

  @Override
  public void visitCode() {
    super.visitCode();
    method.enter(mv, point);
    if (point.skips) {
      Label goOn = new Label();
      mv.visitJumpInsn(Opcodes.IFEQ, goOn);
      mv.visitInsn(Opcodes.ACONST_NULL);
      mv.visitInsn(Opcodes.ARETURN);
      method.goOn(mv, goOn);
    }
  }

  @Override
  public void visitInsn(int opcode) {
    String leave = point.leave;
    if (leave != null && opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
      mv.visitVarInsn(Opcodes.ALOAD, 0);
      mv.visitMethodInsn(Opcodes.INVOKESTATIC, Method.HOOKS, leave, "(Ljava/lang/Object;)V", false);
    }
    super.visitInsn(opcode);
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    super.visitMaxs(maxStack + MORE_STACK, maxLocals);
  }
}
