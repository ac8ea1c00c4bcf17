package dev.weir.limit;

/**
 * What one request asks of one limit.
 *
 * @param max the most that may be used in the window, after tier and overrides; at least 0
 * @param amount what the check reserves, in the measure's unit; at least 0
 * @param inputWeight what one input token costs when the report settles; for {@link Measure#COST}
 *     the price of a million tokens, otherwise 1 or 0
 * @param outputWeight the same for one output token
 * @param enforced whether the request is refused where the limit has no room. What is not enforced
 *     is counted nevertheless
 */
public record Demand(
    LimitSpec limit,
    Subject subject,
    long max,
    long amount,
    double inputWeight,
    double outputWeight,
    boolean enforced) {

  /** Returns what a report of these tokens settles the reservation to, in the measure's unit. */
  public long settledAmount(long inputTokens, long outputTokens) {
    return (long) Math.ceil(inputTokens * inputWeight + outputTokens * outputWeight);
  }

  /** Returns this demand against another {@code max}. */
  public Demand withMax(long other) {
    return new Demand(limit, subject, other, amount, inputWeight, outputWeight, enforced);
  }

  /** Returns this demand, counted but not enforced. */
  public Demand unenforced() {
    return new Demand(limit, subject, max, amount, inputWeight, outputWeight, false);
  }
}
