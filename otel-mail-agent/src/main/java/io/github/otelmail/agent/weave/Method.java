// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.weave;

import java.util.Map;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/** The method being woven, and how its values are put onto the stack. */
final class Method {
  static final String HOOKS = "io/github/otelmail/agent/bootstrap/MailHooks";

  /** Whether the version of the class wants them. */
  final boolean hasFrames;

  private final String owner;
  private final Type[] arguments;
  private final boolean isStatic;
  private final Map<String, String> fields;

  /**
   * Of a class.
   *
   * @param owner the class
   * @param hasFrames whether its version wants frames
   * @param fields descriptors of its fields by name
   */
  Method(
      String owner,
      String descriptor,
      boolean isStatic,
      boolean hasFrames,
      Map<String, String> fields) {
    this.owner = owner;
    this.arguments = Type.getArgumentTypes(descriptor);
    this.isStatic = isStatic;
    this.hasFrames = hasFrames;
    this.fields = fields;
  }

  /** The first local variable after {@code this} and the parameters. */
  int firstLocal() {
    return slot(arguments.length);
  }

  private int slot(int argument) {
    int slot = isStatic ? 0 : 1;
    for (int i = 0; i < argument; i++) {
      slot += arguments[i].getSize();
    }
    return slot;
  }

  /** Where code added at the begin of the method jumps to, to have what was there before it run. */
  void goOn(MethodVisitor to, Label label) {
    to.visitLabel(label);
    if (hasFrames) {
      Object[] types = locals();
      to.visitFrame(Opcodes.F_NEW, types.length, types, 0, new Object[0]);
      // A frame of the method's own may not follow at the same place.
      to.visitInsn(Opcodes.NOP);
    }
  }

  /** The types of the variables at the begin, for a frame. */
  Object[] locals() {
    int offset = isStatic ? 0 : 1;
    Object[] types = new Object[offset + arguments.length];
    if (!isStatic) {
      types[0] = owner;
    }
    for (int i = 0; i < arguments.length; i++) {
      types[offset + i] = frameType(arguments[i]);
    }
    return types;
  }

  private static Object frameType(Type type) {
    switch (type.getSort()) {
      case Type.LONG:
        return Opcodes.LONG;
      case Type.DOUBLE:
        return Opcodes.DOUBLE;
      case Type.FLOAT:
        return Opcodes.FLOAT;
      case Type.ARRAY:
      case Type.OBJECT:
        return type.getInternalName();
      default:
        return Opcodes.INTEGER;
    }
  }

  /** Calls the hook at the begin of the method. */
  void enter(MethodVisitor to, Point point) {
    String hook = point.enter;
    if (hook == null) {
      return;
    }
    for (Point.Argument argument : point.arguments) {
      load(to, argument, point.constant);
    }
    to.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, hook, point.enterDescriptor, false);
  }

  private void load(MethodVisitor to, Point.Argument argument, @Nullable String constant) {
    switch (argument) {
      case SELF:
        to.visitVarInsn(Opcodes.ALOAD, 0);
        break;
      case FIRST:
        parameter(to, 0);
        break;
      case SECOND:
        parameter(to, 1);
        break;
      case FOURTH:
        parameter(to, 3);
        break;
      case SESSION:
        field(to, "session");
        break;
      case TRANSPORT:
        field(to, "transport");
        break;
      case MESSAGE:
        field(to, "message");
        break;
      case CONSTANT:
        to.visitLdcInsn(constant);
        break;
      case NO_ARRAY:
        to.visitInsn(Opcodes.ACONST_NULL);
        break;
    }
  }

  private void parameter(MethodVisitor to, int index) {
    to.visitVarInsn(arguments[index].getOpcode(Opcodes.ILOAD), slot(index));
  }

  private void field(MethodVisitor to, String name) {
    String descriptor = fields.get(name);
    if (descriptor == null) {
      to.visitInsn(Opcodes.ACONST_NULL); // Another version of the class has no such field.
    } else {
      to.visitVarInsn(Opcodes.ALOAD, 0);
      to.visitFieldInsn(Opcodes.GETFIELD, owner, name, descriptor);
    }
  }
}
