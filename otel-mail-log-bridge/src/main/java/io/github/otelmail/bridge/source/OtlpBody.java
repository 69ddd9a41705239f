// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Unpacks the body of a request: out of its gRPC frame, and out of its compression. */
final class OtlpBody {
  /**
   * So many records, attributes, values and what holds them may be in a request: more than there
   * are in 16 MiB of what anybody sends, and 50 MB as objects.
   */
  static final int MAX_MESSAGES = 1_000_000;

  private static final int FRAME_HEADER_BYTES = 5;
  private static final Set<String> ENCODINGS = Set.of("", "identity", "gzip", "zstd");

  private OtlpBody() {}

  static boolean isKnown(String encoding) {
    return ENCODINGS.contains(encoding);
  }

  /** A body that is larger than the limit when it is decompressed, or has too much in it. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The one message of a gRPC call (gRPC over HTTP/2, Length-Prefixed-Message).
   *
   * @throws IOException when it is none, or compressed in a way that is not known or damaged
   */
  static byte[] message(byte[] body, String encoding, int maxBytes) throws IOException {
    if (body.length < FRAME_HEADER_BYTES) {
      throw new IOException("a gRPC message has five bytes at least");
    }
    ByteBuffer header = ByteBuffer.wrap(body);
    boolean compressed = header.get() != 0;
    if (header.getInt() != body.length - FRAME_HEADER_BYTES) {
      throw new IOException("the length of the gRPC message is not that of the body");
    }
    byte[] message = Arrays.copyOfRange(body, FRAME_HEADER_BYTES, body.length);
    return compressed ? decompressed(message, encoding, maxBytes) : message;
  }

  /**
   * The content of a body.
   *
   * @throws IOException when it is damaged
   */
  static byte[] decompressed(byte[] body, String encoding, int maxBytes) throws IOException {
    if (encoding.isEmpty() || encoding.equals("identity")) {
      return body;
    }
    try (InputStream in = open(body, encoding)) {
      byte[] content = in.readNBytes(maxBytes + 1);
      if (content.length > maxBytes) {
        throw new TooLargeException();
      }
      return content;
    } catch (RuntimeException e) {
      // How the Zstandard decompressor tells of damaged data.
      throw new IOException("the " + encoding + " data is damaged: " + e.getMessage(), e);
    }
  }

  private static InputStream open(byte[] body, String encoding) throws IOException {
    InputStream in = new ByteArrayInputStream(body);
    return encoding.equals("gzip") ? new GZIPInputStream(in) : new ZstdInputStream(in);
  }
}
