package dev.weir.api.http;

/**
 * Bounds the JDK's HTTP server. It takes its bounds from system properties only, once, when its
 * first instance is made; one that is set already, by whoever starts the process, stays.
 */
final class JdkServerBounds {
  private static final int MOST_HEADERS = 64;

  private JdkServerBounds() {}

  static void apply(HttpConfig config) {
    set("jdk.httpserver.maxConnections", config.maxConnections());
    set("sun.net.httpserver.maxReqHeaders", MOST_HEADERS);
    set("sun.net.httpserver.maxReqTime", config.timeout().toSeconds());
    set("sun.net.httpserver.maxRspTime", config.timeout().toSeconds());
    set("sun.net.httpserver.idleInterval", config.timeout().toSeconds());
  }

  private static void set(String property, long value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Long.toString(value));
    }
  }
}
