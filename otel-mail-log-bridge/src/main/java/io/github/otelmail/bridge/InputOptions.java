// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.source.FileTail;
import io.github.otelmail.bridge.source.Journal;
import io.github.otelmail.bridge.source.LogSource;
import io.github.otelmail.bridge.source.NetworkLimits;
import io.github.otelmail.bridge.source.OtlpReceiver;
import io.github.otelmail.bridge.source.SendSpanQueue;
import io.github.otelmail.bridge.source.Spooling;
import io.github.otelmail.bridge.source.SyslogPorts;
import io.github.otelmail.bridge.source.SyslogServer;
import io.github.otelmail.bridge.source.TlsSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The inputs of {@code run} that are no files. */
final class InputOptions {
  private static final String MAIL = "SYSLOG_FACILITY=2";

  /** Several of the largest OTLP requests. */
  private static final long MIN_SPOOL_BYTES = 64L * 1024 * 1024;

  @Option(
      names = "--journald",
      paramLabel = "MATCH",
      arity = "0..1",
      fallbackValue = MAIL,
      description =
          "Read the journal of systemd: entries that match, as journalctl takes it; without MATCH"
              + " all mail ("
              + MAIL
              + "). Can be given again for more.")
  List<String> journald = new ArrayList<>();

  @Option(
      names = "--syslog-udp",
      paramLabel = "[HOST:]PORT",
      description = "Receive syslog over UDP. A port alone is for senders on this host.")
  List<String> syslogUdp = new ArrayList<>();

  @Option(
      names = "--syslog-tcp",
      paramLabel = "[HOST:]PORT",
      description = "Receive syslog over TCP, octet-counted or line by line.")
  List<String> syslogTcp = new ArrayList<>();

  @Option(
      names = "--syslog-tls",
      paramLabel = "[HOST:]PORT",
      description = "Receive syslog over TLS; needs --tls-cert and --tls-key.")
  List<String> syslogTls = new ArrayList<>();

  @Option(
      names = "--syslog-host",
      paramLabel = "FROM",
      defaultValue = "message",
      description =
          "What names the mail host: message, or sender, the address a message came from"
              + " (default: ${DEFAULT-VALUE}).")
  SyslogHost syslogHost = SyslogHost.MESSAGE;

  @Option(
      names = "--otlp",
      paramLabel = "[HOST:]PORT",
      description =
          "Receive log records of an OpenTelemetry Collector, and spans of applications that send"
              + " mail, over OTLP, gRPC and HTTP on one port.")
  @Nullable String otlp;

  @Option(names = "--otlp-tls", description = "Speak TLS on the port of --otlp.")
  boolean otlpTls;

  @Option(
      names = "--spool-size",
      paramLabel = "SIZE",
      defaultValue = "1g",
      description =
          "Disk space, in the state directory and for each of --otlp and --syslog-*, for what was"
              + " received and is not exported yet: 512m, 4g; 0 keeps it in memory"
              + " (default: ${DEFAULT-VALUE}).")
  String spoolSize = "1g";

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "PEM file with the certificate that listening ports show, and its chain.")
  @Nullable Path tlsCertificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "PEM file with its key, PKCS #8, not encrypted.")
  @Nullable Path tlsKey;

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      description = "PEM file with the authorities of client certificates, then required.")
  @Nullable Path tlsClientAuthorities;

  /** What names the host of a syslog message. */
  enum SyslogHost {
    /** The message. */
    MESSAGE,
    /** The address it came from. */
    SENDER
  }

  /**
   * What these options name.
   *
   * @param follow false to end where the inputs end now
   * @param stateDirectory where is kept what was received
   * @param ports has those for syslog
   */
  List<SourceFactory> factories(boolean follow, Path stateDirectory, SyslogPorts ports) {
    List<SourceFactory> factories = new ArrayList<>();
    if (!journald.isEmpty()) {
      factories.add(journal(alternatives(), follow));
    }
    List<SourceFactory> listening = listening(stateDirectory.resolve("spool"), ports);
    if (!follow && !listening.isEmpty()) {
      throw new IllegalArgumentException("--once needs inputs that end; what listens does not");
    }
    factories.addAll(listening);
    return factories;
  }

  private static SourceFactory journal(List<String> matches, boolean follow) {
    return new Factory(
        Journal.NAME,
        null,
        (position, start, onInput, listener) ->
            new Journal(
                new Journal.Settings(List.of("journalctl"), matches, start, follow),
                position,
                onInput,
                listener));
  }

  private List<SourceFactory> listening(Path spool, SyslogPorts ports) {
    long spoolBytes = spoolBytes();
    List<SourceFactory> factories = new ArrayList<>();
    if (!syslogUdp.isEmpty() || !syslogTcp.isEmpty() || !syslogTls.isEmpty()) {
      SyslogServer.Settings settings = syslog(ports);
      factories.add(
          new Factory(
              SyslogServer.NAME,
              null,
              (position, start, onInput, listener) ->
                  new SyslogServer(
                      settings,
                      spooling(spool, SyslogServer.NAME, spoolBytes, position),
                      onInput,
                      listener)));
    }
    if (otlp != null) {
      OtlpReceiver.Settings settings =
          new OtlpReceiver.Settings(
              ListenAddress.parse("--otlp", otlp),
              otlpTls ? tls("--otlp-tls") : null,
              NetworkLimits.DEFAULT);
      SendSpanQueue sendSpans = new SendSpanQueue(SendSpanTee.CAPACITY_BYTES);
      factories.add(
          new Factory(
              OtlpReceiver.NAME,
              sendSpans,
              (position, start, onInput, listener) ->
                  new OtlpReceiver(
                      settings,
                      sendSpans,
                      spooling(spool, OtlpReceiver.NAME, spoolBytes, position),
                      onInput,
                      listener)));
    }
    return factories;
  }

  private long spoolBytes() {
    long bytes = ByteSize.parse("--spool-size", spoolSize);
    if (bytes != 0 && bytes < MIN_SPOOL_BYTES) {
      throw new IllegalArgumentException(
          "--spool-size must be at least 64m, or 0 to keep in memory what was received");
    }
    return bytes;
  }

  private static @Nullable Spooling spooling(
      Path spool, String name, long bytes, @Nullable String position) {
    return bytes == 0 ? null : new Spooling(spool.resolve(name), bytes, position);
  }

  /** Finds at the start what is wrong with the files that these options name. */
  List<String> fileProblems() {
    List<String> problems = new ArrayList<>();
    readable("--tls-cert", tlsCertificate, problems);
    readable("--tls-key", tlsKey, problems);
    readable("--tls-client-ca", tlsClientAuthorities, problems);
    return problems;
  }

  private static void readable(String option, @Nullable Path file, List<String> problems) {
    if (file != null && !Files.isReadable(file)) {
      problems.add(option + ": " + file + " does not exist or is not readable for this user");
    }
  }

  private SyslogServer.Settings syslog(SyslogPorts ports) {
    return new SyslogServer.Settings(
        addresses("--syslog-udp", syslogUdp),
        addresses("--syslog-tcp", syslogTcp),
        addresses("--syslog-tls", syslogTls),
        syslogTls.isEmpty() ? null : tls("--syslog-tls"),
        syslogHost == SyslogHost.SENDER,
        ports);
  }

  private static List<InetSocketAddress> addresses(String option, List<String> texts) {
    return texts.stream().map(text -> ListenAddress.parse(option, text)).toList();
  }

  private TlsSettings tls(String option) {
    if (tlsCertificate == null || tlsKey == null) {
      throw new IllegalArgumentException(option + " needs --tls-cert and --tls-key");
    }
    return new TlsSettings(tlsCertificate, tlsKey, tlsClientAuthorities);
  }

  /** Each of them, or any other of them: {@code a + b}. */
  private List<String> alternatives() {
    List<String> matches = new ArrayList<>();
    for (String match : journald) {
      if (!match.matches("[A-Z_][A-Z0-9_]*=.*")) {
        throw new IllegalArgumentException(
            "--journald=" + match + " is no match of journalctl, such as _SYSTEMD_UNIT=x.service");
      }
      if (!matches.isEmpty()) {
        matches.add("+");
      }
      matches.add(match);
    }
    return matches;
  }

  /** Begins to read, with the settings that are bound in it. */
  @FunctionalInterface
  private interface Opening {
    LogSource open(
        @Nullable String position,
        FileTail.Start start,
        Runnable onInput,
        PipelineListener listener)
        throws IOException;
  }

  private record Factory(String name, @Nullable SendSpanQueue sendSpans, Opening opening)
      implements SourceFactory {
    @Override
    public LogSource open(
        @Nullable String position,
        FileTail.Start start,
        Runnable onInput,
        PipelineListener listener)
        throws IOException {
      return opening.open(position, start, onInput, listener);
    }
  }
}
