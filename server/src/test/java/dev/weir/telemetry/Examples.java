package dev.weir.telemetry;

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

/** A request and a decision about it. */
final class Examples {
  static final Facts FACTS =
      new Facts(
          "r1",
          new Facts.Principal("account-7", "organization-7", "", ""),
          Facts.Network.UNKNOWN,
          Facts.Operation.UNKNOWN,
          Facts.Prompt.UNKNOWN,
          Map.of(),
          Map.of(),
          "");

  private Examples() {}

  /**
   * Returns a decision with one reason, one exceeded limit of two, and a shadow that would have
   * denied.
   */
  static Decision decision(Verdict verdict, Evidence evidence) {
    return new Decision(
        "r1",
        "01JDECISION",
        verdict,
        List.of(new Reason("RATE_LIMITED", "over_limit", "account-7 used all")),
        1000,
        Optional.empty(),
        List.of(
            new LimitStatus("requests", 100, 0, true, 1000, 60_000, 60_000),
            new LimitStatus("tokens", 1000, 900, false, 0, 60_000, 60_000)),
        Risk.NONE,
        evidence,
        "model-api@0123456789ab",
        List.of(new Decision.Shadow("model-api@0123456789ab", Verdict.DENY, List.of())));
  }
}
