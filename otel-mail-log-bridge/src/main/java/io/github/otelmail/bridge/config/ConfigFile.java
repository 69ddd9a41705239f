// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A file of YAML 1.2 that is one flat mapping: each key has a text, or a list of texts. Values stay
 * as they are written; what they mean is up to the option they are for.
 *
 * <p>The parser's events are read as they come, and nothing is built from them: no objects, no
 * aliases, no nesting, so the file's size bounds what reading costs.
 */
public final class ConfigFile {
  /** Many times what all options need. */
  static final int MAX_BYTES = 64 * 1024;

  private final Path path;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * A key and what it has.
   *
   * @param line the key's, counted from 1
   */
  record Entry(int line, List<String> values) {}

  private ConfigFile(Path path) {
    this.path = path;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException when it cannot be read or is not such a file
   */
  public static ConfigFile read(Path path) throws ConfigException {
    ConfigFile file = new ConfigFile(path);
    try {
      file.entries(text(path));
    } catch (NoSuchFileException e) {
      file.problems.add(path + " does not exist; name another file with --config");
    } catch (CharacterCodingException e) {
      file.problems.add(path + " is not UTF-8; save it as such");
    } catch (IOException e) {
      file.problems.add(path + " cannot be read (" + e + "); make it readable for this user");
    }
    if (!file.problems.isEmpty()) {
      throw new ConfigException(file.problems);
    }
    return file;
  }

  /** Where the file is. */
  public Path path() {
    return path;
  }

  Map<String, Entry> entries() {
    return entries;
  }

  /** {@code FILE:LINE}. */
  String place(int line) {
    return path + ":" + line;
  }

  private static String text(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("larger than " + MAX_BYTES + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
  }

  private void entries(String text) {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(MAX_BYTES).build();
    try {
      Iterator<Event> events = new Parse(settings).parseString(text).iterator();
      events.next();
      if (events.next().getEventId() == Event.ID.StreamEnd) {
        return;
      }
      document(events);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      problems.add(place(line) + ": this is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(path + ": this is not YAML: " + e.getMessage());
    }
  }

  private void document(Iterator<Event> events) {
    Event first = events.next();
    if (first instanceof ScalarEvent empty && isEmpty(empty)) {
      return;
    }
    if (first.getEventId() != Event.ID.MappingStart) {
      problem(first, "expected lines of the form 'option: value'");
      return;
    }
    for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
      if (!(key instanceof ScalarEvent name)) {
        problem(key, "the name of an option was expected");
        return;
      }
      if (!entry(name, events)) {
        return;
      }
    }
    events.next();
    Event end = events.next();
    if (end.getEventId() != Event.ID.StreamEnd) {
      problem(end, "a second document begins; put all options into the first one");
    }
  }

  /** Reads what belongs to a key; false where reading cannot go on. */
  private boolean entry(ScalarEvent name, Iterator<Event> events) {
    String key = name.getValue();
    List<String> values = new ArrayList<>();
    Event value = events.next();
    if (value.getEventId() == Event.ID.SequenceStart) {
      Event item = events.next();
      for (; item.getEventId() != Event.ID.SequenceEnd; item = events.next()) {
        if (!take(key, item, values)) {
          return false;
        }
      }
    } else if (!take(key, value, values)) {
      return false;
    }
    Entry before = entries.putIfAbsent(key, new Entry(line(name), values));
    if (before != null) {
      problem(name, key + " is set in line " + before.line + " already; keep one of them");
    }
    return true;
  }

  private boolean take(String key, Event event, List<String> values) {
    if (!(event instanceof ScalarEvent scalar)) {
      problem(
          event,
          key
              + " takes a value or a list of values, and nothing nested; every option has a line of"
              + " its own, named as in otel-mail run --help");
      return false;
    }
    if (isEmpty(scalar)) {
      problem(event, key + " has no value; give one, or remove the line");
      return true;
    }
    values.add(scalar.getValue());
    return true;
  }

  /** Nothing is written there, or what YAML takes for nothing. */
  private static boolean isEmpty(ScalarEvent scalar) {
    String text = scalar.getValue();
    return text.isEmpty()
        || (scalar.getScalarStyle() == ScalarStyle.PLAIN
            && (text.equals("~") || text.equals("null")));
  }

  private void problem(Event event, String text) {
    problems.add(place(line(event)) + ": " + text);
  }

  private static int line(Event event) {
    Optional<Mark> mark = event.getStartMark();
    return mark.map(Mark::getLine).orElse(0) + 1;
  }
}
