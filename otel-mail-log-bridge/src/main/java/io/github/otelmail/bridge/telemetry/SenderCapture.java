// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Notes what an exporter of the SDK sends with. The SDK reads all settings of the connection and
 * then asks a provider for a sender; the bridge's own providers hand out those of another one, and
 * tell of it here.
 */
final class SenderCapture implements AutoCloseable {
  private static final ThreadLocal<SenderCapture> CURRENT = new ThreadLocal<>();

  private @Nullable SpanSender last;

  private SenderCapture() {}

  /** Notes the senders that this thread makes until this is closed. */
  static SenderCapture open() {
    SenderCapture capture = new SenderCapture();
    CURRENT.set(capture);
    return capture;
  }

  /** A sender was made. */
  static void made(SpanSender sender) {
    SenderCapture current = CURRENT.get();
    if (current != null) {
      current.last = sender;
    }
  }

  /** The last one made, once; null for none. */
  @Nullable SpanSender take() {
    SpanSender taken = last;
    last = null;
    return taken;
  }

  @Override
  public void close() {
    CURRENT.remove();
  }

  /**
   * Another provider than {@code own}.
   *
   * @param preferred name of its class; any other where that one is not there
   */
  static <P> P provider(Class<P> type, P own, String preferred) {
    P found = null;
    for (P provider : ServiceLoader.load(type)) {
      if (provider.getClass().getName().equals(preferred)) {
        return provider;
      }
      if (found == null && provider.getClass() != own.getClass()) {
        found = provider;
      }
    }
    if (found == null) {
      throw new IllegalStateException("no " + type.getSimpleName() + " on the class path");
    }
    return found;
  }
}
