// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.PipelineListener;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.jspecify.annotations.Nullable;

/** Tells of what keeps a file from being read: once, until it is something else or nothing. */
final class FileTrouble {
  private final String file;
  private final PipelineListener listener;
  private @Nullable String told;
  private volatile @Nullable String present;

  FileTrouble(String file, PipelineListener listener) {
    this.file = file;
    this.listener = listener;
  }

  void tell(IOException failure) {
    String what = "cannot be read: " + failure;
    if (failure instanceof AccessDeniedException denied) {
      String which = file.equals(denied.getFile()) ? "" : denied.getFile() + " ";
      what = which + "is not readable for this user; add the user to the file's group (often adm)";
    }
    present = file + ": " + what;
    tell(what);
  }

  /** The last look did not fail. */
  void passed() {
    if (present != null) {
      present = null;
    }
  }

  /** Why the last look failed; null when it did not. For any thread. */
  @Nullable String present() {
    return present;
  }

  void tell(String what) {
    if (!what.equals(told)) {
      told = what;
      listener.notice(file + ": " + what);
    }
  }

  /** The file is read. */
  void over() {
    if (told != null) {
      told = null;
      listener.notice(file + ": reading");
    }
  }
}
