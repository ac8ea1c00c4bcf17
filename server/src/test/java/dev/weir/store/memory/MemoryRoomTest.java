package dev.weir.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.challenge.Challenge;
import dev.weir.challenge.ChallengeStore.Use;
import dev.weir.challenge.Kind;
import dev.weir.cohort.Activity;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.Member;
import dev.weir.cohort.ModelUse;
import dev.weir.cohort.Sighting;
import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.Measure;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.store.Store;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** That a store fits into the memory that it is given, whatever callers make up. */
final class MemoryRoomTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final long ROOM = 32_000_000;
  private static final int FLOOD = 100_000;
  private static final MemoryConfig CONFIG = MemoryConfig.defaults();

  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<LimitSpec> limits =
      List.of(
          new LimitSpec("requests", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, MINUTE),
          new LimitSpec("tokens", Measure.TOKENS, Algorithm.SLIDING_WINDOW, MINUTE),
          new LimitSpec("cost", Measure.COST, Algorithm.SLIDING_WINDOW, MINUTE));

  @Test
  void holdsWhatIsConfiguredWhereThatFits() {
    assertThat(MemoryStore.within(Long.MAX_VALUE, () -> NOW, CONFIG).bounds()).isEqualTo(CONFIG);
    assertThat(MemoryStore.standInWithin(Long.MAX_VALUE, () -> NOW, CONFIG).bounds())
        .isEqualTo(CONFIG);
  }

  @Test
  void holdsLessOfWhatCallersFillInOneProportionAndAsMuchOfWhatOperatorsDo() {
    MemoryConfig bounds = MemoryStore.standInWithin(ROOM, () -> NOW, CONFIG).bounds();

    double share = (double) bounds.maxSubjects() / CONFIG.maxSubjects();
    assertThat(bounds.fullBytes()).isBetween(ROOM * 99 / 100, ROOM);
    assertThat(bounds)
        .isEqualTo(
            new MemoryConfig(
                bounds.maxSubjects(),
                (int) (CONFIG.maxReservations() * share),
                (int) (CONFIG.maxRetries() * share),
                CONFIG.maxAccounts(),
                CONFIG.maxOverrides(),
                (int) (CONFIG.maxChallenges() * share)));
  }

  @Test
  void holdsAtLeastOneOfEach() {
    MemoryConfig bounds = MemoryStore.within(1, () -> NOW, CONFIG).bounds();

    assertThat(bounds.maxSubjects()).isEqualTo(1);
    assertThat(bounds.maxChallenges()).isEqualTo(1);
  }

  @Test
  void takesNoMoreThanItIsGivenWhereItStandsIn() {
    long before = used();
    try (MemoryStore store = MemoryStore.standInWithin(ROOM, () -> NOW, CONFIG)) {
      floodLimits(store);
      floodChallenges(store);

      assertThat(used() - before).isLessThan(ROOM);
      assertThat(store.use().evictedSubjects()).isPositive();
      assertThat(store.use().evictedReservations()).isPositive();
      assertThat(store.use().evictedRetries()).isPositive();
    }
  }

  @Test
  void takesNoMoreThanItIsGivenWhereItIsAllThereIs() {
    try (MemoryStore store = MemoryStore.within(ROOM, () -> NOW, CONFIG)) {
      // Tables of fixed size are there by now.
      long before = used();
      floodLimits(store);
      floodChallenges(store);
      floodCohorts(store);

      assertThat(used() - before).isLessThan(ROOM);
      assertThat(store.use().evictedSubjects()).isPositive();
    }
  }

  /** Accounts that nobody knows, each with a request that is never reported. */
  private void floodLimits(Store store) {
    for (int i = 0; i < FLOOD; i++) {
      Subject subject = new Subject("account:customer-" + i, i & 0x3fff);
      List<Demand> demands =
          limits.stream()
              .map(limit -> new Demand(limit, subject, 1_000, 1, new TokenWeights(1, 1), true))
              .toList();
      String id = DecisionId.create(NOW, subject.tag(), random);
      String retryKey = "customer-" + i + "|request-" + i;
      join(
          store
              .limits()
              .acquire(new Acquisition(id, retryKey, demands, 10 * MINUTE, 0), NOW + i / 100));
    }
  }

  private void floodChallenges(Store store) {
    for (int i = 0; i < FLOOD; i++) {
      String id = DecisionId.create(NOW, 0, random);
      Challenge challenge =
          new Challenge(
              id,
              "customer-" + i,
              "unverified_bursts",
              "digest",
              List.of(Kind.EMAIL),
              "https://verify.example/" + id,
              id,
              NOW,
              NOW + MINUTE,
              Challenge.State.OPEN);
      join(store.challenges().open(challenge, NOW, Long.MAX_VALUE));
      // Where it is full, nothing more can be used once.
      store
          .challenges()
          .useOnce(new Use(id, "request-" + i, NOW + MINUTE), NOW, Long.MAX_VALUE)
          .toCompletableFuture()
          .handle((first, failure) -> failure)
          .join();
    }
  }

  private void floodCohorts(Store store) {
    for (int i = 0; i < FLOOD; i++) {
      Cohort.Key key = new Cohort.Key("device", random.nextLong());
      List<Sighting> sightings =
          i % 2 == 0
              ? List.of(new Sighting(key, member()))
              : List.of(
                  new Sighting(key, member()),
                  new Sighting(key, member()),
                  new Sighting(key, member()));
      join(store.cohorts().observe(sightings, NOW));
    }
  }

  private Member member() {
    return new Member(
        random.nextLong(),
        random.nextInt(),
        Level.NONE,
        NOW,
        false,
        false,
        NOW,
        NOW,
        Activity.at(NOW),
        ModelUse.NONE);
  }

  private long used() {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
