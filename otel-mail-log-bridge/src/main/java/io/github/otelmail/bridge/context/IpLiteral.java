// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Reads IP addresses as text. Never asks the DNS, whatever the text. */
final class IpLiteral {
  private static final int IPV4_BYTES = 4;
  private static final int MAX_IPV6_LENGTH = 45;

  private IpLiteral() {}

  /**
   * The bytes of an address: 4 for IPv4 and for IPv4-mapped IPv6, 16 for other IPv6.
   *
   * @param text such as {@code 192.0.2.1}, {@code 2001:db8::1}, {@code IPv6:2001:db8::1} (RFC 5321
   *     section 4.1.3) or {@code fe80::1%eth0}
   * @return null for everything else, host names included
   */
  static byte @Nullable [] parse(String text) {
    String literal = text.regionMatches(true, 0, "IPv6:", 0, 5) ? text.substring(5) : text;
    int zone = literal.indexOf('%');
    if (zone >= 0) {
      literal = literal.substring(0, zone);
    }
    return literal.indexOf(':') >= 0 ? parseIpv6(literal) : parseIpv4(literal);
  }

  private static byte @Nullable [] parseIpv4(String text) {
    byte[] bytes = new byte[IPV4_BYTES];
    int pos = 0;
    for (int part = 0; part < IPV4_BYTES; part++) {
      int number = 0;
      int start = pos;
      while (pos < text.length() && text.charAt(pos) >= '0' && text.charAt(pos) <= '9') {
        number = number * 10 + text.charAt(pos++) - '0';
        if (number > 255 || pos - start > 3) {
          return null;
        }
      }
      boolean last = part == IPV4_BYTES - 1;
      if (pos == start || last != (pos == text.length()) || (!last && text.charAt(pos) != '.')) {
        return null;
      }
      bytes[part] = (byte) number;
      pos++;
    }
    return bytes;
  }

  private static byte @Nullable [] parseIpv6(String text) {
    if (text.length() > MAX_IPV6_LENGTH || !text.chars().allMatch(IpLiteral::isIpv6Char)) {
      return null;
    }
    try {
      // In brackets the JDK takes a text for a literal or refuses it; it never resolves it.
      return InetAddress.getByName('[' + text + ']').getAddress();
    } catch (UnknownHostException e) {
      return null; // Not an address: said by the return value.
    }
  }

  private static boolean isIpv6Char(int c) {
    return c == ':' || c == '.' || (c < 128 && Character.digit(c, 16) >= 0);
  }
}
