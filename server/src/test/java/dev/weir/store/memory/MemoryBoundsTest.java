package dev.weir.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.account.Account;
import dev.weir.account.Profile;
import dev.weir.account.RiskScore;
import dev.weir.account.Verification;
import dev.weir.challenge.Challenge;
import dev.weir.challenge.ChallengeStore.Use;
import dev.weir.challenge.Kind;
import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitOverride;
import dev.weir.limit.LimitOverride.Owner;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a memory store stays within its bounds, says what it dropped, and repeats itself. */
final class MemoryBoundsTest {
  private static final long MINUTE = 60_000;
  private static final LimitSpec TOKENS =
      new LimitSpec("tokens", Measure.TOKENS, Algorithm.SLIDING_WINDOW, MINUTE);
  private static final LimitSpec LOG =
      new LimitSpec("log", Measure.REQUESTS, Algorithm.EXACT_LOG, MINUTE);

  private static MemoryStore store(int most) {
    return new MemoryStore(() -> 0, new MemoryConfig(most, most, most, most, most, most));
  }

  private static Acquisition acquisition(int number, String retryKey, long max) {
    Subject subject = new Subject("account:" + number, number & 0x3fff);
    return new Acquisition(
        "decision-" + number,
        retryKey,
        List.of(
            new Demand(TOKENS, subject, max, 1, new TokenWeights(1, 1), true),
            new Demand(LOG, subject, max, 1, TokenWeights.NONE, true)),
        MINUTE,
        0);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static void assertFull(ThrowingCallable call, String what) {
    assertThatThrownBy(call)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            StoreException.class, failure -> assertThat(failure.isTransient()).isFalse())
        .hasMessageStartingWith("the store is full: it holds")
        .hasMessageContaining(what);
  }

  @Test
  void doesNotGrowWithTheNumberOfSubjectsEverSeen() {
    MemoryStore store = store(1_000_000);
    // Ten new accounts a second for three hours; each counts for two minutes at most, and is kept
    // one more.
    for (int i = 0; i < 108_000; i++) {
      get(store.limits().acquire(acquisition(i, "retry-" + i, 10), i * 100L));
    }
    MemoryUse use = store.use();
    assertThat(use.subjects()).isBetween(600L, 3_000L);
    assertThat(use.reservations()).isBetween(600L, 3_000L);
    assertThat(use.retries()).isBetween(600L, 3_000L);
    assertThat(use.evictedSubjects()).isZero();
    assertThat(use.evictedReservations()).isZero();
    assertThat(use.evictedRetries()).isZero();
  }

  @Test
  void staysWithinItsBoundsAndCountsWhatMadeRoom() {
    MemoryStore store = store(1_000);
    for (int i = 0; i < 5_000; i++) {
      assertThat(get(store.limits().acquire(acquisition(i, "retry-" + i, 10), 0)).admitted())
          .isTrue();
    }
    assertThat(store.use()).isEqualTo(new MemoryUse(1_000, 4_000, 1_000, 4_000, 1_000, 4_000, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void repeatsItsAnswersWhenItIsAskedTheSame(long seed) {
    assertThat(play(seed)).isEqualTo(play(seed));
  }

  private static List<Outcome> play(long seed) {
    MemoryStore store = store(50);
    SplittableRandom random = new SplittableRandom(seed);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      String retryKey = random.nextBoolean() ? "" : "retry-" + random.nextInt(100);
      Acquisition acquisition = acquisition(random.nextInt(100), retryKey, 3);
      outcomes.add(get(store.limits().acquire(acquisition, i * 500L)));
    }
    assertThat(store.use().evictedSubjects()).isPositive();
    return outcomes;
  }

  @Test
  void refusesMoreAccountsThanItMayHoldAndKeepsThoseItHas() {
    MemoryStore store = store(2);
    Account first = Account.unknown("a");
    get(store.accounts().put(List.of(first)));
    get(store.accounts().putScores(List.of(score("b"))));
    assertFull(() -> get(store.accounts().put(List.of(Account.unknown("c")))), "2 accounts");
    assertFull(() -> get(store.accounts().putScores(List.of(score("c")))), "2 accounts");
    assertFull(() -> get(store.accounts().raise("c", Verification.NONE, 0)), "2 accounts");
    get(store.accounts().put(List.of(first)));
    assertThat(get(store.accounts().find("a"))).isEqualTo(new Profile(first, true, List.of()));
    get(store.accounts().delete("a"));
    get(store.accounts().put(List.of(Account.unknown("c"))));
  }

  private static RiskScore score(String account) {
    return new RiskScore(account, "fraud", 0.5, "", 0, 0, 1_000);
  }

  @Test
  void dropsExpiredScoresOfAnAccountWhenAnotherComes() {
    MemoryStore store = new MemoryStore(() -> 1_000, MemoryConfig.defaults());
    RiskScore current = new RiskScore("a", "abuse", 0.5, "", 0, 0, 1_001);
    get(store.accounts().putScores(List.of(score("a"), current)));
    assertThat(get(store.accounts().find("a")).scores()).containsExactly(current);
  }

  @Test
  void refusesMoreOverridesThanItMayHoldUnlessSomeExpired() {
    MemoryStore store = store(2);
    get(store.overrides().put(new LimitOverride("l", Owner.ACCOUNT, "a", 1, 0)));
    get(store.overrides().put(new LimitOverride("l", Owner.ACCOUNT, "b", 1, 1)));
    LimitOverride third = new LimitOverride("l", Owner.ACCOUNT, "c", 1, 0);
    assertFull(() -> get(store.overrides().put(third)), "2 overrides");

    MemoryStore later = new MemoryStore(() -> 1, new MemoryConfig(2, 2, 2, 2, 2, 2));
    get(later.overrides().put(new LimitOverride("l", Owner.ACCOUNT, "a", 1, 0)));
    get(later.overrides().put(new LimitOverride("l", Owner.ACCOUNT, "b", 1, 1)));
    get(later.overrides().put(third));
    assertThat(get(later.overrides().list())).hasSize(2).contains(third);
  }

  @Test
  void dropsTheChallengeThatEndsFirstWhenThereAreTooMany() {
    MemoryStore store = store(2);
    open(store, challenge("late", 2_000));
    open(store, challenge("soon", 1_000));
    open(store, challenge("new", 3_000));
    assertThat(get(store.challenges().find("soon", 0))).isEmpty();
    assertThat(get(store.challenges().find("late", 0))).isPresent();
    assertThat(get(store.challenges().find("new", 0))).isPresent();
    assertThat(store.use().evictedChallenges()).isEqualTo(1);
    assertThat(open(store, challenge("soon", 4_000)).expiresAt()).isEqualTo(4_000);
  }

  private static Challenge open(MemoryStore store, Challenge challenge) {
    return get(store.challenges().open(challenge, 0, Long.MAX_VALUE));
  }

  private static boolean useOnce(MemoryStore store, String id, long expiresAt, long now) {
    return get(store.challenges().useOnce(new Use(id, "", expiresAt), now, Long.MAX_VALUE));
  }

  private static Challenge challenge(String id, long expiresAt) {
    return new Challenge(
        id,
        "account-" + id,
        "rule",
        "digest",
        List.of(Kind.EMAIL),
        "",
        "",
        0,
        expiresAt,
        Challenge.State.OPEN);
  }

  @Test
  void neverForgetsWhatWasUsedOnceBeforeItsTime() {
    MemoryStore store = store(2);
    assertThat(useOnce(store, "a", 1_000, 0)).isTrue();
    assertThat(useOnce(store, "b", 2_000, 0)).isTrue();
    assertFull(() -> useOnce(store, "c", 1_000, 0), "2 things used once");
    assertThat(useOnce(store, "a", 1_000, 999)).isFalse();
    assertThat(useOnce(store, "c", 3_000, 1_000)).isTrue();
  }

  @Test
  void refusesBoundsBelowOne() {
    assertThatThrownBy(() -> new MemoryConfig(1, 1, 0, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxRetries: 0 (expected: at least 1)");
  }

  @Test
  void tellsTheTimeOfItsClock() {
    assertThat(get(new MemoryStore(() -> 42, MemoryConfig.defaults()).time())).isEqualTo(42);
  }

  @Test
  void tellsEveryListenerEvenWhereOneFails() throws Exception {
    MemoryStore store = store(10);
    List<String> heard = new ArrayList<>();
    try (AutoCloseable failing =
            store
                .accounts()
                .onChange(
                    id -> {
                      throw new IllegalStateException("a listener's own failure");
                    });
        AutoCloseable other = store.accounts().onChange(heard::add)) {
      assertThat(List.of(failing, other)).hasSize(2);
      get(store.accounts().put(List.of(Account.unknown("a"))));
    }
    assertThat(heard).containsExactly("a");
  }
}
