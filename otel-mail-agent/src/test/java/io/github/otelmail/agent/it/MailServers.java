// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A server for each scenario of {@code com.example.mailapp}, which behaves as that needs. */
final class MailServers implements AutoCloseable {
  private static final String GONE = "550 5.1.1 <gone@%s.example>: no such user";
  private final Map<String, SmtpServer> servers = new LinkedHashMap<>();
  private final Map<String, UnusedPort> unused = new LinkedHashMap<>();

  MailServers() {
    for (String name : List.of("data", "addresses")) {
      add(name);
    }
    add("password").extensions("AUTH LOGIN");
    add("bdat").extensions("CHUNKING", "ENHANCEDSTATUSCODES");
    add("tls").tls(Certificate.get().context()).extensions("AUTH LOGIN");
    add("tls-send").tls(Certificate.get().context()).extensions("AUTH PLAIN");
    for (String name : List.of("many", "spring", "subclass", "decorator", "own", "types")) {
      add(name);
    }
    for (String name : List.of("eightbit", "unsaved", "again", "own-id", "signed")) {
      add(name);
    }
    add("read-only");
    add("parsed");
    add("relayed");
    for (String name : List.of("partial", "invalid", "reported")) {
      add(name).on("RCPT TO:<gone@", GONE.formatted(name));
    }
    String refusal = "554 5.7.1 <jo@refused.example>: content rejected";
    add("refused").on(".", refusal);
    add("bdat-refused").extensions("CHUNKING").on("BDAT LAST", refusal).on(".", refusal);
    add("dropped").on(".", SmtpServer.DROP);
    add("unanswered").on(".", SmtpServer.SILENCE);
    add("auth-refused").extensions("AUTH LOGIN").on("AUTH", "535 5.7.8 Bad credentials");
    unused.put("closed", new UnusedPort());
    unused.put("closed-send", new UnusedPort());
    add("silent").on("GREETING", SmtpServer.SILENCE);
    add("silent-send").on("GREETING", SmtpServer.SILENCE);
    add("listeners");
    add("nested");
  }

  private SmtpServer add(String scenario) {
    SmtpServer server = new SmtpServer();
    servers.put(scenario, server);
    return server;
  }

  /** The server of a scenario, or null when nobody listens there. */
  SmtpServer server(String scenario) {
    return servers.get(scenario);
  }

  Set<String> names() {
    return ports().keySet();
  }

  /** Ports by scenario, in the order in which they run. */
  Map<String, Integer> ports() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    servers.forEach(
        (name, server) -> {
          if (name.equals("silent")) {
            unused.forEach((closed, port) -> ports.put(closed, port.port()));
          }
          ports.put(name, server.port());
        });
    return ports;
  }

  /** What {@code MailApp} wants to be called with, for all scenarios or those that are named. */
  String[] arguments(String... scenarios) {
    Map<String, Integer> ports = ports();
    return (scenarios.length == 0 ? ports.keySet().stream() : Stream.of(scenarios))
        .map(name -> name + '=' + ports.get(name))
        .toArray(String[]::new);
  }

  @Override
  public void close() {
    servers.values().forEach(SmtpServer::close);
    unused.values().forEach(UnusedPort::close);
  }
}
