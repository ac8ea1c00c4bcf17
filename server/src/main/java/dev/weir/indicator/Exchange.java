package dev.weir.indicator;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * How this installation takes part in an exchange.
 *
 * @param issuer its name in its bundles
 * @param validity how long a bundle can be imported
 * @param keys gives those under which it hashes values; throws where they are not known yet
 * @param random ids of bundles that nobody can guess
 */
public record Exchange(
    Bundles bundles,
    String issuer,
    Duration validity,
    Supplier<Bundle.Keys> keys,
    RandomGenerator random) {}
