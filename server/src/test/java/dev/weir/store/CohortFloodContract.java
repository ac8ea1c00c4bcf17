package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortPolicy;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.LiveCohorts;
import dev.weir.cohort.LiveCohorts.Room;
import dev.weir.cohort.Regard;
import dev.weir.cohort.Standing;
import dev.weir.cohort.TraitHash;
import dev.weir.cohort.Visit;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an attacker who chooses traits costs a replica and its store, by count. */
public abstract class CohortFloodContract extends CohortContract {
  /** How many values, or accounts, there are. */
  protected static final int MILLION = 1_000_000;

  private static final int WAITING = Room.USUAL.lessons();
  private static final CohortPolicy POLICY =
      new CohortPolicy(
          Map.of("device", new CohortPolicy.Trait(Duration.ofDays(7), 0, false, Set.of())),
          Level.PAYMENT,
          Level.IDENTITY,
          14,
          Duration.ofDays(7),
          Duration.ofDays(90));

  private final TraitHash hash = TraitHash.keyed(new byte[32]);
  private final SplittableRandom random = new SplittableRandom(1);
  private LiveCohorts replica;

  /** Says that all was seen: a subclass checks what it costs its store. */
  protected void flooded(Cohort.Key key) throws Exception {}

  @BeforeEach
  void start() {
    replica = new LiveCohorts(cohorts(), () -> POLICY, hash, Room.USUAL);
  }

  @Test
  void aMillionValuesOfOneAccountWaitInABoundedQueue() throws Exception {
    for (int i = 0; i < MILLION; i++) {
      replica.meet(seen("attacker", "device " + i, Level.NONE, NOW - DAY));
    }
    assertThat(replica.waiting()).isEqualTo(WAITING);
    assertThat(replica.counts().dropped() + WAITING)
        .as("of what one account shows in a day, one in 16 is learned after the first 256")
        .isBetween(MILLION / 17L, MILLION / 15L);
    await(replica.learn(NOW));
    assertThat(replica.waiting()).isZero();
  }

  @Test
  void aMillionValuesOfOneAccountAreNoCohort() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      replica.meet(somebody("person " + i, "device of person " + i));
    }
    for (int i = 0; i < MILLION; i++) {
      replica.meet(seen("attacker", "device " + i, Level.NONE, NOW - DAY));
      if (i % (WAITING / 2) == 0) {
        await(replica.learn(NOW));
      }
    }
    await(replica.learn(NOW));
    assertThat(replica.counts().dropped()).isZero();
    assertThat(get(cohorts().population()).distinct()).isEqualTo(1_001);
    assertThat(get(cohorts().due(MILLION, NOW + CohortStore.CALM_MILLIS))).isEmpty();
    assertThat(await(replica.assess(NOW))).as("anything is held").isFalse();
    flooded(hash.cohort("device", "device 0"));
  }

  @Test
  void aMillionValuesOfAMillionAccountsAreNoCohort() throws Exception {
    for (int i = 0; i < MILLION; i++) {
      replica.meet(somebody("account " + i, "device " + i));
      if (i % (WAITING / 2) == 0) {
        await(replica.learn(NOW));
      }
    }
    await(replica.learn(NOW));
    assertThat(replica.counts().dropped()).isZero();
    assertThat(get(cohorts().population()).distinct())
        .isCloseTo(MILLION, Percentage.withPercentage(5));
    assertThat(get(cohorts().due(MILLION, NOW + CohortStore.CALM_MILLIS))).isEmpty();
    flooded(hash.cohort("device", "device " + (MILLION - 1)));
  }

  @Test
  void aMillionAccountsThatAreLikeAllAreNotAskedForWhatTheyShare() throws Exception {
    for (int i = 0; i < MILLION; i++) {
      replica.meet(somebody("account " + i, "popular"));
      if (i % (WAITING / 2) == 0) {
        step();
      }
    }
    step();
    Cohort.Key key = hash.cohort("device", "popular");
    Cohort cohort = get(cohorts().find(key)).orElseThrow();
    assertThat(cohort.sample().size()).isEqualTo(CohortStore.SAMPLE);
    assertThat(cohort.sample().distinct()).isCloseTo(MILLION, Percentage.withPercentage(20));
    assertThat(cohort.judgement().standing()).isEqualTo(Standing.OBSERVED);
    assertThat(get(cohorts().judgements(0))).isEmpty();
    assertThat(replica.meet(somebody("account 7", "popular"))).isEqualTo(Regard.NONE);
    flooded(key);
  }

  private Visit somebody(String id, String device) {
    double verified = random.nextDouble();
    Level level = verified < 0.31 ? Level.EMAIL : verified < 0.6 ? Level.PHONE : Level.PAYMENT;
    return seen(id, device, level, NOW - random.nextLong(900) * DAY);
  }

  private void step() throws Exception {
    await(replica.learn(NOW));
    await(replica.assess(NOW));
    await(replica.refresh(NOW));
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  private static Visit seen(String id, String device, Level level, long createdAt) {
    return Visit.with("device", device, id, level, createdAt, NOW);
  }
}
