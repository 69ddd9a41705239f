// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.weave;

import org.jspecify.annotations.Nullable;

/** What is added to one method: calls of {@code MailHooks}, at its begin and at its ends. */
final class Point {
  /** What the call at the begin gets; in the order of its parameters. */
  enum Argument {
    /** {@code this}. */
    SELF,
    FIRST,
    SECOND,
    FOURTH,
    /** The field {@code session} of the class itself. */
    SESSION,
    /** The field {@code transport} of the class itself. */
    TRANSPORT,
    /** The field {@code message} of the class itself. */
    MESSAGE,
    /** The {@link Point#constant}. */
    CONSTANT,
    /** Null, as an array. */
    NO_ARRAY
  }

  /** The hook called at the begin, or null. */
  final @Nullable String enter;

  final String enterDescriptor;
  final Argument[] arguments;

  /** True when what the first hook returns is to be given to {@code MailHooks.exit} at the end. */
  final boolean token;

  /** The hook called with {@code this} before the method returns, or null. */
  final @Nullable String leave;

  /** True when the method is to return null at once if the hook at the begin says true. */
  final boolean skips;

  final @Nullable String constant;

  private Point(
      @Nullable String enter,
      String enterDescriptor,
      Argument[] arguments,
      boolean token,
      @Nullable String leave,
      @Nullable String constant) {
    this.enter = enter;
    this.enterDescriptor = enterDescriptor;
    this.arguments = arguments;
    this.token = token;
    this.leave = leave;
    this.constant = constant;
    this.skips = enterDescriptor.endsWith("Z");
  }

  /** A call with a begin and an end; the parameters are those of the hook. */
  static Point around(String hook, String parameters, Argument... arguments) {
    return new Point(hook, parameters + "Ljava/lang/Object;", arguments, true, null, null);
  }

  /** Only the begin. */
  static Point before(String hook, Argument... arguments) {
    return new Point(hook, "(Ljava/lang/Object;)V", arguments, false, null, null);
  }

  /** Only a normal end. */
  static Point after(String hook) {
    return new Point(null, "", new Argument[0], false, hook, null);
  }

  /** A phase begins with the method; a hook may follow at a normal end. */
  static Point phase(String name, @Nullable String leave) {
    return new Point(
        "phase",
        "(Ljava/lang/Object;Ljava/lang/String;)V",
        new Argument[] {Argument.SELF, Argument.CONSTANT},
        false,
        leave,
        name);
  }

  /** The method returns null if the hook says true. */
  static Point unless(String hook, Argument... arguments) {
    return new Point(hook, "(Ljava/lang/Object;)Z", arguments, false, null, null);
  }
}
