// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.opentelemetry.context.Scope;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call of Jakarta Mail that is being recorded, from its enter to its exit. The one who made it
 * calls {@link #accept} with what the call threw, or null: once, and on the same thread.
 */
abstract class TracedCall implements Consumer<@Nullable Throwable> {
  private final Activity activity;

  /** Of the activity, if this call began it; else null. */
  private final @Nullable Scope scope;

  TracedCall(Activity activity, @Nullable Scope scope) {
    this.activity = activity;
    this.scope = scope;
  }

  /** The call returned, or threw the error. Throws errors of the machine only. */
  @Override
  public final void accept(@Nullable Throwable error) {
    Scope own = scope;
    try {
      over(error);
    } finally {
      if (own != null) {
        end(activity, own, error);
      }
    }
  }

  /**
   * Ends an activity that was current; what the machine throws meanwhile leaves nothing current.
   */
  static void end(Activity activity, Scope scope, @Nullable Throwable error) {
    try {
      scope.close();
    } catch (Throwable t) {
      Failsafe.swallow("close a scope", t);
    } finally {
      activity.end(error);
    }
  }

  /** The call is over, but the activity may go on. */
  abstract void over(@Nullable Throwable error);
}
