// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.capture.Capture;
import io.github.otelmail.bridge.capture.Truth;
import io.github.otelmail.semconv.AddressPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No report shows a recipient's address unless it was asked to. */
class ReportPrivacyTest {
  @TempDir Path folder;

  static Stream<Capture> captures() {
    return Capture.all().stream();
  }

  private List<String> logs(Capture capture) {
    List<String> files = new ArrayList<>();
    for (String name : new String[] {"mail.log", "mx-a.log", "mx-b.log"}) {
      String resource = "captures/postfix/" + capture.name() + "/" + name + ".gz";
      if (ReportPrivacyTest.class.getResource("/" + resource) != null) {
        files.add(Cli.resource(folder, resource));
      }
    }
    return files;
  }

  /** Everything the tool writes about a log, in one text. */
  private String everything(List<String> logs, String policy) {
    Path page = folder.resolve("page.html");
    StringBuilder all = new StringBuilder();
    for (String option : new String[] {"--json", "--html=" + page, "--top=1000"}) {
      List<String> arguments = new ArrayList<>(logs);
      arguments.add(option);
      arguments.add("--show-unparsed");
      arguments.add("--addresses=" + policy);
      Cli run = Cli.analyze(arguments.toArray(String[]::new));
      all.append(run.out()).append(run.err());
    }
    try {
      return all.append(Files.readString(page)).toString().toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> recipients(Capture capture) {
    Set<String> recipients = new TreeSet<>();
    for (Truth truth : capture.truth()) {
      if (truth.recipient().contains("@")) {
        recipients.add(truth.recipient().toLowerCase(Locale.ROOT));
      }
    }
    return recipients;
  }

  @ParameterizedTest
  @MethodSource("captures")
  void report_byDefault_showsNoRecipient(Capture capture) {
    String all = everything(logs(capture), "domain");
    assertThat(recipients(capture))
        .isNotEmpty()
        .noneMatch(recipient -> all.contains(localPart(recipient) + "@"));
  }

  @ParameterizedTest
  @EnumSource(
      value = AddressPolicy.class,
      names = {"NONE", "HASH"})
  void report_stricterPolicies_showNoRecipientEither(AddressPolicy policy) {
    Capture capture = Capture.named("bounces");
    String all = everything(logs(capture), policy.name());
    assertThat(recipients(capture)).noneMatch(recipient -> all.contains(recipient));
  }

  @ParameterizedTest
  @MethodSource("captures")
  void report_addressesFull_showsRecipients(Capture capture) {
    String all = everything(logs(capture), "full");
    assertThat(recipients(capture)).anyMatch(recipient -> all.contains(recipient));
  }

  private static String localPart(String address) {
    return address.substring(0, address.lastIndexOf('@'));
  }
}
