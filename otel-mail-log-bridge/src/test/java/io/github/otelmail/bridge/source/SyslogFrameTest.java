// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyslogFrameTest {
  private static final long RECEIVED = 1_795_337_770_518_027L;

  private static String line(String frame, boolean senderIsHost) {
    return new String(
        SyslogFrame.line(frame.getBytes(UTF_8), "192.0.2.1", senderIsHost, RECEIVED), UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "'<22>Nov 22 08:00:00 mx1 postfix/qmgr[7]: x'",
    "'<22>Nov  2 08:00:00 mx1 postfix/qmgr[7]: x'",
    "'Nov 22 08:00:00 mx1 postfix/qmgr[7]: x'",
    "'<22>2026-11-22T08:00:00.123456+01:00 mx1 postfix/qmgr[7]: x'",
    "'<22>1 2026-11-22T08:00:00.123Z mx1 postfix/qmgr 7 - - x'",
  })
  void line_withAStamp_staysAsItIs(String frame) {
    assertThat(line(frame, false)).isEqualTo(frame);
    assertThat(SyslogFrame.hasStamp(frame.getBytes(UTF_8))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'<22>postfix/qmgr[7]: x', '2026-11-22T08:56:10.518027Z 192.0.2.1 postfix/qmgr[7]: x'",
    "'no header', '2026-11-22T08:56:10.518027Z 192.0.2.1 no header'",
    "'<22>1 - mx1 postfix/qmgr 7 - - x',"
        + "'<22>1 2026-11-22T08:56:10.518027Z mx1 postfix/qmgr 7 - - x'",
    "'<2222>x', '2026-11-22T08:56:10.518027Z 192.0.2.1 <2222>x'",
    "'Foo 22 08:00:00 x', '2026-11-22T08:56:10.518027Z 192.0.2.1 Foo 22 08:00:00 x'",
    "'', '2026-11-22T08:56:10.518027Z 192.0.2.1 '",
  })
  void line_withoutAStamp_getsTheTimeItCameAndTheSender(String frame, String expected) {
    assertThat(line(frame, false)).isEqualTo(expected);
    assertThat(SyslogFrame.hasStamp(frame.getBytes(UTF_8))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'<22>Nov 22 08:00:00 mx1 postfix/qmgr[7]: x', '<22>Nov 22 08:00:00 192.0.2.1 postfix/qmgr[7]: x'",
    "'<22>Nov 22 08:00:00 postfix/qmgr[7]: x', '<22>Nov 22 08:00:00 192.0.2.1 postfix/qmgr[7]: x'",
    "'<22>1 2026-11-22T08:00:00Z mx1 a 7 - - x', '<22>1 2026-11-22T08:00:00Z 192.0.2.1 a 7 - - x'",
  })
  void line_whenTheSenderIsTheHost_hasItsAddress(String frame, String expected) {
    assertThat(line(frame, true)).isEqualTo(expected);
  }

  @Test
  void line_endsBeforeLineEndsAndZeroBytes() {
    String frame = "<22>Nov 22 08:00:00 mx1 a: b";
    assertThat(line(frame + " \r\n\0", false)).isEqualTo(frame);
  }

  @Test
  void line_ofAnyBytes_neverThrowsAndGrowsByAHeaderAtMost() {
    Random random = new Random(5);
    byte[] start = "<22>1 Nov 2026-11-22T08:00:00 :".getBytes(UTF_8);
    for (int i = 0; i < 50_000; i++) {
      byte[] frame = new byte[random.nextInt(60)];
      for (int j = 0; j < frame.length; j++) {
        boolean known = random.nextInt(4) > 0;
        frame[j] = known ? start[(j + random.nextInt(2)) % start.length] : (byte) random.nextInt();
      }
      int length = SyslogFrame.line(frame, "192.0.2.1", random.nextBoolean(), RECEIVED).length;
      assertThat(length).isLessThanOrEqualTo(frame.length + 40);
    }
  }
}
