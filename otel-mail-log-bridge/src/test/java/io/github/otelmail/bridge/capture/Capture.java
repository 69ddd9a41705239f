// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.capture;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.parser.postfix.PostfixParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A captured log of a real Postfix with what really happened, from the test resources. */
public final class Capture {
  /** Later than every line. */
  private static final long REFERENCE =
      Instant.parse("2026-12-01T00:00:00Z").getEpochSecond() * 1_000_000;

  /** What one line says. */
  public record Said(LineHeader header, MailEvent event) {}

  private final Path folder;

  private Capture(Path folder) {
    this.folder = folder;
  }

  /** All captures, by name. */
  public static List<Capture> all() {
    try (Stream<Path> folders = Files.list(root())) {
      return folders.filter(Files::isDirectory).sorted().map(Capture::new).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The capture of this scenario. */
  public static Capture named(String scenario) {
    return new Capture(root().resolve(scenario));
  }

  private static Path root() {
    URL url = Capture.class.getResource("/captures/postfix");
    try {
      return Path.of(Objects.requireNonNull(url).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The scenario. */
  public String name() {
    return folder.getFileName().toString();
  }

  @Override
  public String toString() {
    return name();
  }

  /** What all log files say, merged by time. */
  public List<Said> events() {
    List<Said> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".log.gz")).sorted().toList()) {
        PostfixParser parser = new PostfixParser(ZoneOffset.UTC, () -> REFERENCE);
        byte[] bytes = bytes(file);
        LogLine line = new LogLine();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
          if (bytes[i] == '\n') {
            parser.parse(
                line.set(bytes, start, i), (header, event) -> all.add(new Said(header, event)));
            start = i + 1;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    all.sort(Comparator.comparingLong(said -> said.header().timeMicros()));
    return all;
  }

  /** The log of a capture that has one file. */
  public byte[] log() {
    return bytes(folder.resolve("mail.log.gz"));
  }

  /** What really happened: one record per message and recipient. */
  public List<Truth> truth() {
    return Truth.read(bytes(folder.resolve("truth.jsonl.gz")));
  }

  private static byte[] bytes(Path file) {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
