package dev.weir.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.challenge.ChallengeException.Reason;
import dev.weir.challenge.Challenges.Ask;
import dev.weir.limit.HashTag;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How challenges are opened and found. */
class ChallengeServiceTest extends ChallengeFixture {
  @Test
  void putsTheAccountsTagAndRandomBitsIntoTheId() {
    Challenge challenge = opened(ask("a1", Kind.EMAIL), NOW);

    assertThat(challenge.challengeId())
        .hasSize(26)
        .startsWith(String.format("%04x", HashTag.of("a1")));
    assertThat(challenge.url()).isEqualTo("https://verify.example/" + challenge.challengeId());
    assertThat(challenge.expiresAt()).isEqualTo(NOW + HOUR);
  }

  @Test
  void neverGivesAnIdTwice() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      ids.add(
          opened(new Ask("a1", "rule" + i, "d1", List.of(Kind.EMAIL), HOUR), NOW).challengeId());
    }

    assertThat(ids).hasSize(1_000);
  }

  @Test
  void keepsTheTimeThatARuleStates() {
    Ask ask = new Ask("a1", "r", "d1", List.of(Kind.EMAIL), 5_000);

    assertThat(opened(ask, NOW).expiresAt()).isEqualTo(NOW + 5_000);
  }

  @Test
  void costsTheStoreNothingWhileAChallengedAccountHammers() {
    Challenge challenge = opened(ask("a1", Kind.EMAIL), NOW);
    int calls = store.calls();
    for (int i = 0; i < 1_000; i++) {
      assertThat(opened(ask("a1", Kind.EMAIL), NOW + i)).isEqualTo(challenge);
    }

    assertThat(store.calls()).isEqualTo(calls);
  }

  @Test
  void asksAgainAfterAFailureAndAfterTheTimeIsOver() {
    String first = opened(ask("a1", Kind.EMAIL), NOW).challengeId();
    join(challenges.fail(first, NOW));
    String second = opened(ask("a1", Kind.EMAIL), NOW).challengeId();
    String third = opened(ask("a1", Kind.EMAIL), NOW + HOUR).challengeId();

    assertThat(new HashSet<>(List.of(first, second, third))).hasSize(3);
  }

  @Test
  void learnsSoonThatAnotherReplicaEndedAChallenge() throws IOException {
    String first = opened(ask("a1", Kind.EMAIL), NOW).challengeId();
    join(replica().fail(first, NOW));

    assertThat(opened(ask("a1", Kind.EMAIL), NOW + ChallengeService.OPEN_MILLIS).challengeId())
        .isNotEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "ffffAAAAAAAAAAAAAAAAAAAAAA",
        "0000AAAAAAAAAAAAAAAAAAAAA",
        "0000AAAAAAAAAAAAAAAAAAAAA:",
        "0000AAAAAAAAAAAAAAAAAAAAAé"
      })
  void doesNotAskTheStoreForWhatCannotBeAnId(String id) {
    assertRefused(
        Reason.CHALLENGE_NOT_FOUND,
        "there is no such challenge",
        () -> join(challenges.find(id, NOW)));
    assertThat(store.calls()).isZero();
  }

  /** The first four digits are known to whoever knows the account, and no more. */
  @Test
  void doesNotFindWhatIsGuessedFromAnAccountOrFromAnotherId() {
    String id = opened(ask("a1", Kind.EMAIL), NOW).challengeId();
    Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      StringBuilder guess = new StringBuilder(id);
      int place = 4 + random.nextInt(id.length() - 4);
      guess.setCharAt(place, guess.charAt(place) == 'A' ? 'B' : 'A');
      assertRefused(
          Reason.CHALLENGE_NOT_FOUND,
          "there is no such challenge",
          () -> join(challenges.pass(guess.toString(), Kind.EMAIL, DOCUMENT, NOW)));
    }
    assertThat(join(challenges.find(id, NOW)).state()).isEqualTo(Challenge.State.OPEN);
  }

  @Test
  void doesNotFindAGuessedId() {
    assertRefused(
        Reason.CHALLENGE_NOT_FOUND,
        "there is no such challenge",
        () -> join(challenges.find("0000AAAAAAAAAAAAAAAAAAAAAA", NOW)));
  }
}
