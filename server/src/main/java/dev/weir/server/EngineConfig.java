package dev.weir.server;

import dev.weir.config.Setting;
import dev.weir.decision.InFlightLimit;

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
                "How far that number is lowered at most, where too many of the requests that wait"
                    + " for the store take more than half of their budget.",
            unit = "requests",
            min = "1")
        int minInFlight,
    @Setting(
            "Whether that number is lowered, and raised again, by how long requests take; see"
                + " [operations.md](operations.md#overload). It begins at `max_in_flight`.")
        boolean adaptive,
    @Setting(
            value =
                "The most refusals that are remembered, so that a retry of one gets the same"
                    + " answer. They are forgotten after a minute.",
            unit = "decisions",
            min = "1")
        int rememberedRefusals) {

  /** Returns a limit as configured, that nothing uses yet. */
  InFlightLimit inFlight() {
    return adaptive
        ? InFlightLimit.adaptive(Math.min(minInFlight, maxInFlight), maxInFlight)
        : InFlightLimit.fixed(maxInFlight);
  }

  /** Returns the defaults. */
  public static EngineConfig defaults() {
    return new EngineConfig(10_000, 16, true, 100_000);
  }
}
