package dev.weir.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That the waits that a counter tells are exact, to the millisecond, in any state that it can be
 * in.
 */
final class CounterWaitTest {
  private static final long DAY = LimitBounds.MAX_FINE_WINDOW_MILLIS;

  static Stream<Arguments> limitsAndSeeds() {
    List<LimitSpec> limits =
        List.of(
            new LimitSpec("second", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, 1_000),
            new LimitSpec("odd", Measure.TOKENS, Algorithm.SLIDING_WINDOW, 7_919),
            new LimitSpec("minute", Measure.TOKENS, Algorithm.SLIDING_WINDOW, 60_000),
            new LimitSpec("day", Measure.COST, Algorithm.SLIDING_WINDOW, DAY),
            new LimitSpec("month", Measure.COST, Algorithm.SLIDING_WINDOW, 30 * DAY),
            new LimitSpec("year", Measure.COST, Algorithm.SLIDING_WINDOW, 366 * DAY),
            new LimitSpec("log", Measure.REQUESTS, Algorithm.EXACT_LOG, 10_000),
            new LimitSpec("slots", Measure.CONCURRENCY, Algorithm.SLOTS, 30_000));
    List<Arguments> arguments = new ArrayList<>();
    for (LimitSpec limit : limits) {
      for (long seed = 1; seed <= 4; seed++) {
        arguments.add(Arguments.of(limit, seed));
      }
    }
    return arguments.stream();
  }

  @ParameterizedTest
  @MethodSource("limitsAndSeeds")
  void fitsAfterRetryAfterAndNotSooner(LimitSpec limit, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      Scene scene = new Scene(limit, random);
      if (scene.counter.fits(scene.demand, scene.now)) {
        continue;
      }
      refused++;
      long wait = scene.counter.status(scene.demand, true, scene.now).retryAfterMillis();
      String context = "seed " + seed + ", " + scene + ", retry after " + wait;
      assertThat(wait).as(context).isPositive();
      assertThat(scene.fitsAfter(wait)).as(context).isTrue();
      assertThat(scene.fitsAfter(wait - 1)).as(context).isFalse();
      assertThat(scene.fitsAfter(Math.min(wait - 1, wait * 98 / 100))).as(context).isFalse();
    }
    assertThat(refused).isGreaterThan(500);
  }

  @ParameterizedTest
  @MethodSource("limitsAndSeeds")
  void usesNothingAfterResetAndSomethingBefore(LimitSpec limit, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 3_000; i++) {
      Scene scene = new Scene(limit, random);
      long reset = scene.counter.status(scene.demand, false, scene.now).resetAfterMillis();
      String context = "seed " + seed + ", " + scene + ", reset after " + reset;
      assertThat(scene.counter.used(scene.now + reset)).as(context).isZero();
      if (reset > 0) {
        assertThat(scene.counter.used(scene.now + reset - 1)).as(context).isPositive();
        assertThat(scene.counter.forgottenAt())
            .as(context)
            .isGreaterThanOrEqualTo(scene.now + reset);
      }
    }
  }

  @Test
  void neverFitsWhereMoreIsAskedThanTheLimit() {
    LimitSpec limit = new LimitSpec("limit", Measure.TOKENS, Algorithm.SLIDING_WINDOW, 1_000);
    Demand demand = new Demand(limit, new Subject("s", 0), 10, 11, new TokenWeights(1, 1), true);
    assertThat(Counter.unused(demand).retryAfterMillis()).isEqualTo(LimitStatus.NEVER);
    Counter counter = Counter.of(limit);
    counter.count(5, 0);
    assertThat(counter.status(demand, true, 0).retryAfterMillis()).isEqualTo(LimitStatus.NEVER);
  }

  /**
   * A counter in some state, and a demand on it at some moment, perhaps before the latest that was
   * counted.
   */
  private static final class Scene {
    private final Counter counter;
    private final Demand demand;
    private final long now;

    Scene(LimitSpec limit, SplittableRandom random) {
      long window = limit.windowMillis();
      long largest = Math.min(limit.highestMax(), 1L << (1 + random.nextInt(50)));
      long max = random.nextLong(largest + 1);
      counter = Counter.of(limit);
      long at = 1_800_000_000_000L + random.nextLong(window);
      for (int i = random.nextInt(12); i > 0; i--) {
        at += random.nextLong(1 + window / (1 + random.nextInt(20)));
        long place = counter.count(random.nextLong(max + 1) / (1 + random.nextInt(6)), at);
        if (random.nextInt(4) == 0) {
          counter.giveBack(place, random.nextLong(max + 1));
        }
      }
      now = at + random.nextLong(window) - random.nextLong(1 + window / 4);
      long amount = random.nextLong(max + 1);
      demand = new Demand(limit, new Subject("s", 0), max, amount, TokenWeights.NONE, true);
    }

    boolean fitsAfter(long wait) {
      return counter.fits(demand, now + wait);
    }

    @Override
    public String toString() {
      return demand + " at " + now + " with " + counter.used(now) + " used";
    }
  }
}
