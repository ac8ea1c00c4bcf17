package dev.weir.decision;

import dev.weir.account.Level;
import dev.weir.challenge.Challenge;
import dev.weir.limit.LimitStatus;
import java.util.List;
import java.util.Optional;

/**
 * What Weir says about one request.
 *
 * @param decisionId a ULID; names the decision in the log and in a report
 * @param reasons every rule that matched, the decisive one first
 * @param retryAfterMillis the wait after which the request is within its limits; 0 where no wait
 *     helps or is needed
 * @param challenge with {@link Verdict#CHALLENGE}, and with {@link Verdict#DENY} where the rule has
 *     one; empty where it could not be opened
 * @param limits every limit that was looked at
 * @param policyVersion {@code name@digest}
 * @param shadows what shadow rules would have decided
 */
public record Decision(
    String requestId,
    String decisionId,
    Verdict verdict,
    List<Reason> reasons,
    long retryAfterMillis,
    Optional<Challenge> challenge,
    List<LimitStatus> limits,
    Risk risk,
    Evidence evidence,
    String policyVersion,
    List<Shadow> shadows) {

  public Decision {
    reasons = List.copyOf(reasons);
    limits = List.copyOf(limits);
    shadows = List.copyOf(shadows);
  }

  /**
   * Returns the policy's answer for when nothing can be known but, perhaps, how far the account was
   * verified.
   *
   * @param detail what failed, for operators
   */
  static Decision failure(
      Policy policy, String requestId, String decisionId, Level level, String detail) {
    return new Decision(
        requestId,
        decisionId,
        policy.failure(level),
        List.of(new Reason("UNAVAILABLE", "failure", detail)),
        0,
        Optional.empty(),
        List.of(),
        Risk.NONE,
        Evidence.NONE,
        policy.version(),
        List.of());
  }

  /** Returns the name of the rule that decided; empty for an ALLOW, which no rule needs. */
  public String rule() {
    return verdict == Verdict.ALLOW || reasons.isEmpty() ? "" : reasons.getFirst().rule();
  }

  /** What would have been decided with rules that are only watched. */
  public record Shadow(String policyVersion, Verdict verdict, List<Reason> reasons) {
    public Shadow {
      reasons = List.copyOf(reasons);
    }
  }
}
