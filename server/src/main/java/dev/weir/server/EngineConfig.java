package dev.weir.server;

import dev.weir.config.Setting;

/** How much is decided at once. */
public record EngineConfig(
    @Setting(
            value =
                "The most requests that are being decided at once; more are answered at once with"
                    + " the policy's failure verdict and evidence NONE.",
            unit = "requests",
            min = "1")
        int maxInFlight,
    @Setting(
            value =
                "The most refusals that are remembered, so that a retry of one gets the same"
                    + " answer. They are forgotten after a minute.",
            unit = "decisions",
            min = "1")
        int rememberedRefusals) {

  /** Returns the defaults. */
  public static EngineConfig defaults() {
    return new EngineConfig(10_000, 100_000);
  }
}
