package dev.weir.api.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.weir.challenge.Challenge;
import dev.weir.challenge.Kind;
import dev.weir.decision.Decision;
import dev.weir.decision.Evidence;
import dev.weir.decision.Reason;
import dev.weir.decision.Risk;
import dev.weir.decision.Verdict;
import dev.weir.limit.LimitStatus;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.Contribution;
import dev.weir.v1.ShadowVerdict;
import java.util.Locale;

/**
 * Writes what Weir knows to the wire. Public for the other adapters that speak the same messages.
 */
public final class ResponseWriter {
  private ResponseWriter() {}

  /** Returns the message for a decision about {@code accountId}, as the front end knows it. */
  public static CheckResponse write(Decision decision, String accountId) {
    CheckResponse.Builder response =
        CheckResponse.newBuilder()
            .setRequestId(decision.requestId())
            .setDecisionId(decision.decisionId())
            .setVerdict(verdict(decision.verdict()))
            .setEvidence(evidence(decision.evidence()))
            .setPolicyVersion(decision.policyVersion())
            .setRisk(risk(decision.risk()));
    for (Reason reason : decision.reasons()) {
      response.addReasons(reason(reason));
    }
    if (decision.retryAfterMillis() > 0) {
      response.setRetryAfter(duration(decision.retryAfterMillis()));
    }
    if (decision.challenge().isPresent()) {
      Challenge challenge = decision.challenge().get();
      response.setChallenge(challenge(challenge, challenge.state(), accountId));
    }
    for (LimitStatus limit : decision.limits()) {
      response.addLimits(limit(limit));
    }
    for (Decision.Shadow shadow : decision.shadows()) {
      response.addShadows(shadow(shadow));
    }
    return response.build();
  }

  /** Returns the message for a challenge that stands in {@code state}. */
  public static dev.weir.v1.Challenge challenge(
      Challenge challenge, Challenge.State state, String accountId) {
    dev.weir.v1.Challenge.Builder message =
        dev.weir.v1.Challenge.newBuilder()
            .setChallengeId(challenge.challengeId())
            .setAccountId(accountId)
            .setUrl(challenge.url())
            .setExpiresAt(timestamp(challenge.expiresAt()))
            .setPuzzle(ByteString.copyFromUtf8(challenge.puzzle()))
            .setState(state.name());
    for (Kind kind : challenge.kinds()) {
      message.addKinds(kind.name().toLowerCase(Locale.ROOT));
    }
    return message.build();
  }

  private static dev.weir.v1.Verdict verdict(Verdict verdict) {
    return switch (verdict) {
      case ALLOW -> dev.weir.v1.Verdict.ALLOW;
      case CHALLENGE -> dev.weir.v1.Verdict.CHALLENGE;
      case DENY -> dev.weir.v1.Verdict.DENY;
    };
  }

  private static dev.weir.v1.Evidence evidence(Evidence evidence) {
    return switch (evidence) {
      case COMPLETE -> dev.weir.v1.Evidence.COMPLETE;
      case PARTIAL -> dev.weir.v1.Evidence.PARTIAL;
      case LOCAL -> dev.weir.v1.Evidence.LOCAL;
      case NONE -> dev.weir.v1.Evidence.NONE;
    };
  }

  private static dev.weir.v1.Reason reason(Reason reason) {
    return dev.weir.v1.Reason.newBuilder()
        .setCode(reason.code())
        .setRule(reason.rule())
        .setDetail(reason.detail())
        .build();
  }

  private static dev.weir.v1.Risk risk(Risk risk) {
    if (risk.score() == 0 && risk.contributions().isEmpty()) {
      return dev.weir.v1.Risk.getDefaultInstance();
    }
    dev.weir.v1.Risk.Builder message = dev.weir.v1.Risk.newBuilder().setScore(risk.score());
    for (Risk.Contribution contribution : risk.contributions()) {
      message.addContributions(
          Contribution.newBuilder()
              .setFamily(contribution.family())
              .setSource(contribution.source())
              .setScore(contribution.score())
              .setEvidence(contribution.evidence()));
    }
    return message.build();
  }

  private static dev.weir.v1.LimitStatus limit(LimitStatus limit) {
    return dev.weir.v1.LimitStatus.newBuilder()
        .setName(limit.name())
        .setLimit(limit.limit())
        .setRemaining(limit.remaining())
        .setResetAfter(duration(limit.resetAfterMillis()))
        .setWindow(duration(limit.windowMillis()))
        .build();
  }

  private static ShadowVerdict shadow(Decision.Shadow shadow) {
    ShadowVerdict.Builder message =
        ShadowVerdict.newBuilder()
            .setPolicyVersion(shadow.policyVersion())
            .setVerdict(verdict(shadow.verdict()));
    for (Reason reason : shadow.reasons()) {
      message.addReasons(reason(reason));
    }
    return message.build();
  }

  private static Duration duration(long millis) {
    return Duration.newBuilder()
        .setSeconds(millis / 1000)
        .setNanos((int) (millis % 1000) * 1_000_000)
        .build();
  }

  private static Timestamp timestamp(long millis) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(millis, 1000L))
        .setNanos((int) Math.floorMod(millis, 1000L) * 1_000_000)
        .build();
  }
}
