// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import java.util.ArrayList;
import java.util.List;

/** What otel-mail-api, used by the application itself, records on each thread now. */
final class LibraryCalls {
  /** Messages and transports, in the order in which they began; absent when there are none. */
  private static final ThreadLocal<List<Object>> CURRENT = new ThreadLocal<>();

  /** False in most JVMs, which have no otel-mail-api of their own. */
  private static volatile boolean any;

  static void begins(Object messageOrTransport) {
    any = true;
    List<Object> list = CURRENT.get();
    if (list == null) {
      list = new ArrayList<>(2);
      CURRENT.set(list);
    }
    list.add(messageOrTransport);
  }

  static void ends(Object messageOrTransport) {
    List<Object> list = CURRENT.get();
    int index = list == null ? -1 : indexOf(list, messageOrTransport);
    if (list != null && index >= 0) {
      list.subList(index, list.size()).clear();
      if (list.isEmpty()) {
        CURRENT.remove();
      }
    }
  }

  static boolean records(Object messageOrTransport) {
    List<Object> list = any ? CURRENT.get() : null;
    return list != null && indexOf(list, messageOrTransport) >= 0;
  }

  private static int indexOf(List<Object> list, Object object) {
    for (int i = list.size() - 1; i >= 0; i--) {
      if (list.get(i) == object) {
        return i;
      }
    }
    return -1;
  }

  private LibraryCalls() {}
}
