package dev.weir.policy;

import dev.weir.account.Profile;
import dev.weir.account.RiskScore;
import dev.weir.decision.Facts;
import java.util.List;
import java.util.Map;

/**
 * Scores that the provider's own systems pushed, faded by their half-life and cut at their source's
 * cap.
 */
final class PushedScores implements RiskFamily {
  static final String FAMILY = "pushed";

  private final Map<String, Double> caps;
  private final double otherCap;

  /**
   * Creates the family.
   *
   * @param caps by source
   * @param otherCap for every other source
   */
  PushedScores(Map<String, Double> caps, double otherCap) {
    this.caps = Map.copyOf(caps);
    this.otherCap = otherCap;
  }

  @Override
  public void assess(Facts facts, Profile profile, long now, RiskSum sum) {
    List<RiskScore> scores = profile.scores();
    for (int i = 0; i < scores.size(); i++) {
      RiskScore score = scores.get(i);
      Double cap = caps.get(score.source());
      double counted = Math.min(score.scoreAt(now), cap == null ? otherCap : cap);
      if (counted > 0) {
        sum.add(FAMILY, score.source(), counted, evidence(score));
      }
    }
  }

  private static String evidence(RiskScore score) {
    String said = score.source() + " said " + Decimals.show(score.score());
    return score.reason().isEmpty() ? said : said + ": " + score.reason();
  }
}
