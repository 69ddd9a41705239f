// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

/** What a tracker keeps in an {@link EntryStore} cannot be read, so the tracker cannot go on. */
public final class EntryStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, for a person
   */
  public EntryStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
