// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.function.BooleanSupplier;
import javax.net.SocketFactory;

/**
 * Sockets whose reads time out when the server means to say nothing, and not before: however busy
 * the machine is.
 */
final class ImpatientSocketFactory extends SocketFactory {
  private static final int LOOK_MILLIS = 20;

  private final BooleanSupplier silent;

  ImpatientSocketFactory(BooleanSupplier silent) {
    this.silent = silent;
  }

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public void setSoTimeout(int millis) {
        // Its own is set with every read.
      }

      @Override
      public InputStream getInputStream() throws IOException {
        super.setSoTimeout(LOOK_MILLIS);
        return new PatientStream(super.getInputStream(), silent);
      }
    };
  }

  private static final class PatientStream extends FilterInputStream {
    private final BooleanSupplier silent;

    PatientStream(InputStream in, BooleanSupplier silent) {
      super(in);
      this.silent = silent;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      while (true) {
        try {
          return in.read(into, offset, length);
        } catch (SocketTimeoutException e) {
          if (silent.getAsBoolean()) {
            throw e;
          }
        }
      }
    }
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException();
  }
}
