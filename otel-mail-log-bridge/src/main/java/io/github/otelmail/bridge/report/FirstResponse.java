// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.event.FailureReason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an operator usually does first about a failure. */
final class FirstResponse {
  /** Where the code says more than the class of failure does; subject and detail of the code. */
  private static final Map<String, String> BY_CODE =
      Map.ofEntries(
          Map.entry(
              "1.2", "The domain does not take mail: correct the address, or suppress the domain."),
          Map.entry(
              "1.8", "Publish an MX or address record for the domain of the envelope sender."),
          Map.entry(
              "1.10", "The domain says that it takes no mail (RFC 7505): suppress its addresses."),
          Map.entry("2.1", "The mailbox is switched off: suppress the address."),
          Map.entry("2.3", "Shrink the message, or send a link in place of the attachment."),
          Map.entry("3.4", "Shrink the message, or send a link in place of the attachment."),
          Map.entry(
              "4.6", "Look for a loop: a forward, a transport map or an MX that points back."),
          Map.entry(
              "4.7",
              "Given up after the maximum queue time: see the deferrals that came before, and set"
                  + " maximal_queue_lifetime to how long such mail is of use."),
          Map.entry(
              "5.3", "Send fewer recipients in one go (default_destination_recipient_limit)."),
          Map.entry("6.7", "The receiver lacks SMTPUTF8: use an ASCII address for this recipient."),
          Map.entry("7.8", "Check the relay's user name and password (smtp_sasl_password_maps)."),
          Map.entry("7.20", "Sign with DKIM, and see that nothing changes the mail afterwards."),
          Map.entry("7.23", "Add this host's address to the SPF record of the envelope sender."),
          Map.entry("7.25", "Give the sending address a reverse name that resolves back to it."),
          Map.entry(
              "7.26", "Both SPF and DKIM fail: add the host to SPF and sign with DKIM, aligned."));

  private FirstResponse() {}

  /**
   * One sentence, or two short ones.
   *
   * @param enhanced such as {@code 4.7.1}, or null
   */
  static String to(FailureReason reason, @Nullable String enhanced) {
    boolean codeMisleads = reason == FailureReason.GREYLISTED || reason == FailureReason.THROTTLED;
    if (enhanced != null && enhanced.length() >= 5 && !codeMisleads) {
      String special = BY_CODE.get(enhanced.substring(2));
      if (special != null) {
        return special;
      }
    }
    return byReason(reason);
  }

  private static String byReason(FailureReason reason) {
    return switch (reason) {
      case GREYLISTED ->
          "Passes by itself at a later try. If mail is urgent, shorten minimal_backoff_time and keep"
              + " sending from the same address.";
      case THROTTLED ->
          "Send slower to this receiver: lower its concurrency, or set a rate delay for it"
              + " (smtp_destination_rate_delay).";
      case MAILBOX_FULL ->
          "The recipient has to clear space. Stop sending after a few days, and tell the user by"
              + " another way.";
      case UNKNOWN_RECIPIENT ->
          "Suppress the address: repeated sending to unknown recipients costs reputation. Many at"
              + " once point to a bad import.";
      case POLICY ->
          "Read the reply, it names the rule; then ask the receiver's postmaster, or correct what it"
              + " names.";
      case REPUTATION ->
          "Look the sending address up at the block list in the reply, stop what caused the listing,"
              + " then ask for removal.";
      case AUTHENTICATION ->
          "Check SPF, DKIM and DMARC alignment of the sending domain, or the login at the relay.";
      case CONTENT ->
          "Look at what was sent: size, attachment types, links. Send a test without the suspected"
              + " part.";
      case TLS ->
          "Compare the TLS policy for this destination with what the receiver offers: certificate,"
              + " name, protocol version.";
      case DNS ->
          "Look up the domain's MX by hand. If it fails for all domains, check this host's resolver.";
      case CONNECTION ->
          "Try to connect by hand from this host: a firewall, blocked port 25, or a receiver that is"
              + " down.";
      case RECEIVER_ERROR ->
          "The receiver's own trouble: wait, and ask its postmaster when it lasts for hours.";
      case LOCAL_ERROR ->
          "This server's own trouble: see the reply and its configuration; postfix check helps.";
      case OTHER -> "Read the reply: neither its code nor its words tell a known cause.";
    };
  }
}
