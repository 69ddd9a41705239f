// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.Properties;

/** Sends one saved message over one open connection, many times. */
public final class Send {
  /**
   * Says that it is ready. Then makes as many sends as each line of standard input says, and prints
   * nanoseconds of CPU of the sending thread and of the process, bytes that the sending thread
   * allocated and nanoseconds of time, for one of them.
   *
   * @param args the port of the server, and how many sends to warm up with
   */
  public static void main(String[] args) throws Exception {
    measure(args, (session, transport) -> transport);
  }

  /** What the variants differ in. */
  interface Wrapper {
    Transport wrap(Session session, Transport transport);
  }

  static void measure(String[] args, Wrapper wrapper) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", "127.0.0.1");
    properties.setProperty("mail.smtp.port", args[0]);
    Session session = Session.getInstance(properties);
    MimeMessage message = new MimeMessage(session);
    message.setFrom(new InternetAddress("shop@sender.example"));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress("jo@example.com"));
    message.setSubject("Your code");
    message.setText("Hello");
    message.saveChanges();
    Address[] recipients = message.getAllRecipients();
    Transport transport = wrapper.wrap(session, session.getTransport("smtp"));
    transport.connect();
    send(transport, message, recipients, Integer.parseInt(args[1]));

    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    System.out.println("ready");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      int count = Integer.parseInt(line);
      long process = system.getProcessCpuTime();
      long bytes = threads.getThreadAllocatedBytes(id);
      long time = System.nanoTime();
      long thread = threads.getCurrentThreadCpuTime();
      send(transport, message, recipients, count);
      thread = threads.getCurrentThreadCpuTime() - thread;
      time = System.nanoTime() - time;
      bytes = threads.getThreadAllocatedBytes(id) - bytes;
      process = system.getProcessCpuTime() - process;
      System.out.printf(
          "%d %d %d %d%n", thread / count, process / count, bytes / count, time / count);
    }
    transport.close();
  }

  private static void send(Transport transport, MimeMessage message, Address[] to, int count)
      throws MessagingException {
    for (int i = 0; i < count; i++) {
      transport.sendMessage(message, to);
    }
  }

  private Send() {}
}
