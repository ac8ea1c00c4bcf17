package dev.weir.store.fallback;

import dev.weir.config.Setting;
import java.time.Duration;

/** When a store counts as out of reach, and what this replica may grant by itself meanwhile. */
public record FallbackConfig(
    @Setting(
            value =
                "This replica's share of each limit while the store cannot be reached: 1 divided by"
                    + " the number of replicas. With more, all replicas together admit more than"
                    + " the limit.",
            min = "0.001",
            max = "1")
        double share,
    @Setting(
            value =
                "The share of calls to the store within `window` that must fail or be slow for it"
                    + " to count as out of reach; five calls at least.",
            unit = "percent",
            min = "1",
            max = "100")
        int threshold,
    @Setting(
            value =
                "Over how long calls to the store are judged together, in whole seconds: the"
                    + " current one and those before it.",
            min = "2s",
            max = "1m")
        Duration window,
    @Setting(
            value = "How long a call to the store may take before it counts as slow.",
            min = "1ms",
            max = "10s")
        Duration slow,
    @Setting(
            value =
                "How often a store that is out of reach is asked whether it is back. No request"
                    + " waits for that.",
            min = "10ms",
            max = "1m")
        Duration probe) {

  /** Returns the defaults: the whole of each limit, 50 % within 2 s, 50 ms, every 500 ms. */
  public static FallbackConfig defaults() {
    return new FallbackConfig(
        1, 50, Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofMillis(500));
  }
}
