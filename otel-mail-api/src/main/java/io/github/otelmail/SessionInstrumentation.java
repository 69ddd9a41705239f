// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import jakarta.mail.Address;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Provider;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a session's transports traced ones: registers, for the protocols it knows, a subclass of
 * the very transport it would have used.
 */
final class SessionInstrumentation {
  private static final String ANGUS = "io.github.otelmail.angus.SMTPTransport";
  private static final String SUN = "io.github.otelmail.sun.SMTPTransport";
  private static final String[] PROTOCOLS = {"smtp", "smtps"};
  private static final Map<String, String> TRACED = traced();

  /** Entries go with their sessions, as none of the values refers to a session. */
  private static final Map<Session, MailTelemetry> SESSIONS = new WeakHashMap<>();

  private static Map<String, String> traced() {
    Map<String, String> traced = new HashMap<>();
    traced.put("org.eclipse.angus.mail.smtp.SMTPTransport", ANGUS);
    traced.put("org.eclipse.angus.mail.smtp.SMTPSSLTransport", ANGUS);
    // Last: in the jar for javax.mail these are the same names, and the class above is not there.
    traced.put("com.sun.mail.smtp.SMTPTransport", SUN);
    traced.put("com.sun.mail.smtp.SMTPSSLTransport", SUN);
    return Collections.unmodifiableMap(traced);
  }

  static @Nullable MailTelemetry of(Session session) {
    synchronized (SESSIONS) {
      return SESSIONS.get(session);
    }
  }

  static boolean isOurs(Transport transport) {
    String name = transport.getClass().getName();
    return name.equals(ANGUS) || name.equals(SUN);
  }

  static void instrument(Session session, MailTelemetry telemetry) {
    synchronized (SESSIONS) {
      if (SESSIONS.put(session, telemetry) != null) {
        return;
      }
    }
    for (String protocol : PROTOCOLS) {
      Failsafe.run("instrument a session", () -> replaceProvider(session, protocol));
    }
  }

  private static void replaceProvider(Session session, String protocol)
      throws NoSuchProviderException {
    Provider provider;
    try {
      provider = session.getProvider(protocol);
    } catch (NoSuchProviderException e) {
      return; // Then the session gives no transport for it either.
    }
    String name = TRACED.get(provider.getClassName());
    if (name == null) {
      if (!TRACED.containsValue(provider.getClassName())) {
        Failsafe.warn(
            notTraced(protocol, provider.getClassName() + " is not known; wrap its transports"));
      }
      return;
    }
    if (!isLoadable(name)) {
      Failsafe.warn(
          notTraced(protocol, "Jakarta Mail cannot load " + name + " from where otel-mail-api is"));
      return;
    }
    String property = "mail." + protocol + ".class";
    Object former = session.getProperties().get(property);
    session.setProvider(tracedProvider(provider, name));
    if (!isOurs(session.getTransport(protocol))) {
      session.setProvider(provider);
      if (former == null) {
        session.getProperties().remove(property);
      } else {
        session.getProperties().put(property, former);
      }
      Failsafe.warn(notTraced(protocol, "the session gives another transport"));
    }
  }

  private static String notTraced(String protocol, String reason) {
    return "Mail sent with "
        + protocol
        + " over Session.getTransport is not traced: "
        + reason
        + ". MailTelemetry.send and MailTelemetry.wrap work.";
  }

  /**
   * A session looks for a transport's class in the context class loader, and then where Jakarta
   * Mail is. The first differs from thread to thread: only the second makes sure that no thread
   * gets an exception in place of a transport.
   */
  private static boolean isLoadable(String name) {
    ClassLoader own = SessionInstrumentation.class.getClassLoader();
    ClassLoader mail = Session.class.getClassLoader();
    try {
      return Class.forName(name, false, mail) == Class.forName(name, false, own);
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** The transport for the address, traced as well as it can be, and not connected. */
  static Transport open(Session session, Address address, MailTelemetry telemetry)
      throws NoSuchProviderException {
    Transport plain = session.getTransport(address);
    return Failsafe.get("trace a transport", plain, () -> traced(session, plain, telemetry));
  }

  private static Transport traced(Session session, Transport plain, MailTelemetry telemetry)
      throws NoSuchProviderException {
    String name = TRACED.get(plain.getClass().getName());
    if (isOurs(plain)) {
      return plain;
    }
    if (name != null && isLoadable(name)) {
      String protocol = plain.getURLName().getProtocol();
      Provider provider = new Provider(Provider.Type.TRANSPORT, protocol, name, "otel-mail", null);
      Transport traced = session.getTransport(provider);
      if (isOurs(traced)) {
        return traced;
      }
    }
    return telemetry.wrap(plain);
  }

  private static Provider tracedProvider(Provider provider, String name) {
    return new Provider(
        Provider.Type.TRANSPORT,
        provider.getProtocol(),
        name,
        provider.getVendor(),
        provider.getVersion());
  }

  private SessionInstrumentation() {}
}
