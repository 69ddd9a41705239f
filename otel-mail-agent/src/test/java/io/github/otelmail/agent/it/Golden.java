// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The golden description: one text for all versions and roles, with the few lines that hold for
 * some of them only.
 *
 * <p>{@code @name = a b..c : reason} names versions (a range goes by the order of {@link
 * MailVersion#all()}) or roles. A line that begins with {@code {name}} or {@code {!name}} holds for
 * those, or for all others. Lines with {@code //} are comments.
 */
final class Golden {
  private static final String FILE = "/agent/spans.txt";
  private final List<String> lines;
  private final Map<String, Set<String>> tags = new HashMap<>();

  private Golden(List<String> lines) {
    this.lines = lines;
    lines.stream().filter(line -> line.startsWith("@")).forEach(this::define);
  }

  static Golden read() {
    try (InputStream in = Golden.class.getResourceAsStream(FILE)) {
      return new Golden(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void define(String line) {
    String[] halves = line.substring(1).split(" = ", 2);
    String[] parts = halves[1].split(" : ", 2);
    if (parts.length < 2) {
      throw new IllegalArgumentException(FILE + ": give the reason after \" : \": " + line);
    }
    Set<String> names = new TreeSet<>();
    for (String word : parts[0].trim().split(" +", -1)) {
      String[] ends = word.split("\\.\\.(?=[a-z])", -1);
      if (ends.length == 2) {
        names.addAll(range(ends[0], ends[1]));
      } else {
        names.add(known(word));
      }
    }
    tags.put(halves[0].trim(), names);
  }

  private static List<String> range(String first, String last) {
    List<String> all = MailVersion.all().stream().map(MailVersion::name).toList();
    return all.subList(all.indexOf(known(first)), all.indexOf(known(last)) + 1);
  }

  private static String known(String name) {
    if (MailVersion.all().stream().noneMatch(version -> version.name().equals(name))) {
      return Role.valueOf(name).name();
    }
    return name;
  }

  /** What is expected of one version in one role. */
  String of(MailVersion version, Role role) {
    StringBuilder text = new StringBuilder();
    // What comes before the first scenario is about the file.
    int start =
        IntStream.range(0, lines.size())
            .filter(i -> lines.get(i).startsWith("["))
            .findFirst()
            .orElseThrow();
    for (String line : lines.subList(start, lines.size())) {
      String rest = line;
      boolean holds = !line.startsWith("//");
      while (holds && rest.startsWith("{")) {
        int end = rest.indexOf('}');
        String tag = rest.substring(1, end);
        holds = holds(tag, version, role);
        rest = rest.substring(end + 1);
      }
      if (holds) {
        text.append(rest).append('\n');
      }
    }
    return text.toString();
  }

  private boolean holds(String tag, MailVersion version, Role role) {
    boolean not = tag.startsWith("!");
    Set<String> names = tags.get(not ? tag.substring(1) : tag);
    if (names == null) {
      throw new IllegalArgumentException(FILE + ": {" + tag + "} is not defined");
    }
    return not != (names.contains(version.name()) || names.contains(role.name()));
  }
}
