package dev.weir.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.account.Level;
import dev.weir.account.Verification;
import dev.weir.challenge.Challenge.State;
import dev.weir.challenge.ChallengeException.Reason;
import dev.weir.challenge.ChallengeService.Ended;
import dev.weir.challenge.ChallengeService.Proof;
import dev.weir.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** How challenges end by a word from the verification pages, and what that yields. */
class ChallengeEndingTest extends ChallengeFixture {
  @Test
  void raisesTheVerificationToWhatThePassedKindProves() {
    String id = opened(ask("a1", Kind.EMAIL, Kind.IDENTITY), NOW).challengeId();

    Ended ended =
        join(challenges.pass(id, Kind.IDENTITY, new Proof("document", "ih", NOW + 9), NOW + 1));

    assertThat(ended.challenge().state()).isEqualTo(State.PASSED);
    assertThat(ended.changed()).isTrue();
    assertThat(ended.verification())
        .isEqualTo(new Verification(Level.IDENTITY, "document", "ih", NOW + 1, NOW + 9))
        .isEqualTo(accounts.verification("a1"));
  }

  @Test
  void yieldsAClearanceBoundToTheAccountTheRuleAndThePolicy() {
    String id = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    String token =
        join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW)).clearance().orElseThrow();

    Clearance clearance = verified(token, "a1", NOW).orElseThrow();
    assertThat(clearance.accountId()).isEqualTo("a1");
    assertThat(clearance.rule()).isEqualTo("coordinated");
    assertThat(clearance.policyDigest()).isEqualTo("d1");
    assertThat(clearance.kind()).isEqualTo(Kind.IDENTITY);
    assertThat(clearance.expiresAt()).isEqualTo(NOW + HOUR);
    assertThat(verified(token, "a2", NOW)).isEmpty();
    assertThat(verified(token, "a1", NOW + HOUR)).isEmpty();
  }

  @Test
  void redeemsAClearanceForOneRequest() {
    String id = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    String token =
        join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW)).clearance().orElseThrow();
    Clearance clearance = verified(token, "a1", NOW).orElseThrow();

    assertThat(redeemed(clearance, "r1", NOW)).isTrue();
    assertThat(redeemed(clearance, "r1", NOW + 1)).as("a retry").isTrue();
    assertThat(redeemed(clearance, "r2", NOW + 1)).isFalse();
    assertThat(redeemed(clearance, "r1", NOW + HOUR - 1)).as("too late for one").isFalse();
  }

  @Test
  void saysHowAChallengeEndedWhenItIsEndedAgain() {
    String id = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    Ended first = join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW));
    Ended again = join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW));
    Ended failed = join(challenges.fail(id, NOW));

    assertThat(again.changed()).isFalse();
    assertThat(again.clearance()).isEqualTo(first.clearance());
    assertThat(failed.challenge().state()).isEqualTo(State.PASSED);
    assertThat(failed.clearance()).isEmpty();
  }

  @Test
  void givesNoSecondClearanceAtAnotherReplica() throws IOException {
    String id = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW));

    Ended again = join(replica().pass(id, Kind.IDENTITY, DOCUMENT, NOW));
    assertThat(again.clearance()).isEmpty();
    assertThat(again.verification().level()).isEqualTo(Level.IDENTITY);
  }

  @Test
  void doesNotTurnAFailureIntoAPass() {
    String id = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    join(challenges.fail(id, NOW));

    Ended ended = join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW));
    assertThat(ended.challenge().state()).isEqualTo(State.FAILED);
    assertThat(ended.clearance()).isEmpty();
    assertThat(accounts.verification("a1")).isEqualTo(Verification.NONE);
  }

  @Test
  void keepsAHigherVerification() {
    join(accounts.raise("a1", new Verification(Level.ORGANIZATION, "contract", "", 1, 0), NOW));
    String id = opened(ask("a1", Kind.EMAIL), NOW).challengeId();

    assertThat(join(challenges.pass(id, Kind.EMAIL, DOCUMENT, NOW)).verification().level())
        .isEqualTo(Level.ORGANIZATION);
  }

  @Test
  void refusesWhatTheChallengeDoesNotAskFor() {
    String id = opened(ask("a1", Kind.PAYMENT, Kind.IDENTITY), NOW).challengeId();

    assertRefused(
        Reason.CHALLENGE_KIND_MISMATCH,
        "kind: \"email\" (expected: one that the challenge asks for: payment, identity)",
        () -> join(challenges.pass(id, Kind.EMAIL, DOCUMENT, NOW)));
    assertThat(join(challenges.find(id, NOW)).state()).isEqualTo(State.OPEN);
  }

  @Test
  void refusesAnExpiredChallenge() {
    String id = opened(ask("a1", Kind.EMAIL), NOW).challengeId();

    assertRefused(
        Reason.CHALLENGE_EXPIRED,
        "the challenge expired at 2023-11-14T23:13:20Z",
        () -> join(challenges.pass(id, Kind.EMAIL, DOCUMENT, NOW + HOUR)));
    assertThat(join(challenges.find(id, NOW + HOUR)).state()).isEqualTo(State.EXPIRED);
    assertThat(accounts.verification("a1")).isEqualTo(Verification.NONE);
  }

  @Test
  void endsAChallengeOnceUnderConcurrency() throws Exception {
    String id = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    List<Future<Ended>> calls = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 200; i++) {
        boolean passes = i % 2 == 0;
        calls.add(
            threads.submit(
                () ->
                    join(
                        passes
                            ? challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW)
                            : challenges.fail(id, NOW))));
      }
    }
    List<Ended> ended = new ArrayList<>();
    for (Future<Ended> call : calls) {
      ended.add(call.get());
    }

    State state = join(challenges.find(id, NOW)).state();
    assertThat(ended.stream().filter(Ended::changed)).hasSize(1);
    assertThat(told).hasSize(state == State.PASSED ? 1 : 0);
    assertThat(ended).allMatch(one -> one.challenge().state() == state);
    assertThat(ended.stream().flatMap(one -> one.clearance().stream()).distinct().count())
        .isEqualTo(state == State.PASSED ? 1 : 0);
  }

  @Test
  void doesNotEndAChallengeWhoseClearanceItCouldNotSign() {
    String id = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    store.away(true);
    assertThatThrownBy(() -> join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW)))
        .isInstanceOf(StoreException.class);
    store.away(false);

    assertThat(join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW)).clearance()).isPresent();
  }

  @Test
  void tellsOfAPassOnceAndWhatItProves() throws Exception {
    String id = opened(ask("a1", Kind.PAYMENT, Kind.IDENTITY), NOW).challengeId();
    Challenge puzzle = opened(ask("a2", Kind.PROOF_OF_WORK), NOW);
    String solution = solution(puzzle.puzzle());
    for (int i = 0; i < 2; i++) {
      join(challenges.pass(id, Kind.PAYMENT, DOCUMENT, NOW + 1 + i));
      join(challenges.solve(puzzle.challengeId(), "a2", solution, NOW + 1 + i));
    }

    assertThat(told)
        .containsExactly(
            new Pass("a1", Level.PAYMENT, NOW + 1), new Pass("a2", Level.NONE, NOW + 1));
  }

  @Test
  void tellsOfNoFailure() {
    String failed = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    join(challenges.fail(failed, NOW));
    join(challenges.pass(failed, Kind.IDENTITY, DOCUMENT, NOW));
    String late = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    assertThatThrownBy(() -> join(challenges.pass(late, Kind.IDENTITY, DOCUMENT, NOW + HOUR)))
        .isInstanceOf(ChallengeException.class);

    assertThat(told).isEmpty();
  }
}
