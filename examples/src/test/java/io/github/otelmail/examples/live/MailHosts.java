// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.live;

import io.github.otelmail.examples.destination.Destination;
import io.github.otelmail.examples.relay.EmbeddedRelay;
import io.github.otelmail.examples.relay.PostfixInstance;
import io.github.otelmail.examples.relay.Relay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Relays in a row, and the receivers behind the last of them.
 *
 * @param relays the first one takes the mail
 * @param filteredPort where the first one takes mail that passes a content filter: Postfix itself,
 *     which queues it anew and is told the queue id it had (XFORWARD); 0 without one
 */
record MailHosts(List<Relay> relays, int filteredPort, Destination receivers)
    implements AutoCloseable {

  /** Two real Postfix; the logs are {@code hop1.log} and {@code hop2.log} in the directory. */
  static MailHosts twoPostfix(Path directory) throws IOException {
    Destination receivers = Destination.start();
    PostfixInstance second =
        PostfixInstance.builder("hop2.relay.test")
            .destinations(receivers.ports())
            .parameter("minimal_backoff_time", "3s")
            .parameter("maximal_queue_lifetime", "8s")
            .start(directory.resolve("hop2.log"));
    PostfixInstance.Builder builder = PostfixInstance.builder("hop1.relay.test");
    int reinjection = builder.listener(List.of("smtpd_authorized_xforward_hosts=127.0.0.0/8"));
    int filteredPort = builder.listener(List.of("content_filter=smtp:[127.0.0.1]:" + reinjection));
    PostfixInstance first =
        builder
            .relayTo(second.port())
            .parameter("smtp_send_xforward_command", "yes")
            .start(directory.resolve("hop1.log"));
    return new MailHosts(List.of(first, second), filteredPort, receivers);
  }

  /** One stand-in for Postfix; its log is {@code hop1.log} in the directory. */
  static MailHosts embedded(Path directory) throws IOException {
    Destination receivers = Destination.start();
    Relay relay =
        EmbeddedRelay.start("hop1.relay.test", receivers.ports(), directory.resolve("hop1.log"));
    return new MailHosts(List.of(relay), 0, receivers);
  }

  /** Where the mail is to be handed in. */
  int port(LiveMail mail) {
    return mail.filtered() ? filteredPort : relays.get(0).port();
  }

  List<Path> logs() {
    return relays.stream().map(Relay::log).toList();
  }

  /** True while nothing is queued, as far as one look can tell. */
  boolean isIdle() {
    return relays.stream().allMatch(Relay::isIdle);
  }

  @Override
  public void close() {
    relays.forEach(Relay::close);
    receivers.close();
  }
}
