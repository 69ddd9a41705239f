// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final Pattern SCRIPT = Pattern.compile("(?s)<script([^>]*)>(.*?)</script>");

  @TempDir Path folder;

  private String page(String... arguments) throws IOException {
    Path page = folder.resolve("report.html");
    List<String> all = new ArrayList<>(List.of("--html=" + page));
    all.addAll(List.of(arguments));
    Cli run = Cli.analyze(all.toArray(String[]::new));
    assertThat(run.exit()).isZero();
    assertThat(run.err()).contains("wrote " + page);
    return Files.readString(page);
  }

  private static Values data(String page) {
    Matcher script = SCRIPT.matcher(page);
    assertThat(script.find()).isTrue();
    assertThat(script.group(1)).contains("application/json");
    return Values.parse(script.group(2));
  }

  @Test
  void page_asWritten_needsNothingFromOutside() throws IOException {
    String page = page(Cli.resource(folder, "report/story.log"));
    assertThat(page).startsWith("<!DOCTYPE html>").doesNotContain("{{");
    assertThat(Pattern.compile("(?i)(src|href|action|srcset|poster)\\s*=").matcher(page).results())
        .isEmpty();
    assertThat(Pattern.compile("(?i)@import|url\\(").matcher(page).results()).isEmpty();
    assertThat(page).contains("default-src 'none'");
  }

  @Test
  void page_everyScript_isNamedByThePolicy() throws IOException, NoSuchAlgorithmException {
    String page = page(Cli.resource(folder, "report/story.log"));
    Matcher script = SCRIPT.matcher(page);
    int executable = 0;
    while (script.find()) {
      if (!script.group(1).contains("application/json")) {
        byte[] digest =
            MessageDigest.getInstance("SHA-256")
                .digest(script.group(2).getBytes(StandardCharsets.UTF_8));
        assertThat(page).contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
        executable++;
      }
    }
    assertThat(executable).isEqualTo(2);
    assertThat(page).doesNotContain("script-src 'unsafe-inline'");
  }

  @Test
  void page_story_holdsFiguresPicturesAndWaterfalls() throws IOException {
    Values data = data(page(Cli.resource(folder, "report/story.log")));
    assertThat(data.number("messages")).isEqualTo(4);
    assertThat(data.objects("listed")).hasSize(5);
    assertThat(data.object("lists").object("late").number("total")).isEqualTo(2);
    assertThat((List<?>) data.get("distribution")).hasSize(24);
    assertThat((List<?>) data.object("timeline").get("queued")).isNotEmpty();
    assertThat(data.objects("listed"))
        .allSatisfy(message -> assertThat((List<?>) message.get("rows")).hasSizeGreaterThan(2));
  }

  @Test
  void page_largeLog_isBounded() throws IOException {
    String page = page(Cli.resource(folder, "captures/postfix/mix-large/mail.log.gz"));
    Values data = data(page);
    assertThat(data.number("messages")).isGreaterThan(4_000);
    assertThat(data.objects("listed")).hasSizeLessThanOrEqualTo(200);
    assertThat((List<?>) data.object("timeline").get("queued")).hasSizeLessThanOrEqualTo(400);
    assertThat(page.length()).isLessThan(1_000_000);
  }

  @Test
  void page_hostileLog_cannotLeaveItsData() throws IOException {
    String evil = "</script><img src=x onerror=alert(1)>\u2028<!--<script>";
    String log =
        line("smtpd[1]", "00FA0B1C2: client=evil" + evil + "[192.0.2.1]")
            + line("cleanup[2]", "00FA0B1C2: message-id=<" + evil + "@example.com>")
            + line("qmgr[3]", "00FA0B1C2: from=<a@b.test>, size=5, nrcpt=1 (queue active)")
            + line(
                "smtp[4]",
                "00FA0B1C2: to=<\""
                    + evil
                    + "\"@evil.test>, relay=mx"
                    + evil
                    + "[192.0.2.9]:25, delay=1, delays=0/0/0.5/0.5, dsn=4.7.1, status=deferred (451 "
                    + evil
                    + ")");
    String file = Cli.file(folder.resolve("evil.log"), log.getBytes(StandardCharsets.UTF_8));
    String page = page("--addresses=full", file);
    int end = page.indexOf("</script>");
    String json = page.substring(page.indexOf("id=\"data\">") + 10, end);
    assertThat(json).doesNotContain("<").doesNotContain("\u2028").contains("onerror");
    assertThat(page).doesNotContain("<img src=x").doesNotContain("<!--<script>");
    Values message = data(page).objects("listed").get(0);
    assertThat(message.text("message_id")).contains("</script><img src=x onerror=alert(1)>\u2028");
  }

  private static String line(String daemon, String text) {
    return "2026-11-22T10:00:10.104000+00:00 mx1 postfix/" + daemon + ": " + text + "\n";
  }
}
