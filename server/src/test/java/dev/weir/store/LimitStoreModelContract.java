package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.HashTag;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.limit.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Feeds the same random operations to a {@link LimitStore} and to a {@link ModelLimitStore}, and
 * compares every answer field by field: acquisitions of one to six limits of every algorithm,
 * retries, reports, releases, and a clock that advances, jumps over windows, and at times goes back
 * a little.
 */
public abstract class LimitStoreModelContract extends StoreContract {
  private static final List<LimitSpec> LIMITS =
      List.of(
          new LimitSpec("second", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, SECOND),
          new LimitSpec("requests", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, MINUTE),
          new LimitSpec("odd", Measure.INPUT_TOKENS, Algorithm.SLIDING_WINDOW, 7_919),
          new LimitSpec("tokens", Measure.TOKENS, Algorithm.SLIDING_WINDOW, MINUTE),
          new LimitSpec("day", Measure.COST, Algorithm.SLIDING_WINDOW, DAY),
          new LimitSpec("month", Measure.COST, Algorithm.SLIDING_WINDOW, 30 * DAY),
          new LimitSpec("log", Measure.REQUESTS, Algorithm.EXACT_LOG, 10 * SECOND),
          new LimitSpec("token_log", Measure.OUTPUT_TOKENS, Algorithm.EXACT_LOG, MINUTE),
          new LimitSpec("slots", Measure.CONCURRENCY, Algorithm.SLOTS, 30 * SECOND));

  /**
   * Returns whether the clock goes back at times. Not for a store that takes several steps over
   * tags: what it gives back after another step's refusal may have moved a counter's time forward.
   */
  protected boolean clockGoesBack() {
    return true;
  }

  /** Returns the seeds of {@link #answersAsTheModelDoes}. */
  protected static LongStream seeds() {
    return LongStream.rangeClosed(1, 10);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void answersAsTheModelDoes(long seed) throws Exception {
    Run run = new Run(seed, store.limits());
    for (int step = 0; step < 1_000; step++) {
      run.step(step);
    }
    assertThat(run.admitted).as("seed %d: admitted", seed).isGreaterThan(50);
    assertThat(run.refused).as("seed %d: refused", seed).isGreaterThan(50);
    assertThat(run.repeated).as("seed %d: repeated", seed).isGreaterThan(5);
    assertThat(run.settled).as("seed %d: settled", seed).isGreaterThan(20);
  }

  /** One acquisition that was admitted, and may be reported or released. */
  private record Pending(Acquisition acquisition, long at) {}

  private final class Run {
    private final long seed;
    private final SplittableRandom random;
    private final LimitStore tested;
    private final LimitStore model = new ModelLimitStore();
    private final List<Subject> subjects = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private final List<Pending> reported = new ArrayList<>();
    private long now;
    private int admitted;
    private int refused;
    private int repeated;
    private int settled;

    Run(long seed, LimitStore tested) {
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      this.tested = tested;
      this.now = NOW + random.nextLong(DAY);
      for (String owner : List.of("acme", "globex", "192.0.2.1")) {
        int tag = HashTag.of(unique(owner));
        for (int i = 0; i < 2; i++) {
          subjects.add(new Subject(unique(owner + i + "-" + seed), tag));
        }
      }
    }

    void step(int step) throws Exception {
      advance();
      int choice = random.nextInt(100);
      if (choice < 70 || pending.isEmpty()) {
        acquire(step);
      } else if (choice < 92) {
        settle(step);
      } else {
        release();
      }
    }

    private void advance() {
      int choice = random.nextInt(100);
      if (choice < 8) {
        now -= clockGoesBack() ? random.nextLong(1_500) : 0;
      } else if (choice < 70) {
        now += random.nextLong(300);
      } else if (choice < 96) {
        now += random.nextLong(5 * SECOND);
      } else if (choice < 99) {
        now += random.nextLong(3 * MINUTE);
      } else {
        now += random.nextLong(2 * DAY);
      }
    }

    private void acquire(int step) throws Exception {
      List<Demand> demands = new ArrayList<>();
      // All for subjects of their own, or many for few: never two for one limit of one subject.
      int wanted = 1 + random.nextInt(6);
      for (int i = 0; i < wanted; i++) {
        Demand demand = demand();
        if (demands.stream()
            .noneMatch(
                other ->
                    other.limit().equals(demand.limit())
                        && other.subject().equals(demand.subject()))) {
          demands.add(demand);
        }
      }
      // A request and its retries are one owner's: their decisions have one tag.
      int tag = demands.getFirst().subject().tag();
      String retryKey =
          random.nextInt(3) == 0
              ? unique("request-" + seed + "-" + tag + "-" + random.nextInt(12))
              : "";
      Acquisition acquisition =
          new Acquisition(
              DecisionId.create(now, tag, random),
              retryKey,
              demands,
              random.nextBoolean() ? MINUTE : 20 * SECOND,
              10_000_000_000L);
      Outcome outcome = acquire(step, acquisition);
      // At once, only where nothing is still on its way back from another step.
      boolean comesBack = !outcome.admitted() && !outcome.repeated() && random.nextInt(3) == 0;
      if (comesBack && clockGoesBack()) {
        acquire(step, acquisition.withDemands(demands.stream().map(Demand::unenforced).toList()));
      }
    }

    private Outcome acquire(int step, Acquisition acquisition) throws Exception {
      Outcome expected = get(model.acquire(acquisition, now));
      Outcome actual = get(tested.acquire(acquisition, now));

      assertThat(actual)
          .as("seed %d, step %d, at %d: %s", seed, step, now, acquisition)
          .isEqualTo(expected);
      if (actual.repeated()) {
        repeated++;
      } else if (actual.admitted()) {
        admitted++;
        pending.add(new Pending(acquisition, now));
      } else {
        refused++;
      }
      return actual;
    }

    private Demand demand() {
      LimitSpec limit = LIMITS.get(random.nextInt(LIMITS.size()));
      Subject subject = subjects.get(random.nextInt(subjects.size()));
      boolean enforced = random.nextInt(8) > 0;
      return switch (limit.measure()) {
        case REQUESTS ->
            new Demand(limit, subject, 8, random.nextInt(3), TokenWeights.NONE, enforced);
        case CONCURRENCY ->
            new Demand(limit, subject, 5, 1 + random.nextInt(2), TokenWeights.NONE, enforced);
        case COST ->
            new Demand(
                limit,
                subject,
                money(),
                money() / (1 + random.nextInt(20)),
                new TokenWeights(3, 0.15),
                enforced);
        case INPUT_TOKENS ->
            new Demand(limit, subject, tokens(), tokens(), new TokenWeights(1, 0), enforced);
        case OUTPUT_TOKENS ->
            new Demand(limit, subject, tokens(), tokens(), new TokenWeights(0, 1), enforced);
        case TOKENS ->
            new Demand(limit, subject, 100_000, tokens(), new TokenWeights(1, 1), enforced);
      };
    }

    private long tokens() {
      return random.nextInt(10) == 0 ? 0 : random.nextLong(60_000);
    }

    private long money() {
      return random.nextLong(1L << (1 + random.nextInt(40)));
    }

    private void settle(int step) throws Exception {
      boolean again = !reported.isEmpty() && random.nextInt(5) == 0;
      Pending chosen =
          again
              ? reported.get(random.nextInt(reported.size()))
              : pending.remove(pending.size() - 1 - random.nextInt(Math.min(8, pending.size())));
      reported.add(chosen);
      Usage usage =
          new Usage(
              chosen.acquisition.decisionId(), random.nextInt(30_000), random.nextInt(30_000));
      boolean expected = get(model.settle(usage, now));
      assertThat(get(tested.settle(usage, now)))
          .as("seed %d, step %d, at %d: %s", seed, step, now, usage)
          .isEqualTo(expected);
      settled += expected ? 1 : 0;
    }

    private void release() throws Exception {
      Pending newest = pending.removeLast();
      get(model.release(newest.acquisition, newest.at, now));
      get(tested.release(newest.acquisition, newest.at, now));
    }
  }
}
