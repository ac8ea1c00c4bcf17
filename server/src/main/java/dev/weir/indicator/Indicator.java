package dev.weir.indicator;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.Standing;
import java.util.List;

/**
 * A cohort, as one installation tells another of it. Times are epoch milliseconds.
 *
 * @param family of evidence, that the trait belongs to
 * @param sources what the trait is of, such as {@code payment}
 * @param standing CONFIRMED, BLOCKED, OVERUSED or PROBING
 * @param accounts how many shared it
 */
public record Indicator(
    Cohort.Key cohort,
    String family,
    List<String> sources,
    Standing standing,
    long accounts,
    long firstSeen,
    long lastSeen) {
  public Indicator {
    sources = List.copyOf(sources);
  }
}
