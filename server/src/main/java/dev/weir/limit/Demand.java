package dev.weir.limit;

/**
 * What one request asks of one limit.
 *
 * @param max the most that may be used in the window, after tier and overrides; at least 0. More
 *     than {@link LimitSpec#highestMax} is cut to that
 * @param amount what the check reserves, in the measure's unit; at least 0. More than {@link
 *     LimitBounds#MAX_COUNT} is cut to that
 * @param weights what tokens cost when the report settles
 * @param enforced whether the request is refused where the limit has no room. What is not enforced
 *     is counted nevertheless
 * @param conclusive whether a request that this limit refuses is denied whatever its other limits
 *     say, so that nothing need be known of them. Never where it is not enforced
 */
public record Demand(
    LimitSpec limit,
    Subject subject,
    long max,
    long amount,
    TokenWeights weights,
    boolean enforced,
    boolean conclusive) {

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public Demand {
    if (max < 0 || amount < 0) {
      throw new IllegalArgumentException(
          "max and amount of limit "
              + limit.name()
              + ": "
              + max
              + " and "
              + amount
              + " (expected: at least 0)");
    }
    max = Math.min(max, limit.highestMax());
    amount = Math.min(amount, LimitBounds.MAX_COUNT);
    conclusive &= enforced;
  }

  /**
   * Makes one that is not conclusive.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public Demand(
      LimitSpec limit,
      Subject subject,
      long max,
      long amount,
      TokenWeights weights,
      boolean enforced) {
    this(limit, subject, max, amount, weights, enforced, false);
  }

  /**
   * Returns what a report of these tokens settles the reservation to, in the measure's unit:
   * rounded up, at most {@link LimitBounds#MAX_COUNT}, and 0 for {@link Algorithm#SLOTS}, which a
   * report gives back.
   */
  public long settledAmount(long inputTokens, long outputTokens) {
    if (limit.algorithm() == Algorithm.SLOTS) {
      return 0;
    }
    return weights.of(inputTokens, outputTokens);
  }

  /** Returns this demand against another {@code max}. */
  public Demand withMax(long other) {
    return new Demand(limit, subject, other, amount, weights, enforced, conclusive);
  }

  /** Returns this demand, by whose refusal alone a request is denied if it is enforced. */
  public Demand asConclusive() {
    return new Demand(limit, subject, max, amount, weights, enforced, true);
  }

  /** Returns this demand, counted but not enforced. */
  public Demand unenforced() {
    return new Demand(limit, subject, max, amount, weights, false);
  }
}
