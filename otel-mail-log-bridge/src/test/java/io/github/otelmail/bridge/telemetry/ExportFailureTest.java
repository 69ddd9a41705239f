// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class ExportFailureTest {
  @Test
  void silentGrpcReceiver_isATimeout() {
    ExportFailure failure = ExportFailure.unanswered(new InterruptedIOException("timeout"));
    assertThat(failure.type()).isEqualTo("timeout");
    assertThat(failure.message()).startsWith("no answer in time; ");
  }

  @Test
  void failedHandshake_namesTheCertificates() {
    ExportFailure failure =
        ExportFailure.unanswered(
            new IOException(new SSLHandshakeException("PKIX path building failed")));
    assertThat(failure.kind()).isEqualTo(ExportFailure.Kind.TRANSIENT);
    assertThat(failure.message())
        .startsWith("no TLS connection: PKIX path building failed; ")
        .contains("OTEL_EXPORTER_OTLP_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE");
  }
}
