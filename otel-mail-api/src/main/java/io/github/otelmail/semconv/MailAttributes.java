// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.semconv;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/**
 * Every attribute that otel-mail writes on spans, span events and metrics. Type, unit, cardinality,
 * an example and the source of each stand in {@code TELEMETRY.md}; a test holds that page to this
 * class.
 */
public final class MailAttributes {
  // What the message is. Elastic Common Schema "email" field set, verbatim.
  public static final AttributeKey<String> EMAIL_MESSAGE_ID = stringKey("email.message_id");
  public static final AttributeKey<String> EMAIL_LOCAL_ID = stringKey("email.local_id");
  public static final AttributeKey<String> EMAIL_SUBJECT = stringKey("email.subject");
  public static final AttributeKey<List<String>> EMAIL_FROM_ADDRESS =
      stringArrayKey("email.from.address");
  public static final AttributeKey<List<String>> EMAIL_TO_ADDRESS =
      stringArrayKey("email.to.address");

  // What the Elastic Common Schema has no key for.
  public static final AttributeKey<String> EMAIL_RECIPIENT_ADDRESS =
      stringKey("email.recipient.address");
  public static final AttributeKey<String> EMAIL_RECIPIENT_DOMAIN =
      stringKey("email.recipient.domain");
  public static final AttributeKey<List<String>> EMAIL_RECIPIENT_DOMAINS =
      stringArrayKey("email.recipient.domains");
  public static final AttributeKey<Long> EMAIL_RECIPIENT_COUNT = longKey("email.recipient.count");
  public static final AttributeKey<String> EMAIL_STREAM = stringKey("email.stream");
  public static final AttributeKey<Long> EMAIL_DEADLINE = longKey("email.deadline");
  public static final AttributeKey<Boolean> EMAIL_LATE = booleanKey("email.late");
  public static final AttributeKey<String> EMAIL_NEXT_LOCAL_ID = stringKey("email.next.local_id");
  public static final AttributeKey<String> EMAIL_NOTIFICATION_LOCAL_ID =
      stringKey("email.notification.local_id");
  public static final AttributeKey<Boolean> EMAIL_NOTIFICATION = booleanKey("email.notification");
  public static final AttributeKey<String> EMAIL_SEND_OUTCOME = stringKey("email.send.outcome");
  public static final AttributeKey<String> EMAIL_DELIVERY_OUTCOME =
      stringKey("email.delivery.outcome");
  public static final AttributeKey<String> EMAIL_DELIVERY_REASON =
      stringKey("email.delivery.reason");
  public static final AttributeKey<Long> EMAIL_DELIVERY_ATTEMPTS =
      longKey("email.delivery.attempts");
  public static final AttributeKey<Long> EMAIL_DELIVERY_ATTEMPT = longKey("email.delivery.attempt");
  public static final AttributeKey<String> EMAIL_DELIVERY_AGENT = stringKey("email.delivery.agent");
  public static final AttributeKey<Double> EMAIL_DELIVERY_CONNECT_DURATION =
      doubleKey("email.delivery.connect.duration");
  public static final AttributeKey<Double> EMAIL_DELIVERY_TRANSMIT_DURATION =
      doubleKey("email.delivery.transmit.duration");
  public static final AttributeKey<String> EMAIL_TRACE_SOURCE = stringKey("email.trace.source");
  public static final AttributeKey<String> EMAIL_TRACE_TRUST = stringKey("email.trace.trust");
  public static final AttributeKey<Boolean> EMAIL_TRACE_INJECTED =
      booleanKey("email.trace.injected");

  // What SMTP said.
  public static final AttributeKey<Long> SMTP_RESPONSE_STATUS_CODE =
      longKey("smtp.response.status_code");
  public static final AttributeKey<String> SMTP_RESPONSE_ENHANCED_STATUS_CODE =
      stringKey("smtp.response.enhanced_status_code");
  public static final AttributeKey<String> SMTP_RESPONSE_TEXT = stringKey("smtp.response.text");
  public static final AttributeKey<Long> SMTP_DATA_SIZE = longKey("smtp.data.size");
  public static final AttributeKey<Long> SMTP_RECIPIENTS_ACCEPTED =
      longKey("smtp.recipients.accepted");
  public static final AttributeKey<Long> SMTP_RECIPIENTS_REFUSED =
      longKey("smtp.recipients.refused");
  public static final AttributeKey<String> SMTP_RECIPIENT_RESULT =
      stringKey("smtp.recipient.result");
  public static final AttributeKey<String> SMTP_OPERATION_NAME = stringKey("smtp.operation.name");
  public static final AttributeKey<String> SMTP_PHASE_NAME = stringKey("smtp.phase.name");
  public static final AttributeKey<Double> SMTP_PHASE_DURATION = doubleKey("smtp.phase.duration");
  public static final AttributeKey<Boolean> SMTP_CONNECTION_REUSED =
      booleanKey("smtp.connection.reused");
  public static final AttributeKey<Long> SMTP_CONNECTION_USE = longKey("smtp.connection.use");
  public static final AttributeKey<Double> SMTP_TIMEOUT_CONNECT = doubleKey("smtp.timeout.connect");
  public static final AttributeKey<Double> SMTP_TIMEOUT_READ = doubleKey("smtp.timeout.read");
  public static final AttributeKey<Double> SMTP_TIMEOUT_WRITE = doubleKey("smtp.timeout.write");
  public static final AttributeKey<String> SMTP_TLS_STATUS = stringKey("smtp.tls.status");

  // OpenTelemetry semantic conventions.
  public static final AttributeKey<String> MESSAGING_SYSTEM = stringKey("messaging.system");
  public static final AttributeKey<String> MESSAGING_OPERATION_NAME =
      stringKey("messaging.operation.name");
  public static final AttributeKey<String> MESSAGING_OPERATION_TYPE =
      stringKey("messaging.operation.type");
  public static final AttributeKey<String> MESSAGING_MESSAGE_ID = stringKey("messaging.message.id");
  public static final AttributeKey<String> SERVER_ADDRESS = stringKey("server.address");
  public static final AttributeKey<Long> SERVER_PORT = longKey("server.port");
  public static final AttributeKey<String> CLIENT_ADDRESS = stringKey("client.address");
  public static final AttributeKey<String> NETWORK_PEER_ADDRESS = stringKey("network.peer.address");
  public static final AttributeKey<Long> NETWORK_PEER_PORT = longKey("network.peer.port");
  public static final AttributeKey<String> NETWORK_PROTOCOL_NAME =
      stringKey("network.protocol.name");
  public static final AttributeKey<String> ERROR_TYPE = stringKey("error.type");

  /** The value of {@link #MESSAGING_SYSTEM} on every span and metric of otel-mail. */
  public static final String MESSAGING_SYSTEM_SMTP = "smtp";

  private MailAttributes() {}
}
