// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SyslogClockTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T12:00:00Z, 11, 22, 2026-11-22",
    "2026-11-22T12:00:00Z, 11, 23, 2026-11-23",
    "2026-11-22T12:00:00Z, 11, 24, 2025-11-24",
    "2026-11-22T12:00:00Z, 1, 1, 2026-01-01",
    "2027-01-01T00:00:01Z, 12, 31, 2026-12-31",
    "2026-12-31T23:59:59Z, 1, 1, 2027-01-01",
    "2027-05-05T00:00:00Z, 2, 29, 2024-02-29",
    "2024-02-28T12:00:00Z, 2, 29, 2024-02-29",
    "2104-01-01T00:00:00Z, 2, 29, 2096-02-29"
  })
  void firstStamp_isTheLatestNotAfterTheReference(
      String reference, int month, int day, String expected) {
    assertThat(utc(reference).seconds(month, day, 0)).isEqualTo(midnight(expected));
  }

  @Test
  void impossibleDate_hasNoTime() {
    SyslogClock clock = utc("2026-11-22T12:00:00Z");
    assertThat(clock.seconds(2, 30, 0)).isEqualTo(SyslogClock.NO_TIME);
    assertThat(clock.seconds(2025, 2, 29, 0)).isEqualTo(SyslogClock.NO_TIME);
    assertThat(clock.seconds(2025, 13, 1, 0)).isEqualTo(SyslogClock.NO_TIME);
    assertThat(clock.seconds(2025, 0, 1, 0)).isEqualTo(SyslogClock.NO_TIME);
    assertThat(clock.seconds(2025, 1, 0, 0)).isEqualTo(SyslogClock.NO_TIME);
  }

  @Test
  void newYear_linesOutOfOrder_keepTheirYears() {
    SyslogClock clock = utc("2027-02-01T00:00:00Z");
    assertThat(clock.seconds(12, 31, 86_398)).isEqualTo(midnight("2027-01-01") - 2);
    assertThat(clock.seconds(1, 1, 1)).isEqualTo(midnight("2027-01-01") + 1);
    assertThat(clock.seconds(12, 31, 86_399)).isEqualTo(midnight("2027-01-01") - 1);
    assertThat(clock.seconds(1, 1, 2)).isEqualTo(midnight("2027-01-01") + 2);
  }

  @Test
  void newYear_whileFollowing_steps() {
    long[] now = {Instant.parse("2026-12-31T23:59:59Z").getEpochSecond() * 1_000_000};
    SyslogClock clock = new SyslogClock(ZoneOffset.UTC, () -> now[0]);
    assertThat(clock.seconds(12, 31, 86_399)).isEqualTo(midnight("2027-01-01") - 1);
    now[0] += 2_000_000;
    assertThat(clock.seconds(1, 1, 1)).isEqualTo(midnight("2027-01-01") + 1);
  }

  @Test
  void earlierFileAfterALaterOne_staysInItsYear() {
    SyslogClock clock = utc("2026-08-10T12:00:00Z");
    assertThat(clock.seconds(8, 10, 0)).isEqualTo(midnight("2026-08-10"));
    assertThat(clock.seconds(7, 25, 0)).isEqualTo(midnight("2026-07-25"));
    assertThat(clock.seconds(8, 10, 0)).isEqualTo(midnight("2026-08-10"));
  }

  @Test
  void leapDay_afterTheDayBefore_isRead() {
    SyslogClock clock = utc("2024-06-01T00:00:00Z");
    assertThat(clock.seconds(2, 28, 0)).isEqualTo(midnight("2024-02-28"));
    assertThat(clock.seconds(2, 29, 0)).isEqualTo(midnight("2024-02-29"));
    assertThat(clock.seconds(3, 1, 0)).isEqualTo(midnight("2024-03-01"));
  }

  @Test
  void springForward_hourThatIsNot_goesOnFromTheHourBefore() {
    SyslogClock clock = berlin();
    assertThat(clock.seconds(3, 29, time(1, 59))).isEqualTo(at("2026-03-29T00:59:00Z"));
    assertThat(clock.seconds(3, 29, time(2, 30))).isEqualTo(at("2026-03-29T01:30:00Z"));
    assertThat(clock.seconds(3, 29, time(3, 0))).isEqualTo(at("2026-03-29T01:00:00Z"));
  }

  @Test
  void fallBack_hourThatIsTwice_goesForward() {
    SyslogClock clock = berlin();
    assertThat(clock.seconds(10, 25, time(2, 10))).isEqualTo(at("2026-10-25T00:10:00Z"));
    assertThat(clock.seconds(10, 25, time(2, 50))).isEqualTo(at("2026-10-25T00:50:00Z"));
    assertThat(clock.seconds(10, 25, time(2, 50) - 1)).isEqualTo(at("2026-10-25T00:49:59Z"));
    assertThat(clock.seconds(10, 25, time(2, 5))).isEqualTo(at("2026-10-25T01:05:00Z"));
    assertThat(clock.seconds(10, 25, time(2, 5))).isEqualTo(at("2026-10-25T01:05:00Z"));
    assertThat(clock.seconds(10, 25, time(2, 5) - 2)).isEqualTo(at("2026-10-25T01:04:58Z"));
    assertThat(clock.seconds(10, 25, time(3, 0))).isEqualTo(at("2026-10-25T02:00:00Z"));
  }

  @Test
  void resumed_goesOnAsIfItHadReadTheLineBefore() {
    SyslogClock secondHour = berlin();
    secondHour.resume(at("2026-10-25T01:05:00Z") * 1_000_000 + 1);
    assertThat(secondHour.seconds(10, 25, time(2, 5) - 2)).isEqualTo(at("2026-10-25T01:04:58Z"));
    SyslogClock lastYear = utc("2027-02-01T00:00:00Z");
    lastYear.resume(at("2024-12-31T23:59:59Z") * 1_000_000);
    assertThat(lastYear.seconds(1, 1, 1)).isEqualTo(midnight("2025-01-01") + 1);
  }

  @Test
  void offset_changesWithTheSeason() {
    SyslogClock clock = berlin();
    assertThat(clock.seconds(2026, 1, 15, 0)).isEqualTo(at("2026-01-14T23:00:00Z"));
    assertThat(clock.seconds(2026, 7, 15, 0)).isEqualTo(at("2026-07-14T22:00:00Z"));
  }

  @Test
  void epochDay_equalsTheCalendar() {
    for (LocalDate day = LocalDate.of(1896, 1, 1); day.getYear() < 2110; day = day.plusDays(1)) {
      assertThat(SyslogClock.epochDay(day.getYear(), day.getMonthValue(), day.getDayOfMonth()))
          .isEqualTo(day.toEpochDay());
    }
  }

  private static SyslogClock utc(String reference) {
    long micros = at(reference) * 1_000_000;
    return new SyslogClock(ZoneOffset.UTC, () -> micros);
  }

  private static SyslogClock berlin() {
    long micros = at("2026-11-22T12:00:00Z") * 1_000_000;
    return new SyslogClock(BERLIN, () -> micros);
  }

  private static int time(int hour, int minute) {
    return hour * 3600 + minute * 60;
  }

  private static long at(String instant) {
    return Instant.parse(instant).getEpochSecond();
  }

  private static long midnight(String day) {
    return at(day + "T00:00:00Z");
  }
}
