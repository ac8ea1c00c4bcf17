package dev.weir.store.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.Counter;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What several replicas with leases admit together: random loads that come and go, limits that
 * refuse besides, releases, and slices that are granted late. A counter that sees what is admitted,
 * and nothing that was taken in advance, tells what the same limit would do without a lease.
 */
final class LeasedLimitsModelTest {
  private static final int TAG = 7;
  private static final int REPLICAS = 3;
  private static final long LEASE = 40;
  private static final long MAX = 400;
  private static final Subject SUBJECT = new Subject("account:a1", TAG);
  private static final LimitSpec SLOTS =
      new LimitSpec("slots", Measure.CONCURRENCY, Algorithm.SLOTS, 1_000);

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 8);
  }

  /** The bound: nothing more than without a lease, in any window. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void admitsNothingThatWouldNotBeAdmittedWithoutALease(long seed) {
    Run run = new Run(seed, List.of(MAX));
    for (int step = 0; step < 10_000; step++) {
      run.step();
    }
    assertThat(run.beyond).as("seed %d: admitted beyond the max", seed).isEmpty();
    run.assertNothingIsLost();
    assertThat(run.decided()).as("seed %d: by slices", seed).isGreaterThan(500);
    assertThat(run.refused).as("seed %d: refused", seed).isGreaterThan(100);
    assertThat(run.released).as("seed %d: released", seed).isGreaterThan(100);
  }

  /**
   * Where another max, or a request that counts whatever is used, can use up what a slice was taken
   * of: once it did, no more is admitted than was unspent then.
   */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void admitsNoMoreThanWhatIsUnspentWhereTheMaxFalls(long seed) {
    Run run = new Run(seed, List.of(MAX, MAX / 2, MAX + 150));
    for (int step = 0; step < 10_000; step++) {
      run.step();
      run.beyond.forEach(
          (max, admitted) ->
              assertThat(admitted)
                  .as("seed %d: admitted beyond %d", seed, max)
                  .isLessThanOrEqualTo(REPLICAS * LEASE));
    }
    run.assertNothingIsLost();
    assertThat(run.mostBeyond).as("seed %d: most beyond the max", seed).isPositive();
  }

  /** Limits without a lease are the store's alone. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void answersAsTheStoreWithoutALease(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    LimitStore plain = new MemoryStore(() -> 0, MemoryConfig.defaults()).limits();
    LimitStore store = new MemoryStore(() -> 0, MemoryConfig.defaults()).limits();
    LeasedLimits tested = new LeasedLimits(store, store::acquire, Ticker.disabledTicker());
    LimitSpec limit = window(10_000);
    long now = 1_800_000_000_000L;
    for (int step = 0; step < 3_000; step++) {
      now += random.nextLong(50);
      Demand demand = new Demand(limit, SUBJECT, MAX, 1, TokenWeights.NONE, true);
      String retryKey = random.nextInt(3) == 0 ? "r" + random.nextInt(step + 1) : "";
      Acquisition acquisition =
          new Acquisition(
              DecisionId.create(now, TAG, random),
              retryKey,
              List.of(demand),
              1_000,
              Long.MAX_VALUE);
      assertThat(get(tested.acquire(acquisition, now)))
          .as("seed %d, step %d", seed, step)
          .isEqualTo(get(plain.acquire(acquisition, now)));
    }
  }

  private static LimitSpec window(long millis) {
    return new LimitSpec("requests", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, millis);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  /** An acquisition that was admitted, and where. */
  private record Pending(Acquisition acquisition, LeasedLimits replica, long at) {}

  private static final class Run {
    private final long seed;
    private final SplittableRandom random;
    private final LimitSpec limit;
    private final List<Long> maxes;
    private final Ledger shared = new Ledger(this::answered);
    private final List<LeasedLimits> replicas = new ArrayList<>();
    private final List<Runnable> slices = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();

    /** What the limit counts of what is admitted. */
    private final Counter admitted;

    /** What was admitted beyond each max since the store last had room under it. */
    private final Map<Long, Long> beyond = new HashMap<>();

    private long now;
    private int pace = 1;
    private long mostBeyond;
    private int refused;
    private int released;

    Run(long seed, List<Long> maxes) {
      this.seed = seed;
      this.maxes = maxes;
      random = new SplittableRandom(seed);
      limit = window(random.nextBoolean() ? 1_000 : 7_919);
      admitted = Counter.of(limit);
      now = 1_800_000_000_000L + random.nextLong(10_000);
      for (int i = 0; i < REPLICAS; i++) {
        replicas.add(new LeasedLimits(shared, this::lend, Ticker.disabledTicker()));
      }
    }

    long decided() {
      return replicas.stream().mapToLong(LeasedLimits::decided).sum();
    }

    void step() {
      advance();
      int choice = random.nextInt(100);
      if (choice < 3 && !pending.isEmpty()) {
        release();
      } else if (choice < 8) {
        replicas.get(random.nextInt(REPLICAS)).tidy(now);
      } else if (choice < 12 && !slices.isEmpty()) {
        slices.remove(random.nextInt(slices.size())).run();
      } else {
        acquire();
      }
      assertThat(unspent())
          .as("seed %d, at %d: unspent", seed, now)
          .isLessThanOrEqualTo(REPLICAS * LEASE * maxes.size());
    }

    private void advance() {
      if (random.nextInt(300) == 0) {
        pace = random.nextInt(4) == 0 ? 30 : 1 + random.nextInt(4);
      }
      now += random.nextInt(2_000) == 0 ? random.nextLong(20_000) : random.nextLong(pace);
    }

    private CompletionStage<Outcome> lend(Acquisition slice, long at) {
      CompletionStage<Outcome> outcome = shared.acquire(slice, at);
      if (random.nextInt(4) > 0) {
        return outcome;
      }
      CompletableFuture<Outcome> later = new CompletableFuture<>();
      slices.add(() -> later.complete(get(outcome)));
      return later;
    }

    /** The store grants under a max only what has room under it. */
    private void answered(Acquisition acquisition, Outcome outcome) {
      Demand demand = acquisition.demands().getFirst();
      if (outcome.admitted() && demand.limit().equals(limit) && demand.enforced()) {
        beyond.remove(demand.max());
      }
    }

    private void acquire() {
      long max = maxes.get(random.nextInt(maxes.size()));
      Demand leased = new Demand(limit, SUBJECT, max, 1, TokenWeights.NONE, true).withLease(LEASE);
      boolean counts = maxes.size() > 1 && random.nextInt(20) == 0;
      List<Demand> demands = new ArrayList<>(List.of(counts ? leased.unenforced() : leased));
      if (random.nextInt(5) == 0) {
        demands.add(new Demand(SLOTS, SUBJECT, 20, 1, TokenWeights.NONE, true));
      }
      Acquisition acquisition =
          new Acquisition(DecisionId.create(now, TAG, random), "", demands, 60_000, Long.MAX_VALUE);
      boolean fits = admitted.fits(leased, now);
      LeasedLimits replica = replicas.get(random.nextInt(REPLICAS));
      Outcome outcome = get(replica.acquire(acquisition, now));
      if (outcome.admitted()) {
        admitted.count(1, now);
        pending.add(new Pending(acquisition, replica, now));
        if (!fits && !counts) {
          mostBeyond = Math.max(mostBeyond, beyond.merge(max, 1L, Long::sum));
        }
      } else if (outcome.exceeded(limit.name())) {
        refused++;
        assertThat(admitted.used(now) + REPLICAS * LEASE * maxes.size() + 2)
            .as("seed %d, at %d: refused though there was room", seed, now)
            .isGreaterThan(max);
      }
    }

    private void release() {
      Pending newest = pending.removeLast();
      get(newest.replica.release(newest.acquisition, newest.at, now));
      admitted.giveBack(admitted.place(newest.at), 1);
      released++;
    }

    private long unspent() {
      return replicas.stream().mapToLong(LeasedLimits::unspent).sum();
    }

    /** When all is given back, the store counts what was admitted and nothing else. */
    void assertNothingIsLost() {
      slices.forEach(Runnable::run);
      long later = now + limit.windowMillis() / 10;
      replicas.forEach(replica -> replica.tidy(later));
      Demand nothing = new Demand(limit, SUBJECT, 100_000, 0, TokenWeights.NONE, true);
      Acquisition look =
          new Acquisition(
              DecisionId.create(later, TAG, random), "", List.of(nothing), 0, Long.MAX_VALUE);
      assertThat(100_000 - get(shared.acquire(look, later)).limits().getFirst().remaining())
          .as("seed %d: used, in the store", seed)
          .isEqualTo(admitted.used(later));
    }
  }
}
