// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The configuration of a {@link PostfixInstance}: a relay for loopback that retries quickly. */
final class PostfixConfiguration {
  /** {@code master.cf} but for smtpd(8): nothing in a chroot, only what relaying needs. */
  static final String MASTER =
      """
      pickup    unix  n       -       n       60      1       pickup
      cleanup   unix  n       -       n       -       0       cleanup
      qmgr      unix  n       -       n       300     1       qmgr
      rewrite   unix  -       -       n       -       -       trivial-rewrite
      bounce    unix  -       -       n       -       0       bounce
      defer     unix  -       -       n       -       0       bounce
      trace     unix  -       -       n       -       0       bounce
      flush     unix  n       -       n       1000?   0       flush
      proxymap  unix  -       -       n       -       -       proxymap
      smtp      unix  -       -       n       -       -       smtp
      showq     unix  n       -       n       -       -       showq
      error     unix  -       -       n       -       -       error
      retry     unix  -       -       n       -       -       error
      discard   unix  -       -       n       -       -       discard
      local     unix  -       n       n       -       -       local
      anvil     unix  -       -       n       -       1       anvil
      scache    unix  -       -       n       -       1       scache
      postlog   unix-dgram n  -       n       -       1       postlogd
      """;

  private PostfixConfiguration() {}

  /** The parameters of {@code main.cf}, postconf(5). Changeable: the caller overrides some. */
  static Map<String, String> main(
      PostfixProgram program, String hostname, Path directory, Path log) {
    Map<String, String> main = new LinkedHashMap<>();
    main.put("compatibility_level", program.isAtLeast(3, 6) ? "3.6" : "2");
    main.put("queue_directory", directory.resolve("queue").toString());
    main.put("data_directory", directory.resolve("data").toString());
    main.put("maillog_file", log.toString());
    Path logDirectory = log.getParent();
    main.put("maillog_file_prefixes", logDirectory == null ? "/" : logDirectory.toString());

    main.put("myhostname", hostname);
    main.put("mydestination", "");
    main.put("local_recipient_maps", "");
    main.put("alias_maps", "");
    main.put("inet_interfaces", "127.0.0.1");
    main.put("inet_protocols", "ipv4");
    main.put("mynetworks", "127.0.0.0/8");
    main.put("smtpd_relay_restrictions", "permit_mynetworks, reject");
    main.put("smtpd_peername_lookup", "no");
    main.put("smtp_dns_support_level", "disabled");
    main.put("smtp_host_lookup", "native");
    main.put("default_transport", "error:5.1.2 this domain has no receiver here");
    main.put("transport_maps", "texthash:" + directory.resolve("etc/transport"));
    main.put("notify_classes", "");

    // A queue id with a whole date in it: the bridge reads microseconds from it.
    main.put("enable_long_queue_ids", "yes");

    // The queue manager counts whole seconds and comes one early: a retry after 3 to 5 seconds.
    main.put("minimal_backoff_time", "5s");
    main.put("maximal_backoff_time", "6s");
    main.put("queue_run_delay", "1s");
    main.put("maximal_queue_lifetime", "60s");
    main.put("bounce_queue_lifetime", "60s");
    main.put("transport_retry_time", "2s");
    main.put("smtp_connect_timeout", "5s");
    return main;
  }
}
