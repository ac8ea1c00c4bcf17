package dev.weir.store.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.weir.challenge.Challenge;
import dev.weir.challenge.Challenge.State;
import dev.weir.challenge.ChallengeStore.Use;
import dev.weir.challenge.Kind;
import dev.weir.store.StoreException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of challenges, of what counts once, and of keys while a store is away or late. */
final class ChallengeOutageTest extends OutageFixture {
  /** No shorter than what counts as waiting in vain. */
  private static final long HURRY = TimeUnit.MILLISECONDS.toNanos(1);

  @Test
  void aChallengeOfTheStoreIsAnsweredWhenItIsBack() {
    open("before", Long.MAX_VALUE);
    goAway();

    assertThat(catchThrowable(() -> resolve("before")))
        .hasRootCauseInstanceOf(StoreException.class);
    comeBack();
    assertThat(resolve("before")).isEqualTo(State.PASSED);
  }

  @Test
  void aChallengeOpenedHereIsAnsweredHereDuringTheOutageAndAfterIt() {
    goAway();
    open("one", Long.MAX_VALUE);
    open("two", Long.MAX_VALUE);

    assertThat(resolve("one")).isEqualTo(State.PASSED);
    comeBack();
    assertThat(resolve("two")).isEqualTo(State.PASSED);
  }

  @Test
  void aChallengeThatTheStoreDoesNotOpenInTimeIsOpenedHere() {
    primary.stall();

    assertThat(open("late", HURRY).challengeId()).isEqualTo("late");
    assertThat(get(own.challenges().find("late", NOW))).isPresent();
    assertThat(store.health().reachable()).as("one late answer is no outage").isTrue();
  }

  @Test
  void aChallengeForWhichNoTimeIsLeftIsOpenedHereAtOnce() {
    primary.stall();

    assertThat(store.challenges().open(challenge("none left"), NOW, 0).toCompletableFuture())
        .isCompleted();
  }

  /** Otherwise its account would be asked again, by a challenge that has ended here. */
  @Test
  void aChallengeThatTheStoreOpenedTooLateEndsForEveryReplica() {
    primary.stall();
    open("late", HURRY);
    primary.goOn();
    assertThat(store.health().stats().late()).isEqualTo(1);

    assertThat(resolve("late")).isEqualTo(State.PASSED);

    assertThat(get(shared.challenges().find("late", NOW)).orElseThrow().state())
        .isEqualTo(State.PASSED);
    assertThat(get(store.challenges().find("late", NOW)).orElseThrow().state())
        .isEqualTo(State.PASSED);
  }

  @Test
  void whatMayBeUsedOnceIsUsedHereOnceWhereTheStoreIsLate() {
    primary.stall();

    assertThat(useOnce("u", HURRY)).isTrue();
    assertThat(useOnce("u", HURRY)).isFalse();
    primary.goOn();

    assertThat(useOnce("u", Long.MAX_VALUE)).as("the store heard of it, too").isFalse();
  }

  @Test
  void whoeverWaitedInVainForChallengesGivesTheStoreUp() {
    primary.stall();
    for (int i = 0; i < 5; i++) {
      open("c" + i, HURRY);
    }

    assertThat(store.health().stats().outages()).isEqualTo(1);
  }

  @Test
  void keysAreAskedOfNoStoreThatIsOutOfReach() {
    get(shared.challenges().publishKey("k", "{}", NOW + 1));
    assertThat(get(store.challenges().keys(NOW))).containsKey("k");
    goAway();
    primary.stall();

    assertThat(store.challenges().keys(NOW).toCompletableFuture()).isCompletedExceptionally();
  }

  private Challenge open(String challengeId, long timeoutNanos) {
    return get(store.challenges().open(challenge(challengeId), NOW, timeoutNanos));
  }

  private boolean useOnce(String id, long timeoutNanos) {
    return get(store.challenges().useOnce(new Use(id, "", NOW + 60_000), NOW, timeoutNanos));
  }

  private State resolve(String challengeId) {
    return get(store.challenges().resolve(challengeId, State.PASSED, NOW))
        .orElseThrow()
        .challenge()
        .state();
  }

  private static Challenge challenge(String id) {
    return new Challenge(
        id, "a1", id, "digest", List.of(Kind.IDENTITY), "", "", NOW, NOW + 60_000, State.OPEN);
  }
}
