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
 * @param lease the most that a replica may take of the limit in advance, to decide by itself with;
 *     at most {@code max}. Less than {@link #LEAST_LEASE} is cut to 0: none
 */
public record Demand(
    LimitSpec limit,
    Subject subject,
    long max,
    long amount,
    TokenWeights weights,
    boolean enforced,
    boolean conclusive,
    long lease) {
  /** A smaller lease would save nothing. */
  public static final long LEAST_LEASE = 2;

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a number is negative, or a limit cannot be leased
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
    if (lease < 0 || lease > max || (lease > 0 && !isLeasable(limit))) {
      throw new IllegalArgumentException(
          "lease of limit "
              + limit.name()
              + ": "
              + lease
              + " (expected: from 0 to max, "
              + max
              + "; 0 but for REQUESTS in a SLIDING_WINDOW)");
    }
    lease = lease < LEAST_LEASE ? 0 : lease;
  }

  /**
   * Makes one without a lease.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public Demand(
      LimitSpec limit,
      Subject subject,
      long max,
      long amount,
      TokenWeights weights,
      boolean enforced,
      boolean conclusive) {
    this(limit, subject, max, amount, weights, enforced, conclusive, 0);
  }

  /**
   * Makes one that is not conclusive, without a lease.
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
    this(limit, subject, max, amount, weights, enforced, false, 0);
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

  /** Returns this demand against another {@code max}, without a lease. */
  public Demand withMax(long other) {
    return new Demand(limit, subject, other, amount, weights, enforced, conclusive);
  }

  /**
   * Returns this demand with a lease.
   *
   * @param most of the limit that a replica may take in advance
   * @throws IllegalArgumentException if it is not from 0 to {@code max}, or the limit is not one of
   *     {@link Measure#REQUESTS} in a {@link Algorithm#SLIDING_WINDOW}
   */
  public Demand withLease(long most) {
    return new Demand(limit, subject, max, amount, weights, enforced, conclusive, most);
  }

  /** Returns whether a replica may take some of the limit in advance. */
  public boolean isLeased() {
    return lease > 0;
  }

  /** Returns this demand, by whose refusal alone a request is denied if it is enforced. */
  public Demand asConclusive() {
    return new Demand(limit, subject, max, amount, weights, enforced, true, lease);
  }

  /** Returns this demand, counted but not enforced, without a lease. */
  public Demand unenforced() {
    return new Demand(limit, subject, max, amount, weights, false);
  }

  /** Of what settles, a reservation must be found by any replica. */
  private static boolean isLeasable(LimitSpec limit) {
    return !limit.settles() && limit.algorithm() == Algorithm.SLIDING_WINDOW;
  }
}
