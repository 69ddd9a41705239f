// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.demo;

import io.github.otelmail.bridge.report.Waterfall;
import io.github.otelmail.examples.otlp.ReceivedSpan;
import io.github.otelmail.examples.relay.Relay;
import io.github.otelmail.examples.signup.SignupApp;
import io.github.otelmail.semconv.MailAttributes;
import io.opentelemetry.api.common.AttributeKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Everything the demo prints. */
final class DemoScreen {
  private static final int WIDTH_WITHOUT_TERMINAL = 110;
  private static final int MAX_WIDTH = 150;

  private final PrintWriter out;
  private final boolean ansi = CommandLine.Help.Ansi.AUTO.enabled();

  DemoScreen(PrintWriter out) {
    this.out = out;
  }

  /** Cells in a line of the terminal. */
  private int width() {
    if (!ansi) {
      return WIDTH_WITHOUT_TERMINAL;
    }
    CommandLine probe = new CommandLine(CommandLine.Model.CommandSpec.create());
    probe.setUsageHelpAutoWidth(true);
    return Math.min(MAX_WIDTH, probe.getCommandSpec().usageMessage().width());
  }

  void embedded(String reason) {
    out.println("! No real Postfix: " + reason);
    out.println("! An embedded stand-in takes its place. It writes Postfix's log format, but is");
    out.println("! not Postfix: for the real thing, apt-get install postfix, and run as root.");
    out.println();
  }

  void intro(Relay relay) {
    out.println("An application serves five sign-ups and sends a mail for each:");
    out.println("  application   Jakarta Mail with otel-mail-api");
    out.println("  mail server   " + relay.description() + ", port " + relay.port());
    out.println("  its log       " + relay.log());
    out.println("  bridge        otel-mail run " + relay.log().getFileName());
    out.println("  receivers     one accepts, others greylist, throttle or refuse");
    out.println();
    out.println("Waiting for the receivers' final answers:");
  }

  /** One line for a {@code deliver email} span. */
  void answer(int signup, ReceivedSpan span) {
    double seconds = (span.span().getEndTimeUnixNano() - span.span().getStartTimeUnixNano()) / 1e9;
    boolean notification = "true".equals(get(span, MailAttributes.EMAIL_NOTIFICATION));
    out.printf(
        Locale.ROOT,
        "  %d. %-14s %-10s after %5.2f s, attempts: %s%s%s%n",
        signup,
        get(span, MailAttributes.EMAIL_RECIPIENT_DOMAIN),
        get(span, MailAttributes.EMAIL_DELIVERY_OUTCOME),
        seconds,
        get(span, MailAttributes.EMAIL_DELIVERY_ATTEMPTS),
        "true".equals(get(span, MailAttributes.EMAIL_LATE)) ? ", LATE" : "",
        notification ? " (the notification to the sender)" : "");
    out.flush();
  }

  void waterfalls(List<SignupApp.Signup> signups, List<ReceivedSpan> spans) {
    int number = 0;
    for (SignupApp.Signup signup : signups) {
      number++;
      List<ReceivedSpan> trace =
          spans.stream().filter(span -> span.traceId().equals(signup.traceId())).toList();
      out.println();
      out.println(bold(number + ". " + signup.what()) + "   trace " + signup.traceId());
      out.print(Waterfall.render(TraceRows.of(trace), width(), ansi));
    }
    out.println();
  }

  void report(@Nullable Path report) {
    if (report != null) {
      out.println("The same with charts, from the log alone:  " + report.toUri());
    }
  }

  /**
   * What became of the traces on their way to the user's backend.
   *
   * @param problem empty when they have arrived
   */
  void backend(String problem) {
    out.println();
    if (problem.isEmpty()) {
      out.println("Your backend has the traces too: service signup-app, and the ids below.");
    } else {
      problem("Your backend did not take the traces.\n" + problem);
    }
  }

  void backends() {
    out.println(
        """

        To see these traces in a backend, name it and run the demo again:
          OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317 ./otel-mail demo
        Any that takes OTLP will do; port 4317 is spoken to in gRPC, others over HTTP.
          Jaeger   docker run --rm -p 16686:16686 -p 4317:4317 jaegertracing/jaeger:latest   then http://localhost:16686
          Tempo    enable the otlp receiver; Grafana shows the trace by its id
          Zipkin   through an OpenTelemetry Collector: receiver otlp, exporter zipkin""");
  }

  void end(Duration took) {
    out.printf(Locale.ROOT, "%nThat took %.0f s.%n", took.toMillis() / 1e3);
  }

  /** Something that went wrong; nothing for an empty text. */
  void problem(String text) {
    if (!text.isBlank()) {
      out.println("! " + text.strip().replace("\n", "\n! "));
    }
  }

  void incomplete(Duration patience) {
    problem("Not every mail had its final answer within " + patience.toSeconds() + " s.");
  }

  private String bold(String text) {
    return ansi ? "\033[1m" + text + "\033[0m" : text;
  }

  private static @Nullable String get(ReceivedSpan span, AttributeKey<?> key) {
    return span.attribute(key.getKey());
  }
}
