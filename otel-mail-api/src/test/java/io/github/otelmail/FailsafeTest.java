// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailsafeTest {
  private final Logger logger = Logger.getLogger("io.github.otelmail");
  private final Level former = logger.getLevel();
  private final List<LogRecord> records = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord logged) {
          records.add(logged);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.setLevel(Level.ALL);
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void stop() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
    logger.setLevel(former);
  }

  @Test
  void failure_isLoggedOnceWithWhatFailed() {
    for (int i = 0; i < 3; i++) {
      Failsafe.run(
          "do a thing of FailsafeTest",
          () -> {
            throw new Exception("broken");
          });
    }

    assertThat(records).hasSize(1);
    assertThat(records.get(0).getLevel()).isEqualTo(Level.WARNING);
    assertThat(records.get(0).getMessage()).contains("do a thing of FailsafeTest");
    assertThat(records.get(0).getThrown()).hasMessage("broken");
  }

  @Test
  void logHandlerThatThrows_doesNotReachTheCaller() {
    logger.setFilter(
        logged -> {
          throw new IllegalStateException("broken handler");
        });
    try {
      Failsafe.run(
          "log a thing of FailsafeTest",
          () -> {
            throw new Exception("broken");
          });
      Failsafe.warn("a warning of FailsafeTest");
    } finally {
      logger.setFilter(null);
    }
    assertThat(records).isEmpty();
  }

  @Test
  void fullStackWhileLogging_doesNotReachTheCaller() {
    logger.setFilter(
        logged -> {
          throw new StackOverflowError();
        });
    try {
      Failsafe.run(
          "overflow the stack of FailsafeTest",
          () -> {
            throw new StackOverflowError();
          });
    } finally {
      logger.setFilter(null);
    }
    assertThat(records).isEmpty();
  }

  @Test
  void failure_givesTheFallback() {
    assertThat(
            Failsafe.<String>get(
                "get a thing of FailsafeTest",
                "fallback",
                () -> {
                  throw new NoClassDefFoundError("broken");
                }))
        .isEqualTo("fallback");
    assertThat(
            Failsafe.<String>getOrNull(
                "get nothing of FailsafeTest",
                () -> {
                  throw new StackOverflowError();
                }))
        .isNull();
  }

  @Test
  void errorOfTheMachine_goesThrough() {
    assertThatThrownBy(
            () ->
                Failsafe.run(
                    "run out of memory",
                    () -> {
                      throw new OutOfMemoryError("of the test");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(records).isEmpty();
  }

  @Test
  void warning_isLoggedOnce() {
    Failsafe.warn("a warning of FailsafeTest");
    Failsafe.warn("a warning of FailsafeTest");

    assertThat(records)
        .extracting(LogRecord::getMessage)
        .containsExactly("a warning of FailsafeTest");
  }
}
