// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static io.github.otelmail.bridge.report.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceCommandTest {
  private static final String STORY = "report/story.log";
  private static final String TOKEN =
      "t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.mwro18g0.s=otp.d=60@app.example.com";

  @TempDir Path folder;
  private String log = "";

  @BeforeEach
  void writeLog() {
    log = Cli.resource(folder, STORY);
  }

  @Test
  void trace_fileGivenTwice_isReadOnceAndToldOnce() {
    Cli run = Cli.trace("--zone=UTC", "186A0A1C2", log, log);
    assertThat(run.err().lines().filter(line -> line.contains("is given more than once")))
        .hasSize(1);
    assertThat(run.out()).isEqualTo(Cli.trace("--zone=UTC", "186A0A1C2", log).out());
  }

  @Test
  void trace_greylistedMessage_equalsGolden() throws IOException {
    Cli run = Cli.trace("--zone=UTC", "186A0A1C2", log);
    assertThat(run.exit()).isZero();
    assertGolden("trace.txt", run.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TOKEN,
        "<" + TOKEN + ">",
        "186A0A1C2",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "4BF92F3577B34DA6A3CE929D0E0E4736"
      })
  void trace_anyIdOfTheMessage_findsIt(String id) {
    Cli run = Cli.trace(id, log);
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("4bf92f3577b34da6a3ce929d0e0e4736").contains("Greylisted");
  }

  @Test
  void trace_emptyId_isAWrongUse() {
    Cli run = Cli.trace("", log);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("the ID is empty");
  }

  @Test
  void trace_laterHop_findsTheFirstToo() {
    Cli run = Cli.trace("080E8E1C2", log);
    assertThat(run.out()).contains("queue id 04268D1C2").contains("queue id 080E8E1C2");
    assertThat(run.out().indexOf("04268D1C2")).isLessThan(run.out().indexOf("080E8E1C2, from"));
  }

  @Test
  void trace_laterHopOnStandardInput_findsTheFirstToo() {
    assertThat(Cli.traceWithInput(Cli.bytes(STORY), "080E8E1C2", "-").out())
        .isEqualTo(Cli.trace("080E8E1C2", log).out());
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void trace_laterHopOnAPipe_findsTheFirstToo() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              try (OutputStream out = Files.newOutputStream(pipe)) {
                out.write(Cli.bytes(STORY));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(Cli.trace("080E8E1C2", pipe.toString()).out())
        .isEqualTo(Cli.trace("080E8E1C2", log).out());
    writer.get();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8219C9F245A", "<refused.1@app.test>"})
  void trace_messageRefusedAtItsEnd_showsTheReply(String id) {
    String log =
        """
        2026-01-01T10:00:00Z mx1 postfix/smtpd[1]: 8219C9F245A: client=app[192.0.2.1]
        2026-01-01T10:00:00Z mx1 postfix/cleanup[2]: 8219C9F245A: message-id=<refused.1@app.test>
        2026-01-01T10:00:00Z mx1 postfix/cleanup[2]: 8219C9F245A: milter-reject: END-OF-MESSAGE \
        from app[192.0.2.1]: 5.7.1 Spam from <who@app.test>; from=<who@app.test> to=<x@y.test> \
        proto=ESMTP helo=<app>
        """;
    Cli run = Cli.traceWithInput(log.getBytes(StandardCharsets.UTF_8), "--zone=UTC", id, "-");
    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            Message-ID  <refused.1@app.test>
            refused     1 Jan 2026 10:00:00 by mx1, queue id 8219C9F245A
            reply       5.7.1 Spam from <*@app.test>
            """);
  }

  @Test
  void trace_bouncedMessage_showsTheNotification() {
    Cli run = Cli.trace("00FA0B1C2", log);
    assertThat(run.out())
        .contains("1 delivered, 1 bounced")
        .contains("550 5.1.1")
        .contains("bounced, unknown recipient; notification 86470C1C2")
        .contains("notification  ");
  }

  @Test
  void trace_messageStillInTheQueue_saysWhatItWaitsFor() {
    Cli run = Cli.trace("0FDE8F1C2", log);
    assertThat(run.out())
        .contains("waits now for the next attempt: connection; age 21 min 1 s")
        .contains("2 min, missed by 19 min 1 s")
        .contains("▶");
  }

  @Test
  void trace_unknownId_failsAndTellsWhatWasSearched() {
    Cli run = Cli.trace("--zone=UTC", "0123456789", log);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("0123456789")
        .contains("39 lines")
        .contains("22 Nov 2026 10:00:00 to 22 Nov 2026 10:22:01 UTC");
  }

  @Test
  void trace_logOfSomethingElse_saysSo() {
    Cli run = Cli.trace("x", Cli.file(folder.resolve("other"), new byte[] {'x', '\n'}));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("Postfix");
  }

  @Test
  void trace_missingFile_isUsage() {
    assertThat(Cli.trace("x", folder.resolve("gone").toString()).exit()).isEqualTo(2);
    assertThat(Cli.trace("x").exit()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"a.log, b.log", "b.log, a.log"})
  void trace_twoHosts_showsOneWay(String first, String second) {
    Cli.file(folder.resolve("a.log"), unpacked("two-hop/mx-a.log"));
    Cli.file(folder.resolve("b.log"), unpacked("two-hop/mx-b.log"));
    Cli run =
        Cli.trace(
            "4jXCqQ6G0rzN3fh", folder.resolve(first).toString(), folder.resolve(second).toString());
    assertThat(run.out())
        .contains("mx1, queue id D52BB28A0C0")
        .contains("mx2, queue id 4jXCqQ6G0rzN3fh");
    assertThat(run.out()).contains("recipients  1 delivered");
  }

  private static byte[] unpacked(String capture) {
    return String.join("", CapturedLog.lines(capture)).getBytes(StandardCharsets.UTF_8);
  }
}
