// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okio.Buffer;
import org.junit.jupiter.api.Test;

/** Spans and metrics over OTLP/gRPC. */
class GrpcExportIT {
  /** A compressed-flag and four bytes of length come before a message. */
  private static final int PREFIX = 5;

  private static final MailVersion VERSION = MailVersion.named("angus-mail-2.0.5");

  /** A collector that says yes to everything. */
  private static final class Collector extends Dispatcher {
    final Queue<RecordedRequest> requests = new ConcurrentLinkedQueue<>();

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      requests.add(request);
      return new MockResponse.Builder()
          .code(200)
          .addHeader("content-type", "application/grpc")
          .body(new Buffer().write(new byte[PREFIX]))
          .trailers(Headers.of("grpc-status", "0"))
          .build();
    }

    List<InputStream> messages(String service) throws IOException {
      List<InputStream> messages = new ArrayList<>();
      for (RecordedRequest request : requests) {
        if (request.getTarget().equals(service)) {
          byte[] body = request.getBody().toByteArray();
          InputStream in = new ByteArrayInputStream(body, PREFIX, body.length - PREFIX);
          messages.add(body[0] == 0 ? in : new GZIPInputStream(in));
        }
      }
      return messages;
    }
  }

  @Test
  void spansAndMetrics_arrive() throws IOException {
    Collector collector = new Collector();
    try (MailServers servers = new MailServers();
        MockWebServer web = new MockWebServer()) {
      web.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      web.setDispatcher(collector);
      web.start(InetAddress.getLoopbackAddress(), 0);
      Jvm.Ended ended =
          new MailAppRun(VERSION, Role.STANDALONE, servers)
              .options(
                  "-Dotel.exporter.otlp.endpoint=http://127.0.0.1:" + web.getPort(),
                  "-Dotel.exporter.otlp.protocol=grpc")
              .run("data", "tls");

      assertThat(ended.said()).as(ended.all()).isEmpty();
      List<String> names = new ArrayList<>();
      for (InputStream in :
          collector.messages("/opentelemetry.proto.collector.trace.v1.TraceService/Export")) {
        SpanView.of(ExportTraceServiceRequest.parseFrom(in))
            .forEach(span -> names.add(span.name()));
      }
      assertThat(names)
          .as(ended.all())
          .containsExactly("send email", "connect to mail server", "send email");
      List<InputStream> metrics =
          collector.messages("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export");
      assertThat(metrics).isNotEmpty();
      assertThat(ExportMetricsServiceRequest.parseFrom(metrics.get(0)).toString())
          .contains("smtp.client.operation.duration");
    }
  }
}
