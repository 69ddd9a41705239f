// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedNetworksTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1", "127.255.255.255", "::1", "10.0.0.1", "10.255.255.255", "172.16.0.0",
        "172.31.255.255", "192.168.7.8", "169.254.1.1", "fc00::1", "fdff::1", "fe80::1",
        "febf::1", "fe80::1%eth0", "IPv6:::1", "ipv6:fe80::1", "::ffff:10.1.2.3",
      })
  void defaults_containLoopbackAndPrivateRanges(String address) {
    assertThat(TrustedNetworks.defaults().contains(address)).isTrue();
    assertThat(TrustedNetworks.parse(List.of()).contains(address)).isTrue();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "unknown",
        "localhost",
        "8.8.8.8",
        "126.255.255.255",
        "128.0.0.0",
        "11.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.169.0.0",
        "fec0::1",
        "fbff::1",
        "2001:db8::1",
        "::ffff:8.8.8.8",
        "10.1",
        "10.0.0.1.",
        "10.0.0.256",
        "10.0.0.0001",
        "10.0.0",
        "1.2.3.4.5",
        "::1::",
        ":::",
        "fe80::1]",
        "[::1]",
        "0x7f.0.0.1",
        "10.0.0.1 ",
        "1:2:3:4:5:6:7:8:9",
        "0000000000000000000000000000000000000000000::1",
      })
  void defaults_containNothingElse(@Nullable String address) {
    assertThat(TrustedNetworks.defaults().contains(address)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.255, 192.0.3.0",
    "192.0.2.128/25, 192.0.2.128, 192.0.2.127",
    "192.0.2.7, 192.0.2.7, 192.0.2.6",
    "192.0.2.7/32, 192.0.2.7, 192.0.2.8",
    "0.0.0.0/0, 203.0.113.9, ::2",
    "2001:db8::/33, 2001:db8:7fff::1, 2001:db8:8000::1",
    "2001:db8::1, 2001:db8::1, 2001:db8::2",
    "' 192.0.2.0/24 ', 192.0.2.1, 10.0.0.1",
  })
  void parse_containsItsOwnAddressesAlone(String cidr, String inside, String outside) {
    TrustedNetworks networks = TrustedNetworks.parse(List.of(cidr));
    assertThat(networks.contains(inside)).isTrue();
    assertThat(networks.contains(outside)).isFalse();
  }

  @Test
  void parse_noneTrustsNobody() {
    assertThat(TrustedNetworks.parse(List.of("none")).contains("127.0.0.1")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "10.0.0/8", "10.0.0.0.0/8", "none", "", "/8", "10/8"})
  void parse_refusesWhatIsNoAddress(String cidr) {
    assertThatThrownBy(() -> TrustedNetworks.parse(List.of("192.0.2.0/24", cidr)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--trusted-networks: '"
                + cidr
                + "' is no IP address or network; write it like 192.0.2.0/24 or 2001:db8::/32");
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.0/33, 32", "10.0.0.0/, 32", "10.0.0.0/-1, 32", "10.0.0.0/8x, 32"})
  void parse_refusesAWrongPrefixLength(String cidr, int bits) {
    assertThatThrownBy(() -> TrustedNetworks.parse(List.of(cidr)))
        .hasMessage(
            "--trusted-networks: '"
                + cidr
                + "' needs a prefix length from 0 to "
                + bits
                + " after the slash");
    assertThatThrownBy(() -> TrustedNetworks.parse(List.of("::/1000")))
        .hasMessageContaining("from 0 to 128");
  }

  @Test
  void parse_refusesAddressBitsBeyondThePrefix() {
    assertThatThrownBy(() -> TrustedNetworks.parse(List.of("10.1.0.0/8")))
        .hasMessage(
            "--trusted-networks: '10.1.0.0/8' has address bits set beyond its prefix length; one of"
                + " the two is wrong");
  }
}
