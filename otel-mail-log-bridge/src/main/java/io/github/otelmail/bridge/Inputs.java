// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.Input.Place;
import io.github.otelmail.bridge.parser.postfix.PostfixParser;
import io.github.otelmail.bridge.source.FileTail;
import io.github.otelmail.bridge.source.FileTail.Start;
import io.github.otelmail.bridge.source.LogSource;
import io.github.otelmail.bridge.source.Stdin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Opens the sources that the user named, each where it is to begin. */
final class Inputs {
  private final RunSettings settings;
  private final RunListener listener;
  private final List<String> descriptions = new ArrayList<>();

  Inputs(RunSettings settings, RunListener listener) {
    this.settings = settings;
    this.listener = listener;
  }

  /**
   * @param complete false when a checkpoint was lost, so that everything has to be read again
   * @param onInput called when a source that cannot be polled has more
   */
  List<Input> open(Checkpoints checkpoints, boolean complete, Runnable onInput) {
    List<Input> inputs = new ArrayList<>();
    for (String file : settings.files()) {
      if (file.equals(RunSettings.STDIN)) {
        descriptions.add("standard input");
        inputs.add(input(new Stdin(settings.stdin(), onInput, listener), null));
      } else {
        Path path = Path.of(file).toAbsolutePath().normalize();
        inputs.add(file(path, checkpoints.place(path.toString()), start(complete)));
      }
    }
    return inputs;
  }

  private Input file(Path path, @Nullable Place place, Start start) {
    String position = place == null ? null : place.position();
    descriptions.add(path + " " + describe(position, start));
    return input(new FileTail(path, start, position, settings.follow(), listener), place);
  }

  private Input input(LogSource source, @Nullable Place place) {
    PostfixParser parser = new PostfixParser(settings.zone(), reference(source));
    return new Input(source, parser, place, listener);
  }

  private Start start(boolean complete) {
    return switch (settings.from()) {
      case START -> Start.START;
      case END -> Start.END;
      case CHECKPOINT -> complete ? settings.newFiles() : Start.START;
    };
  }

  private static String describe(@Nullable String position, Start start) {
    if (position != null) {
      return "from where the last run stopped";
    }
    return start == Start.START ? "from its start" : "from its end";
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
