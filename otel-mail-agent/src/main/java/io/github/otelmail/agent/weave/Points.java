// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.weave;

import static io.github.otelmail.agent.weave.Point.Argument.FIRST;
import static io.github.otelmail.agent.weave.Point.Argument.FOURTH;
import static io.github.otelmail.agent.weave.Point.Argument.MESSAGE;
import static io.github.otelmail.agent.weave.Point.Argument.NO_ARRAY;
import static io.github.otelmail.agent.weave.Point.Argument.SECOND;
import static io.github.otelmail.agent.weave.Point.Argument.SELF;
import static io.github.otelmail.agent.weave.Point.Argument.SESSION;
import static io.github.otelmail.agent.weave.Point.Argument.TRANSPORT;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which methods of which classes are woven, in every version of javax.mail from 1.4 and of Jakarta
 * Mail. Names are internal ones, with slashes.
 */
public final class Points {
  private static final String OBJECT = "(Ljava/lang/Object;)";
  private static final Map<String, Map<String, Point>> CLASSES = classes();

  private static Map<String, Map<String, Point>> classes() {
    Map<String, Map<String, Point>> classes = new HashMap<>();
    for (String mail : new String[] {"javax/mail/", "jakarta/mail/"}) {
      classes.put(mail + "Transport", transport(mail));
      classes.put(mail + "Service", service());
      classes.put(
          mail + "internet/MimeMessage", one("updateMessageID()V", Point.after("messageIdMade")));
      classes.put(
          mail + "event/MailEvent", one("<init>(Ljava/lang/Object;)V", Point.after("eventMade")));
      Map<String, Point> dispatch =
          one("dispatch(Ljava/lang/Object;)V", Point.around("dispatch", OBJECT, SELF));
      classes.put(mail + "event/TransportEvent", dispatch);
      classes.put(mail + "event/ConnectionEvent", dispatch);
    }
    classes.put("com/sun/mail/smtp/SMTPTransport", smtp());
    classes.put("org/eclipse/angus/mail/smtp/SMTPTransport", smtp());
    library(classes);
    return Collections.unmodifiableMap(classes);
  }

  private static Map<String, Point> one(String method, Point point) {
    return Collections.singletonMap(method, point);
  }

  private static Map<String, Point> transport(String mail) {
    String message = "send(L" + mail + "Message;";
    String addresses = "[L" + mail + "Address;";
    String user = "Ljava/lang/String;Ljava/lang/String;)V";
    String hook = "(Ljava/lang/Object;[Ljava/lang/Object;)";
    Point own = Point.around("send", hook, FIRST, NO_ARRAY);
    Point given = Point.around("send", hook, FIRST, SECOND);
    Map<String, Point> points = new HashMap<>();
    points.put(message + ")V", own);
    points.put(message + user, own);
    points.put(message + addresses + ")V", given);
    points.put(message + addresses + user, given);
    points.put("<init>(L" + mail + "Session;L" + mail + "URLName;)V", Point.after("transportMade"));
    return points;
  }

  private static Map<String, Point> service() {
    return one(
        "connect(Ljava/lang/String;ILjava/lang/String;Ljava/lang/String;)V",
        Point.around("connect", "(Ljava/lang/Object;Ljava/lang/Object;)", SELF, SESSION));
  }

  private static Map<String, Point> smtp() {
    Map<String, Point> points = new HashMap<>(subtype());
    points.put(
        "protocolConnect(Ljava/lang/String;ILjava/lang/String;Ljava/lang/String;)Z",
        Point.around("protocolConnect", "(Ljava/lang/Object;Ljava/lang/String;)", SELF, FOURTH));
    points.put(
        "openServer(Ljava/lang/String;I)V",
        Point.around("openServer", "(Ljava/lang/Object;Ljava/lang/String;I)", SELF, FIRST, SECOND));
    points.put("openServer()V", Point.around("openServer", OBJECT, SELF));
    points.put("ehlo(Ljava/lang/String;)Z", Point.around("ehlo", OBJECT, SELF));
    points.put("helo(Ljava/lang/String;)V", Point.around("ehlo", OBJECT, SELF));
    points.put("startTLS()V", Point.phase("starttls", null));
    points.put(
        "authenticate(Ljava/lang/String;Ljava/lang/String;)Z",
        Point.around("authenticate", OBJECT, SELF));
    points.put("mailFrom()V", Point.phase("mail", null));
    points.put("rcptTo()V", Point.phase("rcpt", null));
    points.put("data()Ljava/io/OutputStream;", Point.phase("data", "body"));
    points.put("bdat()Ljava/io/OutputStream;", Point.after("body"));
    points.put("finishData()V", Point.phase("reply", "replied"));
    points.put("finishBdat()V", Point.phase("reply", "replied"));
    return points;
  }

  /** What is woven into any transport. */
  private static Map<String, Point> subtype() {
    Map<String, Point> points = new HashMap<>();
    for (String mail : new String[] {"javax/mail/", "jakarta/mail/"}) {
      points.put(
          "sendMessage(L" + mail + "Message;[L" + mail + "Address;)V",
          Point.around(
              "sendMessage",
              "(Ljava/lang/Object;Ljava/lang/Object;[Ljava/lang/Object;)",
              SELF,
              FIRST,
              SECOND));
    }
    return points;
  }

  /** Where otel-mail-api, when the application has it, begins and ends what it records. */
  private static void library(Map<String, Map<String, Point>> classes) {
    String base = "io/github/otelmail/";
    Point begin = Point.before("libraryBegins", SECOND);
    Map<String, Point> send = new HashMap<>();
    Map<String, Point> connect = new HashMap<>();
    Map<String, Point> tracer = new HashMap<>();
    Map<String, Point> session = new HashMap<>();
    for (String mail : new String[] {"javax/mail/", "jakarta/mail/"}) {
      send.put(
          "<init>(L" + base + "MailTelemetry;L" + mail + "Message;[L" + mail + "Address;)V", begin);
      connect.put("<init>(L" + base + "MailTelemetry;L" + mail + "Transport;)V", begin);
      send.put("connectsWith(L" + mail + "Transport;)V", Point.before("libraryBegins", FIRST));
      session.put(
          "instrument(L" + mail + "Session;L" + base + "MailTelemetry;)V",
          Point.before("librarySession", FIRST));
    }
    send.put("end(Ljava/lang/Throwable;)V", Point.before("libraryEnds", MESSAGE));
    connect.put("end(Ljava/lang/Throwable;)V", Point.before("libraryEnds", TRANSPORT));
    tracer.put("telemetry()L" + base + "MailTelemetry;", Point.unless("recording", TRANSPORT));
    classes.put(base + "SendActivity", send);
    classes.put(base + "ConnectActivity", connect);
    classes.put(base + "TransportTracer", tracer);
    classes.put(base + "SessionInstrumentation", session);
  }

  /** True when the class is woven by its name. */
  public static boolean has(String className) {
    return CLASSES.containsKey(className);
  }

  /** The points of the class, or null when it has none. */
  static @Nullable Map<String, Point> of(String className) {
    return CLASSES.get(className);
  }

  /** The points of a transport that is not known by name. */
  static Map<String, Point> ofSubtype() {
    return subtype();
  }

  private Points() {}
}
