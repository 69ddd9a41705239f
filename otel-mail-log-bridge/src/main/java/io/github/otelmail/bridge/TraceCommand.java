// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.context.ContextResolver;
import io.github.otelmail.bridge.report.LineCounts;
import io.github.otelmail.bridge.report.MessageSearch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code otel-mail trace}. */
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Find one message and draw its way through the mail servers.",
      "",
      "Exits with 1 when the logs do not hold it."
    })
final class TraceCommand implements Callable<Integer> {
  @Mixin final LogOptions log = new LogOptions();

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "Message-ID (with or without <>), queue id or trace id (32 hex digits).")
  String id = "";

  @Parameters(
      index = "1..*",
      paramLabel = "FILE",
      arity = "1..*",
      description = "Log files; - is standard input.")
  List<String> files = new ArrayList<>();

  private final Streams streams;
  private final Terminal terminal;

  TraceCommand() {
    this(Streams.standard(), Terminal.detect());
  }

  TraceCommand(Streams streams, Terminal terminal) {
    this.streams = streams;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (id.isBlank()) {
      throw new UsageException("the ID is empty: name a Message-ID, queue id or trace id");
    }
    ContextResolver contexts = log.contexts();
    MessageSearch search = new MessageSearch(id, contexts, log.addresses);
    String once = readableOnce();
    Path copy = once == null ? null : copyOf(once);
    try {
      return search(
          search,
          copy == null
              ? LogInput.distinct(files, streams)
              : files.stream().map(f -> f.equals(once) ? copy.toString() : f).toList());
    } finally {
      if (copy != null) {
        Files.delete(copy);
      }
    }
  }

  private int search(MessageSearch search, List<String> names) throws IOException {
    LogInput input = new LogInput(log, names, streams, terminal);
    input.read(search);
    if (!search.found()) {
      streams.err().println("otel-mail: " + notFound(input));
      return 1;
    }
    while (search.needsAnotherPass()) {
      log.showUnparsed = false;
      input = new LogInput(log, names, streams, terminal);
      input.read(search);
    }
    String text =
        search.text(terminal.width(), terminal.ansi(), input.logs().lastMicros(), log.zone);
    streams.out().write(text.getBytes(StandardCharsets.UTF_8));
    streams.out().flush();
    return 0;
  }

  private String notFound(LogInput input) {
    LineCounts counts = input.counts();
    if (counts.parsedLines() == 0) {
      return input.nothingRecognised();
    }
    return "no message has the Message-ID, queue id or trace id "
        + id
        + "\n  searched "
        + counts.lines()
        + " lines, "
        + counts.parsedLines()
        + " of them about mail, in "
        + input.inputs()
        + "\n  from "
        + MessageSearch.time(input.logs().firstMicros(), log.zone)
        + " to "
        + MessageSearch.time(input.logs().lastMicros(), log.zone)
        + " "
        + log.zone
        + "\n  rotated logs of earlier days can be given too: mail.log mail.log.*";
  }

  /** The input that cannot be read again for another pass: standard input, or a pipe alone. */
  private @Nullable String readableOnce() {
    if (files.contains(LogFiles.STDIN)) {
      return LogFiles.STDIN;
    }
    Path first = Path.of(files.get(0));
    boolean pipe =
        Files.isReadable(first) && !Files.isRegularFile(first) && !Files.isDirectory(first);
    return pipe && files.size() == 1 ? files.get(0) : null;
  }

  private Path copyOf(String name) throws IOException {
    Path copy = Files.createTempFile("otel-mail-", ".log");
    if (name.equals(LogFiles.STDIN)) {
      Files.copy(streams.in(), copy, StandardCopyOption.REPLACE_EXISTING);
    } else {
      try (InputStream pipe = Files.newInputStream(Path.of(name))) {
        Files.copy(pipe, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return copy;
  }
}
