// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The installed Postfix's commands. */
final class PostfixProgram {
  private static final String HOW_TO_INSTALL = "install it with: apt-get install postfix";
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\S*");

  private final Path postfix;
  private final String version;
  private final int major;
  private final int minor;

  private PostfixProgram(Path postfix, Matcher version) {
    this.postfix = postfix;
    this.version = version.group();
    this.major = Integer.parseInt(version.group(1));
    this.minor = Integer.parseInt(version.group(2));
  }

  /** Why Postfix cannot be run here; empty when it can. */
  static Optional<String> unavailable() {
    try {
      find();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Finds Postfix.
   *
   * @throws IOException when it is not there, too old, or this process is not root's
   */
  static PostfixProgram find() throws IOException {
    Path postfix = onPath("postfix");
    Path postconf = onPath("postconf");
    if (postfix == null || postconf == null) {
      throw new IOException("Postfix is not installed; " + HOW_TO_INSTALL);
    }
    if (!isRoot()) {
      throw new IOException("Postfix can only be started by root; run this with sudo");
    }
    String text = execute(List.of(postconf.toString(), "-dh", "mail_version"), 10).strip();
    // Where Postfix is installed without a configuration, a warning stands before it.
    Matcher version = VERSION.matcher(text.substring(text.lastIndexOf('\n') + 1));
    if (!version.matches()) {
      throw new IOException("postconf names no version but \"" + text + "\"");
    }
    PostfixProgram program = new PostfixProgram(postfix, version);
    if (!program.isAtLeast(3, 4)) {
      throw new IOException("Postfix 3.4 or later is needed for a log of its own, not " + text);
    }
    return program;
  }

  String version() {
    return version;
  }

  boolean isAtLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }

  /**
   * Runs {@code postfix -c configuration command}.
   *
   * @throws IOException with what it printed, when it failed or took longer than the timeout
   */
  void run(Path configuration, String command, Duration timeout) throws IOException {
    execute(
        List.of(postfix.toString(), "-c", configuration.toString(), command), timeout.toSeconds());
  }

  private static String execute(List<String> command, long timeoutSeconds) throws IOException {
    // A file, not a pipe: the daemons inherit it and would keep a pipe open.
    Path output = Files.createTempFile("otel-mail", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(timeoutSeconds, TimeUnit.SECONDS);
      String text = Files.readString(output, StandardCharsets.UTF_8);
      if (!ended) {
        process.destroyForcibly();
        throw new IOException(
            String.join(" ", command) + " took over " + timeoutSeconds + " s: " + text);
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            String.join(" ", command) + " failed with " + process.exitValue() + ": " + text);
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while running " + command.get(0), e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** In PATH, or where distributions put it for root alone. */
  private static @Nullable Path onPath(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
    for (String directory : path.split(":", -1)) {
      Path candidate = Path.of(directory, name);
      if (!directory.isEmpty() && Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private static boolean isRoot() throws IOException {
    return Files.exists(Path.of("/proc/self"))
        ? Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)
        : execute(List.of("id", "-u"), 10).strip().equals("0");
  }
}
