package dev.weir.server;

import dev.weir.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How the server begins and ends. */
public record LifecycleConfig(
    @Setting(
            value =
                "How long, before it says that it is ready, the server may decide made-up requests"
                    + " for nobody, and then as long again ask a shared store for nothing, so that"
                    + " the first real request does not wait for classes to be loaded. 0s: not at"
                    + " all.",
            max = "10s")
        Duration warmUp,
    @Setting(
            value =
                "How long, after SIGTERM, the server still takes requests while it already says"
                    + " that it is not ready, so that load balancers stop sending.",
            max = "10m")
        Duration drainDelay,
    @Setting(
            value = "How long requests under way may then take before they are cut off.",
            min = "1ms",
            max = "10m")
        Duration drainTimeout,
    @Setting(
            "A file that is written, as JSON, when the server is ready: process id, and the address"
                + " of each port. Removed at the end.")
        Optional<Path> readyFile) {

  /** Returns the defaults. */
  public static LifecycleConfig defaults() {
    return new LifecycleConfig(
        Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(20), Optional.empty());
  }
}
