package dev.weir.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Accounts.Freshness;
import dev.weir.account.Accounts.Lookup;
import dev.weir.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CachedAccountsTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long STALE = 30_000;
  private static final long AGEING = STALE * 3 / 4;
  private static final long LAST_KNOWN = 3_600_000;
  private static final long FOREVER = Long.MAX_VALUE;

  private final ScriptedAccountStore store = new ScriptedAccountStore();
  private final CachedAccounts accounts =
      new CachedAccounts(
          store,
          new AccountCacheConfig(1_000, Duration.ofMillis(STALE), Duration.ofMillis(LAST_KNOWN)));

  @AfterEach
  void close() {
    accounts.close();
  }

  @Test
  void readsAnAccountOnceWhileItIsFresh() {
    store.set(profile("a", "start"));

    assertThat(found("a", NOW)).isEqualTo(fresh("a", "start"));
    store.set(profile("a", "scale"));
    assertThat(found("a", NOW + AGEING - 1)).isEqualTo(fresh("a", "start"));
    assertThat(store.reads()).isEqualTo(1);
    assertThat(found("a", NOW + STALE)).isEqualTo(fresh("a", "scale"));
  }

  @Test
  void readsAheadWhatIsAskedForShortlyBeforeItIsStale() {
    store.set(profile("a", "start"));
    found("a", NOW);
    store.set(profile("a", "scale"));
    store.answerByHand();

    assertThat(find("a", NOW + AGEING, FOREVER)).isCompletedWithValue(fresh("a", "start"));
    assertThat(find("a", NOW + STALE - 1, FOREVER)).isCompletedWithValue(fresh("a", "start"));
    assertThat(store.reads()).as("one read for both").isEqualTo(2);
    store.next().complete(profile("a", "scale"));
    assertThat(find("a", NOW + STALE, FOREVER)).isCompletedWithValue(fresh("a", "scale"));
    assertThat(store.reads()).isEqualTo(2);
  }

  @Test
  void remembersUnknownAccountsToo() {
    assertThat(found("nobody", NOW))
        .isEqualTo(new Lookup(Profile.unknown("nobody"), Freshness.FRESH));
    found("nobody", NOW);

    assertThat(store.reads()).isEqualTo(1);
  }

  @Test
  void readsAnAccountAgainAfterItChanged() {
    store.put(List.of(profile("a", "start").account()));
    found("a", NOW);
    store.put(List.of(profile("a", "scale").account()));

    assertThat(found("a", NOW)).isEqualTo(fresh("a", "scale"));
  }

  @Test
  void readsAnUnknownAccountAgainAfterItWasPushedAndAfterItWasDeleted() {
    found("a", NOW);
    store.put(List.of(profile("a", "start").account()));
    assertThat(found("a", NOW)).isEqualTo(fresh("a", "start"));
    store.delete("a");
    assertThat(found("a", NOW).profile().known()).isFalse();
  }

  @Test
  void doubtsEverythingWhenChangesMayHaveBeenMissed() {
    store.set(profile("a", "start"));
    found("a", NOW);
    store.set(profile("a", "scale"));
    store.announce("");

    assertThat(found("a", NOW)).isEqualTo(fresh("a", "scale"));
  }

  @Test
  void fallsBackOnWhatItDoubtsWhenTheStoreFails() {
    store.set(profile("a", "start"));
    found("a", NOW);
    store.announce("");
    store.answerByHand();

    CompletableFuture<Lookup> answer = find("a", NOW, FOREVER);
    var _ = store.next().completeExceptionally(unavailable());

    assertThat(answer)
        .isCompletedWithValue(new Lookup(profile("a", "start"), Freshness.LAST_KNOWN));
  }

  @Test
  void tellsWhatWasLastKnownWithoutAskingTheStore() {
    store.set(profile("a", "start"));
    assertThat(accounts.lastKnown("a", NOW)).isEqualTo(Profile.unknown("a"));
    found("a", NOW);

    assertThat(accounts.lastKnown("a", NOW + LAST_KNOWN - 1)).isEqualTo(profile("a", "start"));
    assertThat(accounts.lastKnown("a", NOW + LAST_KNOWN)).isEqualTo(Profile.unknown("a"));
    assertThat(store.reads()).isEqualTo(1);
  }

  @Test
  void forgetsWhatWasLastKnownAfterAnHour() {
    store.set(profile("a", "start"));
    found("a", NOW);
    store.answerByHand();

    CompletableFuture<Lookup> within = find("a", NOW + LAST_KNOWN - 1, FOREVER);
    var _ = store.next().completeExceptionally(unavailable());
    CompletableFuture<Lookup> beyond = find("a", NOW + LAST_KNOWN, FOREVER);
    var _ = store.next().completeExceptionally(unavailable());

    assertThat(within.join().freshness()).isEqualTo(Freshness.LAST_KNOWN);
    assertThat(beyond).isCompletedWithValue(missing("a"));
  }

  @Test
  void sharesOneReadAmongConcurrentLookUps() {
    store.answerByHand();
    CompletableFuture<Lookup> first = find("a", NOW, FOREVER);
    CompletableFuture<Lookup> second = find("a", NOW, FOREVER);

    assertThat(store.reads()).isEqualTo(1);
    var _ = store.next().complete(profile("a", "start"));
    assertThat(first).isCompletedWithValue(fresh("a", "start"));
    assertThat(second).isCompletedWithValue(fresh("a", "start"));
  }

  @Test
  void answersInTimeAndKeepsTheReadThatComesLate() throws Exception {
    store.answerByHand();
    CompletableFuture<Lookup> late = find("a", NOW, TimeUnit.MILLISECONDS.toNanos(1));

    assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo(missing("a"));
    var _ = store.next().complete(profile("a", "start"));
    assertThat(find("a", NOW, 0)).isCompletedWithValue(fresh("a", "start"));
    assertThat(store.reads()).isEqualTo(1);
  }

  @Test
  void doesNotWaitWithoutTime() {
    store.answerByHand();

    assertThat(find("a", NOW, 0)).isCompletedWithValue(missing("a"));
  }

  @Test
  void doesNotTakeForFreshWhatWasReadBeforeAChange() {
    store.answerByHand();
    var _ = find("a", NOW, FOREVER);
    CompletableFuture<Profile> early = store.next();
    store.announce("a");
    CompletableFuture<Lookup> after = find("a", NOW, FOREVER);
    CompletableFuture<Profile> later = store.next();

    later.complete(profile("a", "scale"));
    early.complete(profile("a", "start"));

    assertThat(after).isCompletedWithValue(fresh("a", "scale"));
    var _ = find("a", NOW, FOREVER);
    var _ = store.next().complete(profile("a", "scale"));
    assertThat(find("a", NOW, 0)).isCompletedWithValue(fresh("a", "scale"));
  }

  @Test
  void givesUpAReadThatNeverEnds() {
    store.answerByHand();
    var _ = find("a", NOW, 0);
    var _ = store.next();
    CompletableFuture<Lookup> again = find("a", NOW + 2_000, FOREVER);
    var _ = store.next().complete(profile("a", "start"));

    assertThat(again).isCompletedWithValue(fresh("a", "start"));
  }

  @Test
  void asksAFailingStoreOncePerPause() {
    store.answerByHand();
    for (int i = 0; i < Backoff.TOLERATED; i++) {
      var _ = find("a" + i, NOW, FOREVER);
      var _ = store.next().completeExceptionally(unavailable());
    }
    int before = store.reads();

    for (int i = 0; i < 100; i++) {
      assertThat(find("b" + i, NOW + Backoff.PAUSE_MILLIS - 1, FOREVER))
          .isCompletedWithValue(missing("b" + i));
    }
    assertThat(store.reads()).isEqualTo(before);

    for (int i = 0; i < 100; i++) {
      var _ = find("b" + i, NOW + Backoff.PAUSE_MILLIS, FOREVER);
    }
    assertThat(store.reads()).isEqualTo(before + 1);
    var _ = store.next().complete(profile("b0", "start"));
    var _ = find("c", NOW + Backoff.PAUSE_MILLIS, FOREVER);
    assertThat(store.reads()).isEqualTo(before + 2);
  }

  @Test
  void keepsKnownAccountsWhenIdsAreInvented() {
    for (int i = 0; i < 100; i++) {
      store.set(profile("a" + i, "start"));
      found("a" + i, NOW);
    }
    for (int i = 0; i < 100_000; i++) {
      found("invented" + i, NOW);
    }
    int before = store.reads();
    for (int i = 0; i < 100; i++) {
      found("a" + i, NOW);
    }

    assertThat(store.reads()).isEqualTo(before);
  }

  @Test
  void answersHitsWithTheSameStage() {
    found("a", NOW);

    assertThat(accounts.find("a", NOW, 0)).isSameAs(accounts.find("a", NOW, 0));
  }

  @Test
  void listensUntilItIsClosed() {
    assertThat(store.listeners()).isEqualTo(1);
    accounts.close();

    assertThat(store.listeners()).isZero();
  }

  /**
   * What is FRESH is what the store holds, or held less than the staleness ago without a word of
   * the change.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithAModel(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String[] tiers = {"", "", "", "", ""};
    long now = NOW;
    for (int step = 0; step < 5_000; step++) {
      int i = random.nextInt(tiers.length);
      String id = "a" + i;
      now += random.nextInt(2_000);
      if (random.nextInt(4) == 0) {
        tiers[i] = "t" + step;
        store.put(List.of(profile(id, tiers[i]).account()));
      } else if (random.nextInt(20) == 0) {
        tiers[i] = "";
        store.delete(id);
      } else {
        Profile expected = tiers[i].isEmpty() ? Profile.unknown(id) : profile(id, tiers[i]);
        assertThat(found(id, now))
            .as("seed %d, step %d", seed, step)
            .isEqualTo(new Lookup(expected, Freshness.FRESH));
      }
    }
  }

  private Lookup found(String id, long now) {
    CompletableFuture<Lookup> found = find(id, now, FOREVER);
    assertThat(found).isDone();
    return found.join();
  }

  private CompletableFuture<Lookup> find(String id, long now, long timeoutNanos) {
    return accounts.find(id, now, timeoutNanos).toCompletableFuture();
  }

  private static Lookup fresh(String id, String tier) {
    return new Lookup(profile(id, tier), Freshness.FRESH);
  }

  private static Lookup missing(String id) {
    return new Lookup(Profile.unknown(id), Freshness.MISSING);
  }

  private static Profile profile(String id, String tier) {
    Account account =
        new Account(
            id,
            "",
            Status.ACTIVE,
            tier,
            "",
            Verification.NONE,
            PaymentInstrument.NONE,
            Signup.UNKNOWN,
            0,
            List.of());
    return new Profile(account, true, List.of());
  }

  private static StoreException unavailable() {
    return StoreException.unavailable("away", new IOException("away"));
  }
}
