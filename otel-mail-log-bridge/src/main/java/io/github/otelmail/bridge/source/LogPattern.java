// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Names log files by a pattern: {@code *}, {@code ?}, {@code [a-z]} and {@code {a,b}} as {@link
 * java.nio.file.FileSystem#getPathMatcher} reads them, in any part of the path.
 *
 * <p>The rotated and compressed files of a log that the pattern names as well are that log's, and
 * not found: {@code mail.log*} finds {@code mail.log} alone.
 */
public final class LogPattern {
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

  private final Path absolute;
  private final PathMatcher matcher;

  private LogPattern(Path absolute) {
    this.absolute = absolute;
    this.matcher = FileSystems.getDefault().getPathMatcher("glob:" + absolute);
  }

  /** True for what is a pattern, and not the name of one file. */
  public static boolean isPattern(String text) {
    return WILDCARD.matcher(text).find();
  }

  /**
   * A pattern, from the present directory where it is not absolute.
   *
   * @throws IllegalArgumentException when a bracket is not closed
   */
  public static LogPattern of(String text) {
    try {
      return new LogPattern(Path.of(text).toAbsolutePath().normalize());
    } catch (PatternSyntaxException e) {
      // Its message is three lines, with the pattern and a mark below the place.
      throw new IllegalArgumentException(
          "'" + text + "' is no pattern of file names: " + e.getDescription(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no pattern of file names: " + e.getMessage(), e);
    }
  }

  /** The files there are now, sorted by name; none where a directory cannot be listed. */
  public List<Path> files() {
    List<Path> found = List.of(absolute.getRoot());
    for (int i = 0; i < absolute.getNameCount(); i++) {
      String part = absolute.getName(i).toString();
      boolean last = i == absolute.getNameCount() - 1;
      found = last ? in(found, part, this::isLog) : in(found, part, Files::isDirectory);
    }
    return found.stream().sorted().toList();
  }

  private static List<Path> in(List<Path> directories, String part, Predicate<Path> wanted) {
    List<Path> found = new ArrayList<>();
    for (Path directory : directories) {
      for (Path name : isPattern(part) ? list(directory, part) : List.of(directory.resolve(part))) {
        if (wanted.test(name)) {
          found.add(name);
        }
      }
    }
    return found;
  }

  private static List<Path> list(Path directory, String pattern) {
    List<Path> names = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, pattern)) {
      stream.forEach(names::add);
      return names;
    } catch (IOException | DirectoryIteratorException e) {
      // Not there, or not for this user: as if it were empty, until it is looked at again.
      return names;
    }
  }

  private boolean isLog(Path file) {
    return Files.isRegularFile(file)
        && !PackedLogFile.isPacked(file)
        && Rotations.namesBefore(file).stream().noneMatch(matcher::matches);
  }

  @Override
  public String toString() {
    return absolute.toString();
  }
}
