// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.Input.Place;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.parser.postfix.PostfixParser;
import io.github.otelmail.bridge.source.FileTail;
import io.github.otelmail.bridge.source.FileTail.Start;
import io.github.otelmail.bridge.source.FileTail.Until;
import io.github.otelmail.bridge.source.LogPattern;
import io.github.otelmail.bridge.source.LogSource;
import io.github.otelmail.bridge.source.Stdin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Opens the sources that the user named, each where it is to begin. */
final class Inputs {
  /** So many files at once; each takes a file handle and a buffer. */
  private static final int MAX_FILES = 1_000;

  private final RunSettings settings;
  private final PipelineListener listener;
  private final Checkpoints checkpoints;
  private final boolean complete;
  private final List<LogPattern> patterns = new ArrayList<>();
  private final List<String> descriptions = new ArrayList<>();
  private final List<Path> named = new ArrayList<>();
  private final FollowedFiles followed;
  private boolean toldOfTooMany;

  /**
   * @param complete false when a checkpoint was lost, so that everything has to be read again
   */
  Inputs(
      RunSettings settings, PipelineListener listener, Checkpoints checkpoints, boolean complete) {
    this.settings = settings;
    this.listener = listener;
    this.checkpoints = checkpoints;
    this.complete = complete;
    this.followed = new FollowedFiles(listener);
  }

  /**
   * @param onInput called when a source that cannot be polled has more
   * @param standardInput what a bridge before left of it, null for nothing
   * @throws FailedException when one cannot be opened
   */
  List<Input> open(Runnable onInput, @Nullable Input standardInput) {
    List<Input> inputs = new ArrayList<>();
    try {
      open(onInput, standardInput, inputs);
    } catch (FailedException e) {
      inputs.stream().filter(input -> input != standardInput).forEach(Input::close);
      throw e;
    }
    return inputs;
  }

  private void open(Runnable onInput, @Nullable Input standardInput, List<Input> inputs) {
    for (String file : settings.files()) {
      if (file.equals(RunSettings.STDIN)) {
        descriptions.add("standard input");
        inputs.add(
            standardInput != null
                ? standardInput
                : input(new Stdin(settings.stdin(), onInput, listener), null));
      } else if (LogPattern.isPattern(file)) {
        LogPattern pattern = LogPattern.of(file);
        patterns.add(pattern);
        List<Path> found = pattern.files();
        descriptions.add(pattern + " (" + found.size() + " files)");
        inputs.addAll(follow(found, start()));
      } else {
        Path path = Path.of(file).toAbsolutePath().normalize();
        if (!named.contains(path)) {
          named.add(path);
          inputs.addAll(followNamed(path, start()));
        }
      }
    }
    for (SourceFactory other : settings.others()) {
      descriptions.add(other.name());
      inputs.add(other(other, onInput));
    }
  }

  /**
   * The files that were not there before, or had another name that was followed, from their start.
   */
  List<Input> arrived() {
    List<Input> inputs = new ArrayList<>();
    followed.look();
    for (Path path : named) {
      inputs.addAll(followNamed(path, Start.START));
    }
    for (LogPattern pattern : patterns) {
      inputs.addAll(follow(pattern.files(), Start.START));
    }
    return inputs;
  }

  /** True when files may come and go. */
  boolean areOpen() {
    return settings.follow() && (!patterns.isEmpty() || followed.hasOtherNames());
  }

  /** Forgets a file that was deleted. */
  void ended(Input input) {
    followed.remove(input.name());
    checkpoints.forget(input.name());
    input.close();
  }

  /** Names of files that are read by another name, and those names. */
  Map<String, String> otherNames() {
    return followed.otherNames();
  }

  private List<Input> followNamed(Path path, Start start) {
    if (!followed.isNew(path)) {
      return List.of();
    }
    descriptions.add(path + " " + describe(place(path), start));
    return List.of(file(path, start, settings.follow() ? Until.FOREVER : Until.NOW));
  }

  private List<Input> follow(List<Path> files, Start start) {
    List<Input> inputs = new ArrayList<>();
    for (Path path : files) {
      if (!followed.isNew(path)) {
        continue;
      }
      if (followed.size() >= MAX_FILES) {
        if (!toldOfTooMany) {
          listener.notice(
              "more than "
                  + MAX_FILES
                  + " files to follow; the rest, such as "
                  + path
                  + ", is not read: use narrower patterns or several bridges");
        }
        toldOfTooMany = true;
        return inputs;
      }
      inputs.add(file(path, start, settings.follow() ? Until.DELETED : Until.NOW));
    }
    return inputs;
  }

  private Input file(Path path, Start start, Until until) {
    Place place = place(path);
    String position = place == null ? null : place.position();
    FileTail tail = new FileTail(path, start, position, until, listener);
    followed.add(tail);
    return input(tail, place);
  }

  private Input other(SourceFactory factory, Runnable onInput) {
    Place place = checkpoints.place(factory.name());
    try {
      String position = place == null ? null : place.position();
      return input(factory.open(position, start(), onInput, listener), place);
    } catch (IOException e) {
      throw new FailedException(factory.name() + ": " + e.getMessage());
    }
  }

  private @Nullable Place place(Path path) {
    Place known = checkpoints.place(path.toString());
    return known != null ? known : checkpoints.placeByAnotherName(path);
  }

  private Input input(LogSource source, @Nullable Place place) {
    PostfixParser parser = new PostfixParser(settings.zone(), reference(source));
    return new Input(source, parser, place, listener);
  }

  private Start start() {
    return complete ? settings.start() : Start.ROTATED;
  }

  private static String describe(@Nullable Place place, Start start) {
    if (place != null) {
      return "from where the last run stopped";
    }
    return switch (start) {
      case ROTATED -> "from its start, rotated files first";
      case START -> "from its start";
      case END -> "from its end";
    };
  }

  /** A file's lines are not after it was last written. */
  private static LongSupplier reference(LogSource source) {
    return () -> {
      long modified = source.modifiedMicros();
      return modified == Long.MIN_VALUE ? System.currentTimeMillis() * 1000 : modified;
    };
  }

  /** What is read, and from where, for a person. */
  String description() {
    return String.join(", ", descriptions);
  }
}
