// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0

import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Properties;

/** Sends one mail to a server of its own. */
public final class FirstMail {
  /** Prints CPU milliseconds and peak KiB of this process after the send. */
  public static void main(String[] args) throws Exception {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> serve(server));
    thread.setDaemon(true);
    thread.start();
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", server.getInetAddress().getHostAddress());
    properties.setProperty("mail.smtp.port", Integer.toString(server.getLocalPort()));
    MimeMessage message = new MimeMessage(Session.getInstance(properties));
    message.setFrom(new InternetAddress("shop@sender.example"));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress("jo@example.com"));
    message.setSubject("Your code");
    message.setText("Hello");
    Transport.send(message);
    Hello.usage();
  }

  private static void serve(ServerSocket server) {
    try (Socket socket = server.accept()) {
      BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
      PrintStream out = new PrintStream(socket.getOutputStream(), true);
      out.print("220 ready\r\n");
      boolean data = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (data && !line.equals(".")) {
          continue;
        }
        data = line.equals("DATA");
        out.print(data ? "354 go on\r\n" : "250 2.0.0 Ok: queued as 4F2A3\r\n");
        out.flush();
      }
    } catch (IOException e) {
      System.err.println(e);
    }
  }

  private FirstMail() {}
}
