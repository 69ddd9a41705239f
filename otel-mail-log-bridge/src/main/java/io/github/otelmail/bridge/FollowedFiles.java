// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.source.FileTail;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which files are followed, by which of their names. One that has several, by links or because it
 * was renamed, is followed by the first, for as long as that stands for it.
 */
final class FollowedFiles {
  private final PipelineListener listener;
  private final Map<String, FileTail> tails = new LinkedHashMap<>();

  /** What the names stood for at the last look: device and inode. */
  private final Map<String, String> nameByKey = new HashMap<>();

  /** Names that are passed over, and those that their files are followed by. */
  private final Map<String, String> otherNames = new LinkedHashMap<>();

  FollowedFiles(PipelineListener listener) {
    this.listener = listener;
  }

  /** Sees what the names stand for now. */
  void look() {
    nameByKey.clear();
    tails.forEach(this::note);
  }

  private void note(String name, FileTail tail) {
    tail.keys().forEach(key -> nameByKey.putIfAbsent(key, name));
  }

  /** True for a file that is to be followed by this name; tells once of one that has another. */
  boolean isNew(Path path) {
    String name = path.toString();
    if (tails.containsKey(name)) {
      return false;
    }
    String key = FileTail.key(path);
    if (key == null) {
      return !otherNames.containsKey(name);
    }
    String known = nameByKey.get(key);
    if (known != null && otherNames.put(name, known) == null) {
      listener.notice(name + " is the same file as " + known + ", and is not read a second time");
    }
    return known == null;
  }

  void add(FileTail tail) {
    tails.put(tail.name(), tail);
    otherNames.remove(tail.name());
    note(tail.name(), tail);
  }

  void remove(String name) {
    tails.remove(name);
  }

  int size() {
    return tails.size();
  }

  /** True when a file may have to be followed by another name later. */
  boolean hasOtherNames() {
    return !otherNames.isEmpty();
  }

  /** The names that are passed over and those that stand for the same file at this moment. */
  Map<String, String> otherNames() {
    Map<String, String> same = new LinkedHashMap<>();
    otherNames.forEach(
        (other, name) -> {
          FileTail tail = tails.get(name);
          @Nullable String key = FileTail.key(Path.of(other));
          if (tail != null && key != null && tail.keys().contains(key)) {
            same.put(other, name);
          }
        });
    return same;
  }
}
