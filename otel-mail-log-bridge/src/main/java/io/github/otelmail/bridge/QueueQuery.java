// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.event.MailEvent.Listed;
import io.github.otelmail.bridge.parser.postfix.QueueListing;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks a Postfix what is in its queue, and what it is called.
 *
 * @param listing prints the queue: {@code postqueue -j}, Postfix 3.1 and later
 * @param names prints the name that Postfix gives the host, and the instance's: {@code postconf -xh
 *     myhostname syslog_name}
 * @param node prints the name that the host gives itself, and syslogd its lines: {@code uname -n}
 * @param maxMails so many are taken at most
 */
record QueueQuery(List<String> listing, List<String> names, List<String> node, int maxMails) {
  static final String DEFAULT_DIRECTORY = "/etc/postfix";

  private static final long SECONDS = 60;

  /**
   * What it answered.
   *
   * @param hosts the names that its log may have the host by, without domains, in lower case
   * @param instance first component of the syslog tag
   */
  record Answer(Set<String> hosts, String instance, List<Listed> mails) {}

  /** Asks the Postfix with this configuration directory. */
  static QueueQuery of(String directory, int maxMails) {
    List<String> listing = new ArrayList<>(List.of("postqueue"));
    List<String> names = new ArrayList<>(List.of("postconf"));
    if (!directory.equals(DEFAULT_DIRECTORY)) {
      listing.addAll(List.of("-c", directory));
      names.addAll(List.of("-c", directory));
    }
    listing.add("-j");
    names.addAll(List.of("-xh", "myhostname", "syslog_name"));
    return new QueueQuery(listing, names, List.of("uname", "-n"), maxMails);
  }

  /**
   * Waits for the answer.
   *
   * @throws IOException with a message for the operator
   */
  Answer ask() throws IOException {
    List<String> called = new ArrayList<>();
    run(names, called::add);
    if (called.size() != 2) {
      throw new IOException("'" + String.join(" ", names) + "' tells no names");
    }
    Set<String> hosts = new LinkedHashSet<>();
    run(node, name -> hosts.add(label(name)));
    hosts.add(label(called.get(0)));
    List<Listed> mails = new ArrayList<>();
    run(
        listing,
        line -> {
          Listed mail = mails.size() < maxMails ? QueueListing.read(line) : null;
          if (mail != null) {
            mails.add(mail);
          }
        });
    String tag = called.get(1);
    int slash = tag.indexOf('/');
    return new Answer(hosts, slash < 0 ? tag : tag.substring(0, slash), List.copyOf(mails));
  }

  private static void run(List<String> command, Consumer<String> lines) throws IOException {
    String program = command.get(0);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .start();
    CompletableFuture<?> unused =
        process
            .onExit()
            .orTimeout(SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (ended, late) -> {
                  if (late != null) {
                    process.destroyForcibly();
                  }
                });
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String last = "";
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        last = line;
        lines.accept(line);
      }
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(program + " ended with " + code + ": " + last + advice(last));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(program + " was interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Of a service: its {@code NoNewPrivileges} keeps postqueue from becoming postdrop by itself. */
  private static String advice(String error) {
    return error.contains("Permission denied")
        ? "; members of the group postdrop may ask, in a unit of systemd: "
            + "SupplementaryGroups=postdrop"
        : "";
  }

  /** The host's name without its domain, as logs have it. */
  static String label(String host) {
    int dot = host.indexOf('.');
    return (dot < 0 ? host : host.substring(0, dot)).toLowerCase(Locale.ROOT);
  }
}
