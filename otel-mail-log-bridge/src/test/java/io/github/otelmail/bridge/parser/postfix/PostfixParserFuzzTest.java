// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Real lines, damaged: whatever comes in, the parser returns, and says the same of the same bytes.
 * {@code -Dfuzz.inputs=N} runs more of them, {@code -Dfuzz.seed=N} others.
 */
final class PostfixParserFuzzTest {
  private static final long INPUTS = Long.getLong("fuzz.inputs", 300_000);
  private static final long SEED = Long.getLong("fuzz.seed", 20261122);
  private static final int MARGIN = 8;
  private static final String[] WRAPPINGS = {
    "<22>1 2026-11-22T02:34:10.5Z mx1 postfix/smtp 12 - [a b=\"c\"] %s",
    "<22>%s",
    "{\"MESSAGE\":\"%s\",\"__REALTIME_TIMESTAMP\":\"1793586850572449\",\"_PID\":\"1\"}",
    "{\"log\":\"%s\",\"time\":\"2026-11-02T02:34:10.572449123Z\"}",
    "Nov 22 02:34:10.123456 mx1 postfix/smtpd[1]: message repeated 2 times: [ %s]",
    "2026-11-22T02:34:10+0100 mx1 postfix/cleanup[1]: [ID 1 mail.info] %s"
  };

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<byte[]> seeds = seeds();
  private final PostfixParser parser = Parsed.parser();
  private final LogLine line = new LogLine();

  @Test
  void damagedLines_areSurvivedAndReadTheSameTwice() {
    Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    for (long i = 0; i < INPUTS; i++) {
      byte[] input = mutate(seeds.get(random.nextInt(seeds.size())).clone());
      Parsed first = parse(input, 0);
      Parsed second = parse(input, random.nextInt(MARGIN));
      if (!first.equals(second)) {
        assertThat(second).as(describe(input)).isEqualTo(first);
      }
      outcomes.merge(first.outcome(), 1L, Long::sum);
    }
    System.out.println(
        "fuzz: seed " + SEED + ", " + INPUTS + " inputs, each read twice: " + outcomes);
    assertThat(outcomes).containsKeys(Outcome.PARSED, Outcome.UNKNOWN, Outcome.MALFORMED);
  }

  /** Parses the bytes as the window of a larger buffer whose other bytes must not matter. */
  private Parsed parse(byte[] input, int margin) {
    byte[] buffer = new byte[input.length + 2 * margin];
    Arrays.fill(buffer, (byte) '>');
    System.arraycopy(input, 0, buffer, margin, input.length);
    line.set(buffer, margin, margin + input.length);
    List<LineHeader> headers = new ArrayList<>();
    List<MailEvent> events = new ArrayList<>();
    Outcome outcome;
    try {
      outcome =
          parser.parse(
              line,
              (header, event) -> {
                headers.add(header);
                events.add(event);
                if (event instanceof MailEvent.Attempted attempt) {
                  assertThat(FailureReason.of(attempt.reply())).isNotNull();
                }
              });
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(describe(input), e);
    }
    return new Parsed(outcome, headers, events);
  }

  private static String describe(byte[] input) {
    return "input: " + new String(input, StandardCharsets.ISO_8859_1);
  }

  private byte[] mutate(byte[] seed) {
    byte[] input = seed;
    for (int n = random.nextInt(1, 5); n > 0; n--) {
      input = mutateOnce(input);
    }
    return input;
  }

  private byte[] mutateOnce(byte[] input) {
    if (input.length == 0) {
      return seeds.get(random.nextInt(seeds.size())).clone();
    }
    int at = random.nextInt(input.length);
    return switch (random.nextInt(random.nextInt(200) == 0 ? 8 : 7)) {
      case 0 -> flip(input, at);
      case 1 -> Arrays.copyOf(input, at);
      case 2 -> concat(input, 0, at, input, random.nextInt(at, input.length));
      case 3 -> insert(input, at);
      case 4 -> splice(input, at);
      case 5 -> concat(input, 0, input.length, input, at);
      case 6 -> wrap(input);
      default -> huge(input, at);
    };
  }

  private byte[] flip(byte[] input, int at) {
    input[at] = (byte) random.nextInt(256);
    return input;
  }

  private byte[] insert(byte[] input, int at) {
    byte[] middle = new byte[random.nextInt(1, 12)];
    String likely = "<>[]:;,= \"'\\(){}/.-z0A9\r\n";
    for (int i = 0; i < middle.length; i++) {
      middle[i] = (byte) likely.charAt(random.nextInt(likely.length()));
    }
    byte[] start = concat(input, 0, at, middle, 0);
    return concat(start, 0, start.length, input, at);
  }

  private byte[] splice(byte[] input, int at) {
    byte[] other = seeds.get(random.nextInt(seeds.size()));
    return concat(input, 0, at, other, random.nextInt(other.length));
  }

  private byte[] wrap(byte[] input) {
    String wrapping = WRAPPINGS[random.nextInt(WRAPPINGS.length)];
    String text = new String(input, StandardCharsets.ISO_8859_1);
    return wrapping.replace("%s", text).getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] huge(byte[] input, int at) {
    int length = random.nextInt(1, Math.min(24, input.length - at) + 1);
    byte[] part = Arrays.copyOfRange(input, at, at + length);
    byte[] many = new byte[random.nextInt(1_000, 20_000)];
    for (int i = 0; i < many.length; i++) {
      many[i] = part[i % length];
    }
    byte[] start = concat(input, 0, at, many, 0);
    return concat(start, 0, start.length, input, at);
  }

  /** {@code a[start..end)} and what {@code b} has from an index on. */
  private static byte[] concat(byte[] a, int start, int end, byte[] b, int from) {
    byte[] result = Arrays.copyOf(Arrays.copyOfRange(a, start, end), end - start + b.length - from);
    System.arraycopy(b, from, result, end - start, b.length - from);
    return result;
  }

  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    TestLogs.files("/corpora/captured-postfix", ".log.gz")
        .forEach(file -> TestLogs.lines(file).forEach(text -> seeds.add(bytes(text))));
    TestLogs.files("/corpora/whyscream-postfix-grok-patterns/test", ".yaml")
        .forEach(file -> seeds.add(bytes(whyscream(TestLogs.lines(file)))));
    return seeds;
  }

  private static String whyscream(List<String> yaml) {
    Map<String, String> sample = Yaml.read(yaml);
    String pattern = sample.getOrDefault("pattern", "");
    String daemon = pattern.replaceAll("[^A-Z]+|POSTFIX", "").toLowerCase(Locale.ROOT);
    return "Nov 22 02:34:10 mx1 postfix/" + daemon + "[1]: " + sample.get("data");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
