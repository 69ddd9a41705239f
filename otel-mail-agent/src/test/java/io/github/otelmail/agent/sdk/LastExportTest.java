// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The end of the JVM waits for the last export, but not for ever. */
class LastExportTest {
  @ParameterizedTest
  @CsvSource({"0", "1"})
  @Timeout(60)
  void run_ofAnExportThatHangs_givesUp(long seconds) throws InterruptedException {
    CountDownLatch answer = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);

    LastExport.run(
        () -> {
          awaitUninterrupted(answer);
          done.countDown();
        },
        Duration.ofSeconds(seconds));

    assertThat(done.getCount()).isEqualTo(1);
    answer.countDown();
    assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @Timeout(60)
  void run_ofAnExportThatEnds_waitsForIt() {
    AtomicBoolean done = new AtomicBoolean();

    LastExport.run(() -> done.set(true), Duration.ofSeconds(50));

    assertThat(done).isTrue();
  }

  @Test
  void jvmThatIsEndingAlready_isTold() {
    List<Thread> hooks = new ArrayList<>();

    assertThat(LastExport.atTheEndOfTheJvm(() -> {}, hooks::add)).isTrue();
    assertThat(hooks).hasSize(1);
    assertThat(
            LastExport.atTheEndOfTheJvm(
                () -> {},
                hook -> {
                  throw new IllegalStateException("Shutdown in progress");
                }))
        .isFalse();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
