package dev.weir.replay;

import dev.weir.challenge.Challenge;
import dev.weir.challenge.Challenges;
import dev.weir.challenge.Clearance;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Opens challenges as a server does, and clears accounts with tokens that are mere names: in a
 * replay nobody could forge one, and to sign and verify each would cost more than all the rest.
 * Keeps the last challenge of each account and rule, and the last clearance of each account. Not
 * thread-safe.
 */
final class SimulatedChallenges implements Challenges {
  /** How long a clearance holds. */
  static final long CLEARANCE_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final Map<Asked, Challenge> challenges = new HashMap<>();
  private final Map<String, Held> clearances = new HashMap<>();
  private long opened;

  @Override
  public CompletionStage<Challenge> open(Ask ask, long now, long timeoutNanos) {
    Asked asked = new Asked(ask.accountId(), ask.rule());
    Challenge last = challenges.get(asked);
    if (last != null && last.stateAt(now) == Challenge.State.OPEN) {
      return CompletableFuture.completedStage(last);
    }
    Challenge challenge =
        new Challenge(
            "challenge-" + ++opened,
            ask.accountId(),
            ask.rule(),
            ask.policyDigest(),
            ask.kinds(),
            "",
            "",
            now,
            now + ask.challengeMillis(),
            Challenge.State.OPEN);
    challenges.put(asked, challenge);
    return CompletableFuture.completedStage(challenge);
  }

  /**
   * Passes a challenge by the first of its kinds, and returns the clearance; empty where it is no
   * longer open.
   */
  Optional<Clearance> pass(Challenge challenge, long now) {
    Asked asked = new Asked(challenge.accountId(), challenge.rule());
    Challenge last = challenges.get(asked);
    if (!challenge.equals(last) || challenge.stateAt(now) != Challenge.State.OPEN) {
      return Optional.empty();
    }
    challenges.remove(asked);
    Clearance clearance =
        new Clearance(
            challenge.challengeId(),
            challenge.accountId(),
            challenge.rule(),
            challenge.policyDigest(),
            challenge.kinds().getFirst(),
            now,
            now + CLEARANCE_MILLIS);
    clearances.put(challenge.accountId(), new Held(clearance));
    return Optional.of(clearance);
  }

  /** Returns the token that an account's next request carries; empty if it has none. */
  String token(String accountId, long now) {
    return held(accountId, now).map(held -> held.clearance.clearanceId()).orElse("");
  }

  @Override
  public CompletionStage<Optional<Clearance>> verify(
      String token, String accountId, long now, long timeoutNanos) {
    return CompletableFuture.completedStage(
        held(accountId, now)
            .map(held -> held.clearance)
            .filter(clearance -> clearance.clearanceId().equals(token)));
  }

  @Override
  public CompletionStage<Boolean> redeem(
      Clearance clearance, String requestId, long now, long timeoutNanos) {
    Optional<Held> held =
        held(clearance.accountId(), now)
            .filter(found -> found.clearance.equals(clearance) && !found.used);
    held.ifPresent(found -> found.used = true);
    return CompletableFuture.completedStage(held.isPresent());
  }

  private Optional<Held> held(String accountId, long now) {
    return Optional.ofNullable(clearances.get(accountId))
        .filter(held -> now < held.clearance.expiresAt());
  }

  private record Asked(String accountId, String rule) {}

  /** A clearance, and whether it was used up. */
  private static final class Held {
    final Clearance clearance;
    boolean used;

    Held(Clearance clearance) {
      this.clearance = clearance;
    }
  }
}
