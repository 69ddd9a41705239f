// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes the JDK's TLS of the files that the user names. */
final class ServerTls {
  private ServerTls() {}

  /**
   * For a listening port.
   *
   * @param protocols offered by ALPN, the best one first; empty to offer none
   * @throws IOException when a file is missing or is not what it should be
   */
  static SslContext context(@Nullable TlsSettings files, List<String> protocols)
      throws IOException {
    if (files == null) {
      throw new IOException("TLS needs a certificate and a key");
    }
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile())
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2");
      if (files.clientAuthorities() != null) {
        builder.trustManager(files.clientAuthorities().toFile()).clientAuth(ClientAuth.REQUIRE);
      }
      if (!protocols.isEmpty()) {
        builder.applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                protocols));
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException(
          "cannot use the certificate "
              + files.certificate()
              + " with the key "
              + files.key()
              + ": "
              + e.getMessage(),
          e);
    }
  }
}
