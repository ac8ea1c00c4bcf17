package dev.weir.account;

/**
 * A risk score that one of the provider's own systems pushed for an account.
 *
 * @param source names the system; the newest score of a source counts
 * @param score in [0,1] at {@code observedAt}
 * @param reason the source's words, for operators; may be empty
 * @param observedAt epoch milliseconds
 * @param halfLifeMillis after each half-life the score counts half; 0 if it keeps its weight
 * @param expiresAt epoch milliseconds from which it counts nothing
 */
public record RiskScore(
    String accountId,
    String source,
    double score,
    String reason,
    long observedAt,
    long halfLifeMillis,
    long expiresAt) {

  /** Returns what the score counts at {@code now} (epoch milliseconds), in [0,1]. */
  public double scoreAt(long now) {
    if (now >= expiresAt) {
      return 0;
    }
    if (halfLifeMillis == 0 || now <= observedAt) {
      return score;
    }
    return score * Math.pow(0.5, (now - observedAt) / (double) halfLifeMillis);
  }
}
