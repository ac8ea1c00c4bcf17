package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.challenge.Challenge;
import dev.weir.challenge.Challenge.State;
import dev.weir.challenge.ChallengeStore;
import dev.weir.challenge.ChallengeStore.Resolution;
import dev.weir.challenge.ChallengeStore.Use;
import dev.weir.challenge.Kind;
import dev.weir.limit.HashTag;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link ChallengeStore} does. */
public abstract class ChallengeStoreContract extends StoreContract {
  private static final long EXPIRES = NOW + 15 * MINUTE;

  private ChallengeStore challenges() {
    return store.challenges();
  }

  /** Returns the id of a challenge of an account: it begins with the place of the account's. */
  private String id(String id, String account) {
    return String.format("%04x", HashTag.of(unique(account))) + unique(id);
  }

  /** Returns the id of a challenge of the account {@code a}. */
  private String id(String id) {
    return id(id, "a");
  }

  /** Returns an open challenge with a value in every field. */
  private Challenge challenge(String id, String account) {
    return challenge(id, account, "coordinated", "digest");
  }

  private Challenge challenge(String id, String account, String rule, String digest) {
    return new Challenge(
        id(id, account),
        unique(account),
        rule,
        digest,
        List.of(Kind.PAYMENT, Kind.PROOF_OF_WORK),
        "https://verify.example/?a=\"ä\"",
        "{\"algorithm\":\"SHA-256\"}",
        NOW,
        EXPIRES,
        State.OPEN);
  }

  private Optional<Challenge> find(String id, long now) throws Exception {
    return get(challenges().find(id(id), now));
  }

  private Challenge open(Challenge challenge, long now) throws Exception {
    return get(challenges().open(challenge, now, Long.MAX_VALUE));
  }

  private boolean useOnce(String id, long now) throws Exception {
    return useOnce(id, "", now);
  }

  private boolean useOnce(String id, String by, long now) throws Exception {
    return get(challenges().useOnce(new Use(unique(id), by, EXPIRES), now, Long.MAX_VALUE));
  }

  @Test
  void opensAChallengeAndFindsItAsItWas() throws Exception {
    Challenge challenge = challenge("c", "a");
    assertThat(open(challenge, NOW)).isEqualTo(challenge);
    assertThat(find("c", NOW)).contains(challenge);
    assertThat(find("other", NOW)).isEmpty();
  }

  @Test
  void opensNoSecondChallengeForTheSameRuleOfTheSamePolicy() throws Exception {
    Challenge first = open(challenge("c1", "a"), NOW);
    assertThat(open(challenge("c2", "a"), EXPIRES - 1)).isEqualTo(first);
    assertThat(find("c2", NOW)).isEmpty();
  }

  @Test
  void opensChallengesOfOtherRulesPoliciesAndAccounts() throws Exception {
    open(challenge("c1", "a"), NOW);
    for (Challenge other :
        List.of(
            challenge("c2", "a", "other", "digest"),
            challenge("c3", "a", "coordinated", "other"),
            challenge("c4", "b"))) {
      assertThat(open(other, NOW)).isEqualTo(other);
    }
  }

  @Test
  void opensAnotherChallengeWhenTheFirstExpired() throws Exception {
    open(challenge("c1", "a"), NOW);
    Challenge second =
        new Challenge(
            id("c2"),
            unique("a"),
            "coordinated",
            "digest",
            List.of(Kind.EMAIL),
            "",
            "",
            EXPIRES,
            EXPIRES + MINUTE,
            State.OPEN);
    assertThat(open(second, EXPIRES)).isEqualTo(second);
    assertThat(find("c1", EXPIRES).orElseThrow().state()).isEqualTo(State.EXPIRED);
  }

  @Test
  void opensAnotherChallengeWhenTheFirstIsResolved() throws Exception {
    open(challenge("c1", "a"), NOW);
    get(challenges().resolve(id("c1"), State.FAILED, NOW));
    assertThat(open(challenge("c2", "a"), NOW)).isEqualTo(challenge("c2", "a"));
  }

  @Test
  void opensOneChallengeUnderConcurrency() throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Challenge> opened =
        LimitContract.concurrently(
            64, () -> open(challenge("c" + next.incrementAndGet(), "a"), NOW));
    assertThat(opened).containsOnly(opened.getFirst());
  }

  @ParameterizedTest
  @EnumSource(names = {"PASSED", "FAILED", "EXPIRED"})
  void resolvesAnOpenChallengeOnce(State state) throws Exception {
    Challenge challenge = open(challenge("c", "a"), NOW);
    Challenge ended = challenge.withState(state);
    assertThat(get(challenges().resolve(id("c"), state, NOW + 1)))
        .contains(new Resolution(ended, true));
    assertThat(get(challenges().resolve(id("c"), State.FAILED, NOW + 2)))
        .contains(new Resolution(ended, false));
    assertThat(find("c", EXPIRES + MINUTE)).contains(ended);
  }

  @Test
  void resolvesNoExpiredChallenge() throws Exception {
    Challenge challenge = open(challenge("c", "a"), NOW);
    assertThat(get(challenges().resolve(id("c"), State.PASSED, EXPIRES)))
        .contains(new Resolution(challenge.withState(State.EXPIRED), false));
  }

  @Test
  void resolvesNoUnknownChallenge() throws Exception {
    assertThat(get(challenges().resolve(id("c"), State.PASSED, NOW))).isEmpty();
  }

  @Test
  void resolvesOnceUnderConcurrency() throws Exception {
    open(challenge("c", "a"), NOW);
    List<Boolean> changed =
        LimitContract.concurrently(
            64,
            () -> get(challenges().resolve(id("c"), State.PASSED, NOW)).orElseThrow().changed());
    assertThat(changed).filteredOn(did -> did).hasSize(1);
  }

  @Test
  void keepsAnEndedChallengeForADay() throws Exception {
    Challenge expired = open(challenge("expired", "a"), NOW);
    Challenge passed = open(challenge("passed", "b"), NOW);
    get(challenges().resolve(id("passed", "b"), State.PASSED, EXPIRES - 1));
    long later = EXPIRES + DAY - 1;
    open(challenge("other", "c"), later);
    assertThat(find("expired", later)).contains(expired.withState(State.EXPIRED));
    assertThat(get(challenges().find(id("passed", "b"), later)))
        .contains(passed.withState(State.PASSED));
  }

  @Test
  void marksAsUsedOnce() throws Exception {
    assertThat(useOnce("u", NOW)).isTrue();
    assertThat(useOnce("u", NOW)).isFalse();
    assertThat(useOnce("u", EXPIRES - 1)).isFalse();
    assertThat(useOnce("v", NOW)).isTrue();
  }

  @Test
  void letsWhoUsedItFirstTryAgainForAWhile() throws Exception {
    long late = NOW + ChallengeStore.RETRY_MILLIS;
    assertThat(useOnce("u", "r1 größer", NOW)).isTrue();
    assertThat(useOnce("u", "r1 größer", late - 1)).isTrue();
    assertThat(useOnce("u", "r2", NOW)).as("another request").isFalse();
    assertThat(useOnce("u", "", NOW)).as("one that cannot be told").isFalse();
    assertThat(useOnce("u", "r1 größer", late)).as("too late for a retry").isFalse();
    assertThat(late).as("it has not expired").isLessThan(EXPIRES);
  }

  @Test
  void tellsNoCallsApartThatHaveNoName() throws Exception {
    assertThat(useOnce("u", "", NOW)).isTrue();
    assertThat(useOnce("u", "", NOW)).isFalse();
    assertThat(useOnce("u", "r1", NOW)).isFalse();
  }

  @Test
  void marksAsUsedOnceUnderConcurrency() throws Exception {
    List<Boolean> first = LimitContract.concurrently(64, () -> useOnce("u", NOW));
    assertThat(first).filteredOn(did -> did).hasSize(1);
  }

  @Test
  void publishesKeysUntilTheyExpire() throws Exception {
    get(challenges().publishKey(unique("k1"), "{\"kty\":\"OKP\"}", NOW + MINUTE));
    get(challenges().publishKey(unique("k2"), "{}", NOW + 2 * MINUTE));
    assertThat(get(challenges().keys(NOW)))
        .containsEntry(unique("k1"), "{\"kty\":\"OKP\"}")
        .containsEntry(unique("k2"), "{}");
    assertThat(get(challenges().keys(NOW + MINUTE)))
        .doesNotContainKey(unique("k1"))
        .containsKey(unique("k2"));
  }

  @Test
  void publishesAKeyAgain() throws Exception {
    get(challenges().publishKey(unique("k"), "{}", NOW + MINUTE));
    get(challenges().publishKey(unique("k"), "{}", NOW + 3 * MINUTE));
    assertThat(get(challenges().keys(NOW + 2 * MINUTE))).containsKey(unique("k"));
  }
}
