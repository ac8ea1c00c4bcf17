package dev.weir.client;

import dev.weir.v1.Challenge;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.Evidence;
import dev.weir.v1.LimitStatus;
import dev.weir.v1.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a check. Always has a verdict: Weir's own, or the one chosen for when Weir cannot
 * be asked, which {@link #fallback} then explains.
 *
 * @param verdict what to do with the request
 * @param response all that Weir answered; of a fallback, the verdict, a reason {@link #UNAVAILABLE}
 *     and evidence NONE
 * @param fallback why this is not Weir's own answer; empty if it is
 */
public record CheckResult(
    Verdict verdict, CheckResponse response, Optional<FallbackCause> fallback) {
  /** The reason's code in every fallback. */
  public static final String UNAVAILABLE = "WEIR_UNAVAILABLE";

  /** Returns whether the request may be served. */
  public boolean isAllowed() {
    return verdict == Verdict.ALLOW;
  }

  /** Returns whether Weir did not answer, so that the verdict is the one chosen for that. */
  public boolean isFallback() {
    return fallback.isPresent();
  }

  /** Returns the id that names the request; one was made where the request had none. */
  public String requestId() {
    return response.getRequestId();
  }

  /**
   * Returns the id under which the request's use is reported; empty in a fallback, which needs no
   * report.
   */
  public String decisionId() {
    return response.getDecisionId();
  }

  /**
   * Returns the rules that matched, the decisive one first. Their details are for operators, not
   * for callers.
   */
  public List<Reason> reasons() {
    return response.getReasonsList();
  }

  /**
   * Returns the stable code of the decisive reason: what a caller may be told. Empty if no rule
   * matched.
   */
  public String code() {
    return response.getReasonsCount() == 0 ? "" : response.getReasons(0).getCode();
  }

  /** Returns how long to wait before a retry, where waiting helps. */
  public Optional<Duration> retryAfter() {
    return response.hasRetryAfter()
        ? Optional.of(
            Duration.ofSeconds(
                response.getRetryAfter().getSeconds(), response.getRetryAfter().getNanos()))
        : Optional.empty();
  }

  /**
   * Returns what the caller is asked to prove: with the verdict CHALLENGE, and with DENY where an
   * answer ends the refusal.
   */
  public Optional<Challenge> challenge() {
    return response.hasChallenge() ? Optional.of(response.getChallenge()) : Optional.empty();
  }

  /** Returns every limit that was looked at. */
  public List<LimitStatus> limits() {
    return response.getLimitsList();
  }

  /** Returns what the verdict could rest on. */
  public Evidence evidence() {
    return response.getEvidence();
  }

  static CheckResult fallback(String requestId, Fallback fallback, FallbackCause cause) {
    CheckResponse.Builder response =
        CheckResponse.newBuilder()
            .setRequestId(requestId)
            .setVerdict(
                fallback == Fallback.ALLOW ? dev.weir.v1.Verdict.ALLOW : dev.weir.v1.Verdict.DENY)
            .setEvidence(Evidence.NONE)
            .addReasons(
                Reason.newBuilder()
                    .setCode(UNAVAILABLE)
                    .setDetail(cause.kind() + ": " + cause.detail()));
    return new CheckResult(fallback.verdict(), response.build(), Optional.of(cause));
  }
}
