// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Reads OTLP as protobuf. An empty message takes two bytes there and fifty as an object, and an
 * unknown field even more: the ones are counted before they are made, the others left out.
 */
final class OtlpProtobuf {
  /** As many messages in each other as the parser takes. */
  private static final int MAX_DEPTH = 100;

  private static final int LEAST_BYTES = 2;

  private final CodedInputStream in;
  private int messages;

  private OtlpProtobuf(byte[] request) {
    in = CodedInputStream.newInstance(request);
  }

  /**
   * Reads a message.
   *
   * @param empty one of its kind
   * @throws OtlpBody.TooLargeException when there are more than {@link OtlpBody#MAX_MESSAGES} in it
   * @throws IOException when it is none
   */
  static <M extends Message> M read(byte[] request, M empty) throws IOException {
    if (request.length > OtlpBody.MAX_MESSAGES * LEAST_BYTES) {
      new OtlpProtobuf(request).count(empty.getDescriptorForType(), 0);
    }
    @SuppressWarnings("unchecked") // A message's parser makes messages of its kind.
    Parser<M> parser = (Parser<M>) empty.getParserForType();
    return DiscardUnknownFieldsParser.wrap(parser).parseFrom(request);
  }

  private void count(Descriptor type, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new InvalidProtocolBufferException("there are too many messages in each other");
    }
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      boolean isMessage =
          field != null
              && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
              && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      if (isMessage) {
        messages++;
        if (messages > OtlpBody.MAX_MESSAGES) {
          throw new OtlpBody.TooLargeException();
        }
        int outer = in.pushLimit(in.readRawVarint32());
        count(field.getMessageType(), depth + 1);
        in.popLimit(outer);
      } else if (!in.skipField(tag)) {
        throw new InvalidProtocolBufferException("a group ends that did not begin");
      }
    }
  }
}
