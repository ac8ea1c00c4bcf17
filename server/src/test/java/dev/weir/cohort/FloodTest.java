package dev.weir.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an attacker who chooses traits costs a replica, by count. */
final class FloodTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long DAY = 86_400_000L;
  private static final int MILLION = 1_000_000;
  private static final int WAITING = LiveCohorts.Room.USUAL.lessons();
  private static final CohortPolicy POLICY =
      new CohortPolicy(
          Map.of(
              "device", new CohortPolicy.Trait(Duration.ofDays(7), 0, false, false, false, false)),
          Level.PAYMENT,
          Level.IDENTITY,
          14,
          Duration.ofDays(7),
          Duration.ofDays(90));

  private final CohortStore store = new MemoryStore(() -> NOW, MemoryConfig.defaults()).cohorts();
  private final LiveCohorts cohorts =
      new LiveCohorts(store, () -> POLICY, TraitHash.keyed(new byte[32]), LiveCohorts.Room.USUAL);
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void aMillionValuesOfOneAccountWaitInABoundedQueue() {
    for (int i = 0; i < MILLION; i++) {
      cohorts.meet(seen("attacker", "device " + i, Level.NONE, NOW - DAY));
    }
    assertThat(cohorts.waiting()).isEqualTo(WAITING);
    assertThat(cohorts.counts().dropped() + WAITING)
        .as("of what one account shows in a day, one in 16 is learned after the first 256")
        .isBetween(MILLION / 17L, MILLION / 15L);
    join(cohorts.learn(NOW));
    assertThat(cohorts.waiting()).isZero();
  }

  @Test
  void aMillionValuesOfOneAccountAreNoCohort() {
    people();
    for (int i = 0; i < MILLION; i++) {
      cohorts.meet(seen("attacker", "device " + i, Level.NONE, NOW - DAY));
      if (i % (WAITING / 2) == 0) {
        join(cohorts.learn(NOW));
      }
    }
    join(cohorts.learn(NOW));
    assertThat(cohorts.counts().dropped()).isZero();
    assertThat(join(store.population()).distinct()).isEqualTo(1_001);
    assertThat(join(cohorts.assess(NOW))).as("anything is held").isFalse();
  }

  @Test
  void aMillionAccountsThatAreLikeAllAreNotAskedForWhatTheyShare() {
    for (int i = 0; i < MILLION; i++) {
      cohorts.meet(somebody("account " + i, "popular"));
      if (i % (WAITING / 2) == 0) {
        step(NOW);
      }
    }
    step(NOW);
    Cohort cohort =
        join(store.find(TraitHash.keyed(new byte[32]).cohort("device", "popular"))).orElseThrow();
    assertThat(cohort.sample().size()).isEqualTo(CohortStore.SAMPLE);
    assertThat(cohort.judgement().standing()).isEqualTo(Standing.OBSERVED);
    assertThat(join(store.judgements(0))).isEmpty();
    assertThat(cohorts.meet(somebody("account 7", "popular"))).isEqualTo(Regard.NONE);
  }

  @Test
  void whatOneSightingTakesFromAnotherIsWrittenOnceMore() {
    SightingFilter filter = new SightingFilter(1 << 10, DAY);
    assertThat(filter.count(77, 1, NOW, 1)).isEqualTo(1);
    long written =
        IntStream.range(0, MILLION)
            .filter(i -> filter.count(random.nextLong(), 1, NOW, 1) > 0)
            .count();
    assertThat(written).as("nobody hides in the flood").isEqualTo(MILLION);
    assertThat(filter.count(77, 1, NOW, 1)).isEqualTo(1);
    assertThat(filter.count(77, 1, NOW, 1)).isZero();
  }

  @Test
  void aTableOfEncountersIsOfFixedSize() {
    Encounters encounters = new Encounters(1 << 10);
    assertThat(
            IntStream.range(0, MILLION)
                .map(i -> encounters.place("account " + i, random.nextLong()))
                .summaryStatistics())
        .matches(places -> places.getMin() == 0 && places.getMax() == 1_023);
  }

  private void people() {
    for (int i = 0; i < 1_000; i++) {
      cohorts.meet(somebody("person " + i, "device of person " + i));
    }
  }

  private Visit somebody(String id, String device) {
    double verified = random.nextDouble();
    Level level = verified < 0.31 ? Level.EMAIL : verified < 0.6 ? Level.PHONE : Level.PAYMENT;
    return seen(id, device, level, NOW - random.nextLong(900) * DAY);
  }

  private void step(long now) {
    join(cohorts.learn(now));
    join(cohorts.assess(now));
    join(cohorts.refresh(now));
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static Visit seen(String id, String device, Level level, long createdAt) {
    return Visit.with("device", device, id, level, createdAt, NOW);
  }
}
