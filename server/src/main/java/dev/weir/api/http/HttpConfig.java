package dev.weir.api.http;

import dev.weir.config.Endpoint;
import dev.weir.config.Setting;
import java.time.Duration;

/** Where health and metrics are served, and how much of the server they may take. */
public record HttpConfig(
    @Setting("Where health and metrics are served over HTTP.") Endpoint address,
    @Setting(
            value = "The most connections at once; more are closed as they come.",
            unit = "connections",
            min = "1",
            max = "100000")
        int maxConnections,
    @Setting(
            value =
                "How long a request may take to arrive, and how long an answer to be taken, before"
                    + " the connection is closed. Counted in whole seconds.",
            min = "1s",
            max = "10m")
        Duration timeout) {

  /** Returns the defaults: loopback only. */
  public static HttpConfig defaults() {
    return new HttpConfig(new Endpoint("127.0.0.1", 9092), 256, Duration.ofSeconds(10));
  }
}
