// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.weave;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.util.ArrayList;
import java.util.List;

/**
 * A transport with what is hard to weave: variables of one and two slots, loops, handlers, several
 * returns. No strings are concatenated and there are no lambdas, so that it can be made old.
 */
public class SampleTransport extends Transport {
  /** What the body did, in order. */
  public final List<String> done = new ArrayList<>();

  /** For a session. */
  public SampleTransport(Session session) {
    super(session, null);
  }

  @Override
  public void sendMessage(Message message, Address[] addresses) throws MessagingException {
    long total = 0;
    double weight = 1.5;
    for (int i = 0; i < addresses.length; i++) {
      try {
        long part = addresses[i].toString().length();
        total += part;
        if (part == 1) {
          throw new IllegalStateException("caught inside");
        }
        weight *= part;
      } catch (IllegalStateException e) {
        done.add(e.getMessage());
        if (addresses.length == 1) {
          return;
        }
      } finally {
        done.add("address");
      }
    }
    if (total > 40 && weight > 2) {
      throw new MessagingException("too long");
    }
    done.add("end");
  }
}
