package dev.weir.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens.
 *
 * @param host a name, an IPv4 literal, or an IPv6 literal without its brackets
 */
record HostAndPort(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\s:/\\[\\]]+)):([0-9]{1,5})");

  /**
   * Reads HOST:PORT or [IPV6]:PORT.
   *
   * @param option where it was given
   * @param example how one looks
   */
  static HostAndPort parse(String option, String text, String example) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      int port = Integer.parseInt(matcher.group(3));
      if (port > 0 && port <= 65_535) {
        String literal = matcher.group(1);
        return new HostAndPort(literal == null ? matcher.group(2) : literal, port);
      }
    }
    throw CommandFailure.usage(
        option + ": " + Text.clean(text) + " (expected: HOST:PORT, such as " + example + ")");
  }

  /** Returns whether the address can only be of this machine. Looks nothing up. */
  boolean isLoopback() {
    return host.toLowerCase(Locale.ROOT).equals("localhost")
        || host.equals("::1")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
