package dev.weir.store.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.limit.Usage;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That a store with a memory of its refusals answers as the same store does without one: random
 * acquisitions of several limits, overrides, shares, retries, reports, releases, and a clock that
 * advances, jumps over windows, and at times goes back a little. What was refused from memory says
 * of the limits that it names just what the store says.
 */
final class KnownRefusalsModelTest {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long DAY = 1_440 * MINUTE;
  private static final int TAG = 7;
  private static final List<LimitSpec> LIMITS =
      List.of(
          new LimitSpec("odd", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, 7_919),
          new LimitSpec("minute", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, MINUTE),
          new LimitSpec("day", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, DAY),
          new LimitSpec("log", Measure.REQUESTS, Algorithm.EXACT_LOG, 20 * SECOND),
          new LimitSpec("long_log", Measure.REQUESTS, Algorithm.EXACT_LOG, 10 * MINUTE),
          new LimitSpec("tokens", Measure.TOKENS, Algorithm.SLIDING_WINDOW, MINUTE),
          new LimitSpec("slots", Measure.CONCURRENCY, Algorithm.SLOTS, 30 * SECOND));

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 20);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void answersAsTheStoreDoes(long seed) {
    Run run = new Run(seed);
    for (int step = 0; step < 5_000; step++) {
      run.step(step);
    }
    assertThat(run.admitted).as("seed %d: admitted", seed).isGreaterThan(200);
    assertThat(run.known).as("seed %d: known", seed).isGreaterThan(100);
    assertThat(run.knownNamed).as("seed %d: known, with a retry key", seed).isGreaterThan(5);
    assertThat(run.unknown).as("seed %d: refused by the store", seed).isGreaterThan(200);
    assertThat(run.repeated).as("seed %d: repeated", seed).isGreaterThan(20);
    assertThat(run.released).as("seed %d: released", seed).isGreaterThan(20);
  }

  /** An acquisition that was admitted. */
  private record Pending(Acquisition acquisition, long at) {}

  private static final class Run {
    private final long seed;
    private final SplittableRandom random;
    private final LimitStore plain = memory();
    private final KnownRefusals tested = new KnownRefusals(memory());
    private final List<Pending> pending = new ArrayList<>();

    /** What a retry of each request asks of, by its key. */
    private final Map<String, List<Demand>> requests = new LinkedHashMap<>();

    private long now;
    private int admitted;
    private int known;
    private int knownNamed;
    private int unknown;
    private int repeated;
    private int released;

    Run(long seed) {
      this.seed = seed;
      random = new SplittableRandom(seed);
      now = 1_800_000_000_000L + random.nextLong(DAY);
    }

    private static LimitStore memory() {
      return new MemoryStore(() -> 0, MemoryConfig.defaults()).limits();
    }

    void step(int step) {
      advance();
      int choice = random.nextInt(100);
      if (choice < 90 || pending.isEmpty()) {
        acquire(step);
      } else if (choice < 95) {
        settle();
      } else {
        release();
      }
    }

    private void advance() {
      int choice = random.nextInt(1_000);
      if (choice < 30) {
        now -= random.nextLong(1_500);
      } else if (choice < 900) {
        now += random.nextLong(600);
      } else if (choice < 990) {
        now += random.nextLong(20 * SECOND);
      } else if (choice < 999) {
        now += random.nextLong(5 * MINUTE);
      } else {
        now += random.nextLong(2 * DAY);
      }
    }

    private void acquire(int step) {
      String key = random.nextInt(3) == 0 ? "r" + step : "";
      if (!key.isEmpty() && !requests.isEmpty() && random.nextInt(3) == 0) {
        List<String> keys = List.copyOf(requests.keySet());
        key = keys.get(Math.max(0, keys.size() - 1 - random.nextInt(30)));
      }
      List<Demand> demands = requests.getOrDefault(key, demands());
      Acquisition acquisition =
          new Acquisition(
              DecisionId.create(now, TAG, random), key, demands, MINUTE, Long.MAX_VALUE);
      Outcome expected = get(plain.acquire(acquisition, now));
      Outcome found = tested.find(acquisition, now);
      Outcome actual = found == null ? get(tested.acquire(acquisition, now)) : found;
      String context = "seed " + seed + ", step " + step + ", at " + now + ": " + acquisition;
      if (found == null) {
        assertThat(actual).as(context).isEqualTo(expected);
        count(acquisition, actual);
      } else {
        known++;
        assertThat(expected.admitted()).as(context).isFalse();
        if (expected.repeated()) {
          return;
        }
        assertThat(expected.limits()).as(context).containsAll(actual.limits());
        assertThat(actual.retryAfterMillis(demands))
            .as(context)
            .isPositive()
            .isLessThanOrEqualTo(expected.retryAfterMillis(demands));
        assertThat(actual.limits()).as(context).allMatch(LimitStatus::exceeded);
        // The stores differ by what they remember of it; so nobody asks again.
        knownNamed += key.isEmpty() ? 0 : 1;
        requests.remove(key);
      }
    }

    private void count(Acquisition acquisition, Outcome outcome) {
      if (!acquisition.retryKey().isEmpty()) {
        requests.put(acquisition.retryKey(), acquisition.demands());
      }
      if (outcome.repeated()) {
        repeated++;
      } else if (outcome.admitted()) {
        admitted++;
        pending.add(new Pending(acquisition, now));
      } else {
        unknown++;
      }
    }

    private List<Demand> demands() {
      List<Demand> demands = new ArrayList<>();
      Subject subject = new Subject("account:a" + random.nextInt(2), TAG);
      for (LimitSpec limit : LIMITS) {
        if (random.nextInt(3) == 0 || (limit.equals(LIMITS.getLast()) && demands.isEmpty())) {
          demands.add(demand(limit, subject));
        }
      }
      return demands;
    }

    private Demand demand(LimitSpec limit, Subject subject) {
      boolean enforced = random.nextInt(20) > 0;
      return switch (limit.measure()) {
        case REQUESTS ->
            new Demand(
                limit,
                subject,
                random.nextInt(10) == 0 ? random.nextInt(40) : max(limit),
                random.nextInt(20) == 0 ? random.nextInt(3) : 1,
                TokenWeights.NONE,
                enforced,
                random.nextInt(10) > 0);
        case CONCURRENCY -> new Demand(limit, subject, 30, 1, TokenWeights.NONE, enforced, true);
        default ->
            new Demand(
                limit,
                subject,
                100_000,
                random.nextLong(9_000),
                new TokenWeights(1, 1),
                enforced,
                true);
      };
    }

    private static long max(LimitSpec limit) {
      return limit.windowMillis() == DAY ? 80 : limit.windowMillis() > MINUTE ? 20 : 12;
    }

    private void settle() {
      Pending chosen = pending.remove(random.nextInt(pending.size()));
      Usage usage =
          new Usage(chosen.acquisition.decisionId(), random.nextInt(9_000), random.nextInt(9_000));
      assertThat(get(tested.settle(usage, now))).isEqualTo(get(plain.settle(usage, now)));
    }

    private void release() {
      Pending newest = pending.removeLast();
      get(plain.release(newest.acquisition, newest.at, now));
      get(tested.release(newest.acquisition, newest.at, now));
      requests.remove(newest.acquisition.retryKey());
      released++;
    }

    private static <T> T get(CompletionStage<T> stage) {
      return stage.toCompletableFuture().join();
    }
  }
}
