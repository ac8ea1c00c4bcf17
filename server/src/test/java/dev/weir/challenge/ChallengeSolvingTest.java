package dev.weir.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.account.Verification;
import dev.weir.challenge.Challenge.State;
import dev.weir.challenge.ChallengeException.Reason;
import dev.weir.challenge.ChallengeService.Ended;
import dev.weir.validation.InvalidFieldException;
import java.util.Base64;
import org.altcha.altcha.Altcha;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How callers end challenges themselves, by solving a puzzle. */
class ChallengeSolvingTest extends ChallengeFixture {
  @Test
  void clearsAnAccountThatSolvesItsPuzzle() throws Exception {
    Challenge challenge = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);

    Ended ended =
        join(challenges.solve(challenge.challengeId(), "a1", solution(challenge.puzzle()), NOW));

    assertThat(ended.challenge().state()).isEqualTo(State.PASSED);
    Clearance clearance = verified(ended.clearance().orElseThrow(), "a1", NOW).orElseThrow();
    assertThat(clearance.kind()).isEqualTo(Kind.PROOF_OF_WORK);
    assertThat(accounts.verification("a1")).isEqualTo(Verification.NONE);
  }

  @Test
  void givesADoubleSolutionTheSameClearance() throws Exception {
    Challenge challenge = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);
    String solution = solution(challenge.puzzle());

    Ended first = join(challenges.solve(challenge.challengeId(), "a1", solution, NOW));
    Ended second = join(challenges.solve(challenge.challengeId(), "a1", solution, NOW));

    assertThat(second.changed()).isFalse();
    assertThat(second.clearance()).isEqualTo(first.clearance());
    assertThat(join(replica().solve(challenge.challengeId(), "a1", solution, NOW)).clearance())
        .isEmpty();
  }

  @Test
  void doesNotTakeAnAnswerToAnotherPuzzle() throws Exception {
    Challenge mine = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);
    Challenge other = opened(ask("a2", Kind.PROOF_OF_WORK), NOW);
    String solution = solution(other.puzzle());

    assertRefused(
        Reason.WRONG_ANSWER,
        "the answer does not solve this challenge's puzzle",
        () -> join(challenges.solve(mine.challengeId(), "a1", solution, NOW)));
    assertRefused(
        Reason.CHALLENGE_NOT_FOUND,
        "there is no such challenge",
        () -> join(challenges.solve(other.challengeId(), "a1", solution, NOW)));
  }

  @Test
  void doesNotTakeAPuzzleThatTheCallerMadeEasier() throws Exception {
    Challenge challenge = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);
    Altcha.Challenge easy =
        Altcha.createChallenge(
            new Altcha.ChallengeOptions().setHmacKey("mine").setMaxNumber(1L).setNumber(1L));
    ObjectNode payload = JsonMapper.shared().createObjectNode();
    payload.put("algorithm", easy.algorithm).put("challenge", easy.challenge);
    payload.put("salt", easy.salt).put("signature", easy.signature).put("number", 1);

    assertRefused(
        Reason.WRONG_ANSWER,
        "the answer does not solve this challenge's puzzle",
        () -> join(challenges.solve(challenge.challengeId(), "a1", base64(payload), NOW)));
  }

  @Test
  void doesNotTakeAWrongNumber() throws Exception {
    Challenge challenge = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);
    ObjectNode payload =
        (ObjectNode)
            JsonMapper.shared().readTree(Base64.getDecoder().decode(solution(challenge.puzzle())));
    payload.put("number", payload.get("number").longValue() + 1);

    assertRefused(
        Reason.WRONG_ANSWER,
        "the answer does not solve this challenge's puzzle",
        () -> join(challenges.solve(challenge.challengeId(), "a1", base64(payload), NOW)));
  }

  @Test
  void doesNotTakeAnAnswerThatComesTooLate() throws Exception {
    Challenge challenge = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);
    String solution = solution(challenge.puzzle());

    assertRefused(
        Reason.CHALLENGE_EXPIRED,
        "the challenge expired at",
        () -> join(challenges.solve(challenge.challengeId(), "a1", solution, NOW + HOUR)));
    assertThat(told).isEmpty();
  }

  @Test
  void givesNoClearanceForAnAnswerToAChallengeThatFailed() throws Exception {
    Challenge challenge = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);
    join(challenges.fail(challenge.challengeId(), NOW));

    Ended ended =
        join(challenges.solve(challenge.challengeId(), "a1", solution(challenge.puzzle()), NOW));
    assertThat(ended.challenge().state()).isEqualTo(State.FAILED);
    assertThat(ended.clearance()).isEmpty();
    assertThat(told).isEmpty();
  }

  /** Who has somebody's id, but is not that account, takes neither its challenge nor its time. */
  @Test
  void letsNobodyAnswerForAnotherNorUseUpItsAnswers() throws Exception {
    Challenge challenge = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);
    String solution = solution(challenge.puzzle());
    for (int i = 0; i < 2 * Attempts.MOST; i++) {
      String answer = i % 2 == 0 ? solution : "e30=";
      assertRefused(
          Reason.CHALLENGE_NOT_FOUND,
          "there is no such challenge",
          () -> join(challenges.solve(challenge.challengeId(), "a2", answer, NOW)));
    }
    assertThat(join(challenges.find(challenge.challengeId(), NOW)).state()).isEqualTo(State.OPEN);
    assertThat(join(challenges.solve(challenge.challengeId(), "a1", solution, NOW)).clearance())
        .isPresent();
  }

  @Test
  void stopsListeningToWrongAnswersForAMinute() {
    Challenge challenge = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);
    for (int i = 0; i < Attempts.MOST; i++) {
      assertRefused(
          Reason.WRONG_ANSWER,
          "the answer does not solve this challenge's puzzle",
          () -> join(challenges.solve(challenge.challengeId(), "a1", "e30=", NOW)));
    }
    int calls = store.calls();

    assertRefused(
        Reason.TOO_MANY_ATTEMPTS,
        "too many wrong answers",
        () -> join(challenges.solve(challenge.challengeId(), "a1", "e30=", NOW)));
    assertThat(store.calls()).isEqualTo(calls);
    assertRefused(
        Reason.WRONG_ANSWER,
        "the answer does not solve this challenge's puzzle",
        () ->
            join(
                challenges.solve(
                    challenge.challengeId(), "a1", "e30=", NOW + Attempts.WINDOW_MILLIS)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%%%", "bm90IGpzb24="})
  void saysWhatAnAnswerLooksLike(String solution) {
    Challenge challenge = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);

    assertThatThrownBy(() -> join(challenges.solve(challenge.challengeId(), "a1", solution, NOW)))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageStartingWith("solution: ")
        .hasMessageContaining("(expected: ALTCHA's answer");
  }
}
