package dev.weir.limit;

/**
 * What one token costs a limit when a report settles its reservation: for {@link Measure#COST} the
 * price of a million tokens, otherwise 1 or 0.
 *
 * @param input of an input token; finite, at least 0
 * @param output the same of an output token
 */
public record TokenWeights(double input, double output) {
  /** Tokens cost nothing. */
  public static final TokenWeights NONE = new TokenWeights(0, 0);

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if one is negative or not finite
   */
  public TokenWeights {
    if (!isWeight(input) || !isWeight(output)) {
      throw new IllegalArgumentException(
          "weights of tokens: " + input + " and " + output + " (expected: finite, at least 0)");
    }
  }

  /** Returns what so many tokens cost: rounded up, at most {@link LimitBounds#MAX_COUNT}. */
  public long of(long inputTokens, long outputTokens) {
    double used = Math.ceil(inputTokens * input + outputTokens * output);
    return (long) Math.min(used, LimitBounds.MAX_COUNT);
  }

  private static boolean isWeight(double weight) {
    return weight >= 0 && weight < Double.POSITIVE_INFINITY;
  }
}
