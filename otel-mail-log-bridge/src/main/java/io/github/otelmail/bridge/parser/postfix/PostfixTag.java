// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

/**
 * A syslog tag taken apart: {@code <syslog_name>[/<service>]*}{@code /<daemon>} (postconf(5)
 * syslog_name). The name may be anything, so the last component decides whether Postfix wrote the
 * line.
 *
 * @param instance first component
 * @param daemon last component
 */
record PostfixTag(String instance, String daemon, Family family) {

  /** Daemons whose lines are read by the same rules. */
  enum Family {
    SMTPD,
    CLEANUP,
    PICKUP,
    QUEUE_MANAGER,
    DELIVERY,
    BOUNCE,
    SUPERUSER,
    MASTER,
    /** Writes nothing about a message. */
    SILENT,
    /** No part of Postfix. */
    FOREIGN
  }

  static PostfixTag of(String tag) {
    int first = tag.indexOf('/');
    String instance = first < 0 ? tag : tag.substring(0, first);
    String daemon = tag.substring(tag.lastIndexOf('/') + 1);
    Family family = first > 0 ? family(daemon) : Family.FOREIGN;
    if (first < 0 && tag.startsWith("postfix")) {
      family = Family.SILENT;
    }
    return new PostfixTag(instance, daemon, family);
  }

  private static Family family(String daemon) {
    return switch (daemon) {
      case "smtpd", "qmqpd" -> Family.SMTPD;
      case "cleanup" -> Family.CLEANUP;
      case "pickup" -> Family.PICKUP;
      case "qmgr", "oqmgr", "nqmgr" -> Family.QUEUE_MANAGER;
      case "smtp", "lmtp", "relay", "local", "virtual", "pipe", "error", "retry", "discard" ->
          Family.DELIVERY;
      case "bounce", "defer", "trace" -> Family.BOUNCE;
      case "postsuper" -> Family.SUPERUSER;
      case "master", "postfix-script" -> Family.MASTER;
      case "anvil",
          "dnsblog",
          "flush",
          "nbdb_reindexd",
          "post-install",
          "postalias",
          "postcat",
          "postconf",
          "postdrop",
          "postfix",
          "postfix-files",
          "postfix-tls-script",
          "postfix-wrapper",
          "postkick",
          "postlock",
          "postlog",
          "postlogd",
          "postmap",
          "postmulti",
          "postqueue",
          "postscreen",
          "posttls-finger",
          "proxymap",
          "proxywrite",
          "qmqp-sink",
          "qmqp-source",
          "rewrite",
          "scache",
          "sendmail",
          "showq",
          "smtp-sink",
          "smtp-source",
          "spawn",
          "tlsmgr",
          "tlsproxy",
          "trivial-rewrite",
          "verify" ->
          Family.SILENT;
      default -> Family.FOREIGN;
    };
  }
}
