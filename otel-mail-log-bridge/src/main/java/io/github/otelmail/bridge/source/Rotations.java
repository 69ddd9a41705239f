// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.PipelineListener;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files that a path has named before: {@code mail.log.1}, {@code mail.log-20261122}, {@code
 * mail.log.20261122-031500}, and those with {@code .gz} or {@code .zst} behind it. They are told
 * apart by age, so what compresses them has to keep the time of the last change, as gzip, zstd and
 * logrotate do.
 */
final class Rotations {
  private static final Pattern SUFFIX = Pattern.compile("[.-][0-9][0-9T._-]*([.]gz|[.]zst)?");

  private final Path path;
  private final PipelineListener listener;

  /**
   * @param listener told of damaged compressed files
   */
  Rotations(Path path, PipelineListener listener) {
    this.path = path;
    this.listener = listener;
  }

  /** A rotated file as the directory shows it. */
  record Rotated(Path path, String key, long modifiedNanos) {
    private static final Comparator<Rotated> OLDEST_FIRST =
        Comparator.comparingLong(Rotated::modifiedNanos)
            .thenComparing(Rotated::number, Comparator.reverseOrder())
            .thenComparing(Rotated::path);

    /** {@code mail.log.2} is older than {@code mail.log.1}; 0 for a date. */
    private int number() {
      String name = PackedLogFile.plainName(path).toString();
      String digits = name.substring(name.lastIndexOf('.') + 1);
      return digits.matches("[0-9]{1,4}") ? Integer.parseInt(digits) : 0;
    }
  }

  /** The rotated files, oldest first; none when the directory cannot be listed. */
  List<Rotated> list() {
    List<Rotated> found = new ArrayList<>();
    String base = String.valueOf(path.getFileName());
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null) {
      return found;
    }
    try (DirectoryStream<Path> names =
        Files.newDirectoryStream(directory, name -> isRotation(base, name))) {
      for (Path name : names) {
        BasicFileAttributes attributes = attributes(name);
        if (attributes != null && attributes.isRegularFile()) {
          found.add(new Rotated(name, LogFile.key(attributes), LogFile.modifiedNanos(attributes)));
        }
      }
    } catch (IOException e) {
      // Without the directory, the path itself is all there is to follow.
      return found;
    }
    found.removeIf(rotated -> isBeingPacked(rotated.path()));
    found.sort(Rotated.OLDEST_FIRST);
    return found;
  }

  /** While a file is being compressed it is there twice, and the compressed one not whole yet. */
  private static boolean isBeingPacked(Path path) {
    return PackedLogFile.isPacked(path) && Files.exists(PackedLogFile.plainName(path));
  }

  /** True when one of the rotated files is this one. */
  boolean has(String key) {
    return indexOf(key, list()) >= 0;
  }

  /**
   * Bytes of the rotated file with this key after {@code offset}, and of all that are newer;
   * compressed ones do not count. 0 when there is no such file. For any thread.
   */
  long bytesAfter(String key, long offset) {
    List<Rotated> files = list();
    int index = indexOf(key, files);
    if (index < 0) {
      return 0;
    }
    long bytes = 0;
    for (Rotated rotated : files.subList(index, files.size())) {
      BasicFileAttributes attributes = attributes(rotated.path());
      if (attributes != null && !PackedLogFile.isPacked(rotated.path())) {
        bytes += Math.max(0, attributes.size() - (rotated.key().equals(key) ? offset : 0));
      }
    }
    return bytes;
  }

  private List<Path> candidates() {
    List<Path> candidates = new ArrayList<>();
    candidates.add(path);
    list().forEach(rotated -> candidates.add(rotated.path()));
    return candidates;
  }

  /** The file of a position, opened: under the path itself, or rotated; null when it is gone. */
  @Nullable LogFile find(FilePosition position) {
    LogFile copy = null;
    for (Path candidate : candidates()) {
      LogFile file = openIfHolding(candidate, position);
      if (file == null) {
        continue;
      }
      if (file.key().equals(position.key()) || copy == null) {
        closeQuietly(copy);
        copy = file;
        if (file.key().equals(position.key())) {
          return file;
        }
      } else {
        closeQuietly(file);
      }
    }
    return copy;
  }

  /**
   * The file that was written after another one, opened: the oldest newer rotated file, or what the
   * path names; null while there is none that has content.
   *
   * @param current the other file, null when it is gone
   * @param modifiedNanos when that was last written, epoch nanoseconds: what counts where the
   *     directory does not show it any more
   */
  @Nullable LogFile after(@Nullable LogFile current, long modifiedNanos) throws IOException {
    List<Rotated> newer = list();
    int index = current == null ? -1 : indexOf(current.key(), newer);
    if (index >= 0) {
      newer.subList(0, index + 1).clear();
    } else {
      newer.removeIf(rotated -> rotated.modifiedNanos() <= modifiedNanos);
    }
    for (Rotated rotated : newer) {
      LogFile next = openWithContent(rotated.path(), current);
      if (next != null) {
        return next;
      }
    }
    return openWithContent(path, current);
  }

  private static int indexOf(String key, List<Rotated> files) {
    for (int i = 0; i < files.size(); i++) {
      if (files.get(i).key().equals(key)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Another file that goes on where the position is, opened: what the path names now, or a rotated
   * one that is longer than what was read. Null when there is none.
   *
   * @param current the file of the position, which has other names by now, or none
   */
  @Nullable LogFile copy(LogFile current, FilePosition position, long readOffset)
      throws IOException {
    for (Path candidate : candidates()) {
      LogFile copy = openIfHolding(candidate, position);
      if (copy != null
          && !copy.key().equals(current.key())
          && (candidate.equals(path) || copy.reaches(readOffset + 1))
          && copy.agreesBefore(position.offset(), current)) {
        return copy;
      }
      closeQuietly(copy);
    }
    return null;
  }

  /** Null also for a copy of the current file, unless it has taken its place. */
  private @Nullable LogFile openWithContent(Path candidate, @Nullable LogFile current)
      throws IOException {
    LogFile next;
    try {
      next = LogFile.open(candidate, listener);
    } catch (NoSuchFileException e) {
      return null;
    }
    boolean isCopy =
        current != null
            && !candidate.equals(path)
            && next.fingerprint().isLike(current.fingerprint());
    if (isCopy || !next.hasContent()) {
      next.close();
      return null;
    }
    return next;
  }

  private @Nullable LogFile openIfHolding(Path candidate, FilePosition position) {
    LogFile file = null;
    try {
      file = LogFile.open(candidate, listener);
      if (file.holds(position)) {
        return file;
      }
    } catch (IOException e) {
      // Gone or not readable: not the file that is looked for.
    }
    closeQuietly(file);
    return null;
  }

  private static boolean isRotation(String base, Path candidate) {
    String name = String.valueOf(candidate.getFileName());
    return name.startsWith(base) && SUFFIX.matcher(name.substring(base.length())).matches();
  }

  /** The names that a rotation may have made this one from: every one that a suffix is cut off. */
  static List<Path> namesBefore(Path rotated) {
    String name = String.valueOf(rotated.getFileName());
    List<Path> names = new ArrayList<>();
    for (int i = 1; i < name.length(); i++) {
      if (SUFFIX.matcher(name.substring(i)).matches()) {
        names.add(rotated.resolveSibling(name.substring(0, i)));
      }
    }
    return names;
  }

  static @Nullable BasicFileAttributes attributes(Path path) {
    try {
      return LogFile.attributes(path);
    } catch (IOException e) {
      // Rotation renames and deletes between listing and looking.
      return null;
    }
  }

  static void closeQuietly(@Nullable LogFile file) {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        // Nothing was written, so nothing can be lost by a failing close.
        return;
      }
    }
  }
}
