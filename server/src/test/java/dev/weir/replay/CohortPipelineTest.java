package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.cohort.CohortPolicy;
import dev.weir.cohort.CohortPolicy.Trait;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Held;
import dev.weir.cohort.Regard;
import dev.weir.cohort.Visit;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CohortPipelineTest {
  private static final long START = 1_800_000_000_000L;
  private static final long YEAR = TimeUnit.DAYS.toMillis(365);
  private static final CohortPolicy POLICY =
      new CohortPolicy(
          Map.of("card", new Trait(Duration.ofDays(30), 0, false, Set.of())),
          Level.PAYMENT,
          Level.IDENTITY,
          14,
          Duration.ofDays(7),
          Duration.ofDays(90));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void regardsEverybodyTheSameHoweverLongStepsTake(long seed) {
    List<Found> quick = regards(new MemoryStore(() -> START, MemoryConfig.defaults()).cohorts());
    assertThat(quick).anyMatch(Found::ask).anyMatch(found -> !found.ask());
    CohortStore slow = slow(new MemoryStore(() -> START, MemoryConfig.defaults()).cohorts(), seed);
    assertThat(regards(slow)).isEqualTo(quick);
  }

  /** Returns how eighty were regarded, every ten seconds, half of whom share a card. */
  private static List<Found> regards(CohortStore store) {
    List<Found> regards = new ArrayList<>();
    try (CohortPipeline pipeline = new CohortPipeline(store, () -> POLICY)) {
      see(pipeline, 0, 400, START);
      for (int i = 1; i <= 40; i++) {
        long now = START + TimeUnit.SECONDS.toMillis(10) * i;
        pipeline.advance(now);
        regards.addAll(see(pipeline, 360 + i, 440 + i, now));
      }
    }
    return regards;
  }

  private static List<Found> see(CohortPipeline pipeline, int from, int to, long now) {
    List<Found> regards = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Visit visit =
          i < 400
              ? Visit.with("card", "card " + i, "person " + i, Level.PAYMENT, now - YEAR, now)
              : Visit.with("card", "card", "account " + i, Level.NONE, START, now);
      Regard regard = pipeline.cohorts().meet(visit);
      pipeline.cohorts().asked(visit, regard);
      regards.add(new Found(regard.ask(), regard.held().stream().map(Held::evidence).toList()));
    }
    return regards;
  }

  /** Returns a store that takes another time for each call, up to some hundred microseconds. */
  private static CohortStore slow(CohortStore store, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return (CohortStore)
        Proxy.newProxyInstance(
            CohortStore.class.getClassLoader(),
            new Class<?>[] {CohortStore.class},
            (proxy, method, arguments) -> {
              for (int turns = random.nextInt(20_000); turns > 0; turns--) {
                Thread.onSpinWait();
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** How an account was regarded, and why. */
  private record Found(boolean ask, List<String> evidence) {}
}
