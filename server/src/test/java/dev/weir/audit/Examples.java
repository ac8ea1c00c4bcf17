package dev.weir.audit;

import dev.weir.challenge.Challenge;
import dev.weir.challenge.Kind;
import dev.weir.decision.Decision;
import dev.weir.decision.Evidence;
import dev.weir.decision.Facts;
import dev.weir.decision.Reason;
import dev.weir.decision.Risk;
import dev.weir.decision.Verdict;
import dev.weir.limit.LimitStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request and decisions about it. */
final class Examples {
  static final Facts FACTS =
      new Facts(
          "r1",
          new Facts.Principal("a1", "o1", "k1", ""),
          new Facts.Network("192.0.2.7", 64500, "DE", "", "agent/1", 0, ""),
          new Facts.Operation("large", "messages", 1200, 800, true),
          Facts.Prompt.UNKNOWN,
          Map.of("elicitation", 0.25),
          Map.of("secret-label", "x"),
          "a.secret.token");

  private Examples() {}

  static Decision decision(String id, Verdict verdict) {
    return new Decision(
        "r1",
        id,
        verdict,
        List.of(
            new Reason(
                "VERIFICATION_REQUIRED",
                "slowed_down",
                "limits.exceeded = requests_per_minute (0 of 50 left), cohort.slowed = true")),
        1500,
        Optional.of(
            new Challenge(
                "c1",
                "a1",
                "slowed_down",
                "digest",
                List.of(Kind.PAYMENT, Kind.IDENTITY),
                "",
                "",
                0,
                1_790_000_600_000L,
                Challenge.State.OPEN)),
        List.of(new LimitStatus("requests_per_minute", 50, 0, true, 1500, 60_000, 60_000)),
        new Risk(0.5, List.of(new Risk.Contribution("pushed", "trust", 0.5, "chargeback"))),
        Evidence.COMPLETE,
        "model-api@0123456789ab",
        List.of());
  }

  static Decision withShadow(Decision decision, Verdict shadow) {
    return new Decision(
        decision.requestId(),
        decision.decisionId(),
        decision.verdict(),
        decision.reasons(),
        decision.retryAfterMillis(),
        decision.challenge(),
        decision.limits(),
        decision.risk(),
        decision.evidence(),
        decision.policyVersion(),
        List.of(new Decision.Shadow("model-api@0123456789ab", shadow, List.of())));
  }
}
