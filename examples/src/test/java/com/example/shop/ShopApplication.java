// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.shop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Mails a code to whoever logs in. */
@SpringBootApplication
@RestController
public class ShopApplication {
  private final JavaMailSender sender;

  ShopApplication(JavaMailSender sender) {
    this.sender = sender;
  }

  /** Starts it. */
  public static void main(String[] args) {
    SpringApplication.run(ShopApplication.class, args);
  }

  /** Returns once the mail server has the mail. */
  @PostMapping("/login")
  String login(@RequestParam("email") String email) {
    SimpleMailMessage message = new SimpleMailMessage();
    message.setFrom("shop@accept.test");
    message.setTo(email);
    message.setSubject("Your code");
    message.setText("314159");
    sender.send(message);
    return "sent";
  }
}
