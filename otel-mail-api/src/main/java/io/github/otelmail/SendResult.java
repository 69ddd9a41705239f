// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads how {@code sendMessage} ended: by the server's replies, not by whether it threw. With
 * {@code mail.smtp.reportsuccess} and {@code mail.smtp.sendpartial} it throws for a message that
 * was taken. To be read at once: the next command overwrites the transport's last reply.
 */
final class SendResult {
  private static final Getter<String> LAST_RESPONSE =
      Getter.of("getLastServerResponse", String.class);
  private static final Getter<Integer> RETURN_CODE = Getter.ofInt("getReturnCode");
  private static final Getter<String> COMMAND = Getter.of("getCommand", String.class);
  private static final Getter<InternetAddress> ADDRESS =
      Getter.of("getAddress", InternetAddress.class);

  /** As many links of a chain of exceptions are followed: one for each recipient. */
  private static final int MAX_CHAIN = 10_000;

  private static final int MAX_FRAMES = 40;

  private final SendRecorder send;
  private final Transport transport;
  private final int total;

  SendResult(SendRecorder send, Transport transport, Address @Nullable [] addresses) {
    this.send = send;
    this.transport = transport;
    this.total = addresses == null ? 0 : addresses.length;
  }

  /** The last reply that the transport read, or null. */
  static @Nullable SmtpReply lastReply(Transport transport) {
    return SmtpReply.parse(LAST_RESPONSE.get(transport));
  }

  /** True when the transport read the end of the connection in place of its last reply. */
  static boolean isClosed(Transport transport) {
    return ErrorTypes.isEnd(LAST_RESPONSE.get(transport));
  }

  void sent() {
    SmtpReply last = send.taken() ? null : lastReply(transport);
    if (last != null && last.positive()) {
      send.reply(last);
    }
    send.recipients(total, 0);
  }

  void failed(Throwable error) {
    List<MessagingException> refused = refusedRecipients(error);
    for (MessagingException one : refused) {
      send.recipientRefused(MessageReader.text(ADDRESS.get(one)), code(one), text(one));
    }
    if (send.taken() || taken(error)) {
      SmtpReply last = lastReply(transport);
      if (last != null && last.positive()) {
        send.reply(last);
      }
      takenInPart(error, refused.size());
    } else if (!refused.isEmpty()) {
      send.reply(new SmtpReply(code(refused.get(0)), text(refused.get(0))));
      send.recipients(0, refused.size());
    } else {
      notTaken(error);
    }
  }

  private static boolean taken(Throwable error) {
    int code = code(error);
    Address[] sent =
        error instanceof SendFailedException
            ? ((SendFailedException) error).getValidSentAddresses()
            : null;
    return (code >= 200 && code < 300) || (sent != null && sent.length > 0);
  }

  private void takenInPart(Throwable error, int refused) {
    int others = refused;
    if (error instanceof SendFailedException) {
      SendFailedException e = (SendFailedException) error;
      others =
          Math.max(refused, length(e.getInvalidAddresses()) + length(e.getValidUnsentAddresses()));
    }
    send.recipients(Math.max(0, total - others), others);
  }

  private void notTaken(Throwable error) {
    int code = code(error);
    SmtpReply reply = code >= 400 ? new SmtpReply(code, text(error)) : chunkReply(error);
    if (reply != null) {
      send.reply(reply);
      send.recipients(0, total);
    } else if (code == -1 ? ".".equals(COMMAND.get(error)) : code == 0 && stoppedAtTheEnd(error)) {
      send.awaitReply();
    }
  }

  /** With BDAT a refusal comes as an IOException whose message is the reply. */
  private @Nullable SmtpReply chunkReply(Throwable error) {
    Throwable cause = error.getCause();
    String last = LAST_RESPONSE.get(transport);
    if (!(cause instanceof IOException) || last == null || !last.equals(cause.getMessage())) {
      return null;
    }
    SmtpReply reply = SmtpReply.parse(last);
    return reply != null && reply.negative() ? reply : null;
  }

  /**
   * True when the connection failed in the methods that end the message. A transport that was
   * wrapped shows its phases nowhere else.
   */
  private static boolean stoppedAtTheEnd(Throwable error) {
    Throwable e = error;
    for (int i = 0; e != null && i < 8; i++) {
      StackTraceElement[] frames = e.getStackTrace();
      for (int f = 0; f < frames.length && f < MAX_FRAMES; f++) {
        String method = frames[f].getMethodName();
        if (method.equals("finishData") || method.equals("finishBdat")) {
          return true;
        }
      }
      e = e.getCause();
    }
    return false;
  }

  private static List<MessagingException> refusedRecipients(Throwable error) {
    List<MessagingException> refused = new ArrayList<>();
    Throwable e = error;
    for (int i = 0; e instanceof MessagingException && i < MAX_CHAIN; i++) {
      String command = COMMAND.get(e);
      if (command != null && command.startsWith("RCPT") && code(e) >= 400) {
        refused.add((MessagingException) e);
      }
      e = ((MessagingException) e).getNextException();
    }
    return refused;
  }

  private static int code(Throwable error) {
    Integer code = RETURN_CODE.get(error);
    return code == null ? 0 : code;
  }

  private static String text(Throwable error) {
    return String.valueOf(error.getMessage());
  }

  private static int length(Address @Nullable [] addresses) {
    return addresses == null ? 0 : addresses.length;
  }
}
