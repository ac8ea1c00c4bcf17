package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.weir.account.Level;
import dev.weir.account.RiskScore;
import dev.weir.decision.Risk;
import dev.weir.decision.Risk.Contribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the risk is put together. */
final class RiskTest {
  private static Risk risk(String risk, Request request) {
    CompiledPolicy policy =
        PolicyCompiler.compile(
                "test.yaml", "apiVersion: weir.dev/v1\nname: test\nrisk: " + risk + '\n')
            .policy()
            .orElseThrow();
    return request.inputs(policy).risk();
  }

  @Test
  void isNoneWhereNothingSpeaksAgainstTheAccount() {
    assertThat(risk("{}", Request.of(Level.NONE))).isSameAs(Risk.NONE);
    assertThat(risk("{}", Request.of(Level.NONE).signal("unlisted", 1))).isEqualTo(Risk.NONE);
    assertThat(risk("{}", Request.of(Level.NONE).pushed("abuse", 0))).isEqualTo(Risk.NONE);
  }

  @Test
  void takesPushedScoresInFullByDefault() {
    assertThat(risk("{}", Request.of(Level.NONE).pushed("abuse", 0.9)).score())
        .isCloseTo(0.9, within(1e-12));
  }

  @Test
  void cutsSourcesAndSignalsAtTheirCaps() {
    String policy =
        """
        {cap: 0.5, sources: {trial: {cap: 0.1}, "*": {cap: 0.4}},
         signals: {strong: {cap: 0.8}, weak: {weight: 0.25}, "*": {weight: 0.1}}}
        """;
    Risk risk =
        risk(
            policy,
            Request.of(Level.NONE)
                .pushed("trial", 1)
                .pushed("abuse", 1)
                .signal("strong", 1)
                .signal("weak", 1)
                .signal("other", 1));
    assertThat(risk.contributions())
        .extracting(Contribution::family, Contribution::source, Contribution::score)
        .containsExactly(
            tuple("signals", "strong", 0.8),
            tuple("pushed", "abuse", 0.4),
            tuple("signals", "weak", 0.25),
            tuple("pushed", "trial", 0.1),
            tuple("signals", "other", 0.1));
    assertThat(risk.score()).isCloseTo(1 - 0.2 * 0.6 * 0.75 * 0.9 * 0.9, within(1e-12));
  }

  @Test
  void fadesPushedScoresAndSaysWhatTheyRestOn() {
    Risk risk =
        risk(
            "{}",
            Request.of(Level.NONE)
                .score(
                    new RiskScore(
                        "a1",
                        "abuse",
                        0.8,
                        "shared card",
                        Request.NOW - 1000,
                        1000,
                        Long.MAX_VALUE)));
    assertThat(risk.score()).isCloseTo(0.4, within(1e-12));
    assertThat(risk.contributions().getFirst().evidence()).isEqualTo("abuse said 0.8: shared card");
  }

  @Test
  void forgetsExpiredScores() {
    assertThat(
            risk(
                "{}",
                Request.of(Level.NONE)
                    .score(new RiskScore("a1", "abuse", 1, "", 0, 0, Request.NOW))))
        .isEqualTo(Risk.NONE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void liesBetweenTheLargestContributionAndOne(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      RiskSum sum = new RiskSum();
      List<Double> scores = new ArrayList<>();
      double none = 1;
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        double score = random.nextDouble();
        scores.add(score);
        none *= 1 - score;
        sum.add("family", "source" + i, score, "");
      }
      Risk risk = sum.risk();
      double largest = scores.stream().mapToDouble(score -> score).max().orElse(0);
      assertThat(risk.score()).as("seed %s", seed).isBetween(largest - 1e-12, 1.0);
      assertThat(risk.score()).as("seed %s", seed).isCloseTo(1 - none, within(1e-9));
      assertThat(risk.contributions().getFirst().score()).isEqualTo(largest);
    }
  }
}
