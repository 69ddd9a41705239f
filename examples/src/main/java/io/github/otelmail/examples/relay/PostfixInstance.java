// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The installed Postfix, run with a configuration, a queue and a log of its own in a temporary
 * directory, on loopback only. The system's own Postfix, its configuration and its queue are not
 * touched. Needs Postfix 3.4 or later and root, which Postfix's master(8) insists on.
 *
 * <p>{@link #close} stops it and removes the directory; so does the end of the JVM, short of {@code
 * kill -9}.
 */
public final class PostfixInstance implements Relay {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
  private static final List<String> QUEUES =
      List.of("queue/maildrop", "queue/incoming", "queue/active", "queue/deferred");

  private final PostfixProgram program;
  private final String hostname;
  private final int port;
  private final Path directory;
  private final Path log;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread shutdownHook = new Thread(this::stop, "stop Postfix");

  private PostfixInstance(PostfixProgram program, Builder builder, Path directory, Path log) {
    this.program = program;
    this.hostname = builder.hostname;
    this.port = builder.listeners.get(0).getLocalPort();
    this.directory = directory;
    this.log = log;
  }

  /** Why the real Postfix cannot be run here; empty when it can. */
  public static Optional<String> unavailable() {
    return PostfixProgram.unavailable();
  }

  /**
   * An instance to configure.
   *
   * @param hostname its name in greetings, headers and its log (there up to the first dot)
   * @throws IOException when no port can be had
   */
  public static Builder builder(String hostname) throws IOException {
    return new Builder(hostname);
  }

  /** What an instance is started with. */
  public static final class Builder {
    private final String hostname;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final Map<String, String> transports = new LinkedHashMap<>();
    private final List<ServerSocket> listeners = new ArrayList<>();
    private final List<List<String>> listenerOptions = new ArrayList<>();

    private Builder(String hostname) throws IOException {
      this.hostname = hostname;
      listener(List.of());
    }

    /** Sets a parameter of {@code main.cf}, over what this class would have set. */
    public Builder parameter(String name, String value) {
      parameters.put(name, value);
      return this;
    }

    /** Sends the mail of each domain to its port on the loopback address. */
    public Builder destinations(Map<String, Integer> ports) {
      ports.forEach((domain, port) -> transports.put(domain, "smtp:[127.0.0.1]:" + port));
      return this;
    }

    /** Sends all other mail to this port on the loopback address. */
    public Builder relayTo(int port) {
      return parameter("relayhost", "[127.0.0.1]:" + port).parameter("default_transport", "smtp");
    }

    /**
     * Adds an smtpd(8) with parameters of its own, {@code name=value}.
     *
     * @return its port
     * @throws IOException when no port can be had
     */
    public int listener(List<String> overrides) throws IOException {
      // Held until the start, so that nobody else gets the port meanwhile.
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      listeners.add(socket);
      listenerOptions.add(List.copyOf(overrides));
      return socket.getLocalPort();
    }

    /**
     * Starts it and waits until it takes mail.
     *
     * @param log where to write the log; an existing file is continued
     * @throws IOException when Postfix cannot be run here or does not start; the message says why
     */
    public PostfixInstance start(Path log) throws IOException {
      Path directory = Files.createTempDirectory("otel-mail-postfix");
      PostfixInstance instance =
          new PostfixInstance(PostfixProgram.find(), this, directory, log.toAbsolutePath());
      try {
        instance.configure(this);
        Runtime.getRuntime().addShutdownHook(instance.shutdownHook);
        for (ServerSocket listener : listeners) {
          listener.close();
        }
        instance.program.run(directory.resolve("etc"), "start", Duration.ofSeconds(60));
      } catch (IOException | RuntimeException e) {
        instance.close();
        throw e;
      }
      return instance;
    }
  }

  private void configure(Builder builder) throws IOException {
    // Postfix's daemons give up root: they need to pass through to the queue and the log.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path etc = Files.createDirectory(directory.resolve("etc"));
    Files.createDirectory(directory.resolve("queue"));
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.setOwner(
        data,
        data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));

    StringBuilder transport = new StringBuilder();
    builder.transports.forEach((d, to) -> transport.append(d).append(' ').append(to).append('\n'));
    Files.writeString(etc.resolve("transport"), transport);

    Map<String, String> parameters = PostfixConfiguration.main(program, hostname, directory, log);
    parameters.putAll(builder.parameters);
    StringBuilder main = new StringBuilder();
    parameters.forEach((name, value) -> main.append(name + " = " + value + "\n"));
    Files.writeString(etc.resolve("main.cf"), main);

    StringBuilder master = new StringBuilder();
    for (int i = 0; i < builder.listeners.size(); i++) {
      master.append("127.0.0.1:").append(builder.listeners.get(i).getLocalPort());
      master.append(" inet n - n - - smtpd");
      builder.listenerOptions.get(i).forEach(o -> master.append(" -o ").append(o));
      master.append('\n');
    }
    Files.writeString(etc.resolve("master.cf"), master + PostfixConfiguration.MASTER);
  }

  @Override
  public String description() {
    return "Postfix " + program.version();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public Path log() {
    return log;
  }

  @Override
  public boolean isIdle() {
    return QUEUES.stream().noneMatch(queue -> holdsFiles(directory.resolve(queue).toFile()));
  }

  /** In a queue and the directories that it is spread over. */
  private static boolean holdsFiles(File directory) {
    File[] entries = directory.listFiles();
    return entries != null
        && Arrays.stream(entries).anyMatch(entry -> entry.isFile() || holdsFiles(entry));
  }

  /** The directory with its {@code main.cf}, for the commands of Postfix. */
  public Path configuration() {
    return directory.resolve("etc");
  }

  /**
   * Tries to deliver all mail in the queue now.
   *
   * @throws IOException with what Postfix printed
   */
  public void flush() throws IOException {
    program.run(configuration(), "flush", Duration.ofSeconds(30));
  }

  /**
   * Rotates the log as {@code postfix logrotate} does: renames it, with the time behind its name,
   * and compresses it.
   *
   * @throws IOException with what Postfix printed
   */
  public void rotateLog() throws IOException {
    program.run(configuration(), "logrotate", Duration.ofSeconds(30));
  }

  /** The process that writes the log; empty while there is none. */
  public Optional<ProcessHandle> logWriter() throws IOException {
    String master = Files.readString(directory.resolve("queue/pid/master.pid")).strip();
    return ProcessHandle.of(Long.parseLong(master)).stream()
        .flatMap(ProcessHandle::children)
        .filter(child -> child.info().command().orElse("").endsWith("/postlogd"))
        .findFirst();
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs, and finds the work done.
    }
  }

  private void stop() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      if (Files.exists(directory.resolve("queue/pid/master.pid"))) {
        program.run(configuration(), "stop", STOP_TIMEOUT);
      }
    } catch (IOException e) {
      System.err.println("Postfix in " + directory + " did not stop: " + e.getMessage());
    }
    Directories.delete(directory);
  }
}
