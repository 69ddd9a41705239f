// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.signup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds what the README quotes to the code. */
final class ReadmeTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)]+)\\)");

  @Test
  void quotedCode_isThatOfTheApplication() throws IOException {
    String application =
        Files.readString(
            Path.of("src/main/java/io/github/otelmail/examples/signup/SignupApp.java"));
    List<String> quotes = all(JAVA);
    assertThat(quotes).isNotEmpty().allSatisfy(quote -> assertThat(application).contains(quote));
  }

  @Test
  void links_leadToFiles() throws IOException {
    assertThat(all(LINK)).isNotEmpty().allSatisfy(link -> assertThat(Path.of(link)).exists());
  }

  private static List<String> all(Pattern pattern) throws IOException {
    Matcher matcher = pattern.matcher(Files.readString(Path.of("README.md")));
    return matcher.results().map(match -> match.group(1)).toList();
  }
}
