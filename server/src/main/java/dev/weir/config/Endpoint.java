package dev.weir.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where to listen, written as {@code 127.0.0.1:9090} or {@code [::1]:9090}.
 *
 * @param host an address or a name; without brackets
 * @param port 0 for any free one
 */
public record Endpoint(String host, int port) {
  private static final int HIGHEST = 65_535;

  public Endpoint {
    if (host.isEmpty() || port < 0 || port > HIGHEST) {
      throw new IllegalArgumentException(host + ":" + port + " (expected: host:port)");
    }
  }

  /**
   * Returns the endpoint that {@code text} states.
   *
   * @throws IllegalArgumentException where it states none
   */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("no port");
    }
    String host = text.substring(0, colon);
    int port = Integer.parseInt(text.substring(colon + 1));
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("an IPv6 address goes in brackets");
    }
    return new Endpoint(host, port);
  }

  /** Returns this endpoint with the port that was really taken. */
  public Endpoint withPort(int taken) {
    return new Endpoint(host, taken);
  }

  /**
   * Returns the socket address; a name is looked up.
   *
   * @throws UnknownHostException where the name is not known
   */
  public InetSocketAddress resolve() throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }

  /**
   * Returns whether only this machine can reach it.
   *
   * @throws UnknownHostException where the name is not known
   */
  public boolean isLoopback() throws UnknownHostException {
    return InetAddress.getByName(host).isLoopbackAddress();
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
