package dev.weir.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That the sliding window counter is exact in whole numbers, and as far from an exact log as the
 * docs say.
 */
final class WindowCounterTest {
  private static final long WINDOW = 1_000;
  private static final LimitSpec LIMIT =
      new LimitSpec("limit", Measure.TOKENS, Algorithm.SLIDING_WINDOW, WINDOW);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void sharesExactly(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 50_000; i++) {
      long units = 1_000 + random.nextLong(LimitBounds.MAX_FINE_WINDOW_MILLIS - 999);
      long remaining = random.nextLong(units + 1);
      long count = random.nextLong(LimitBounds.MAX_COUNT >> random.nextInt(50));
      BigInteger[] exact =
          BigInteger.valueOf(count)
              .multiply(BigInteger.valueOf(remaining))
              .divideAndRemainder(BigInteger.valueOf(units));
      assertThat(WindowCounter.share(count, remaining, units))
          .as("seed %d: %d * %d / %d", seed, count, remaining, units)
          .isEqualTo(exact[0].longValueExact() + exact[1].signum());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void sharesTheSameInDoubles(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 100_000; i++) {
      // The largest products are where rounding would show first.
      long units =
          LimitBounds.MAX_FINE_WINDOW_MILLIS
              - random.nextLong(random.nextBoolean() ? 3 : 8_000_000);
      long remaining = units - random.nextLong(random.nextBoolean() ? 3 : units);
      long count = random.nextLong(LimitBounds.MAX_COUNT >> random.nextInt(50));
      assertThat(shareInDoubles(count, remaining, units))
          .as("seed %d: %d * %d / %d", seed, count, remaining, units)
          .isEqualTo(WindowCounter.share(count, remaining, units));
    }
  }

  /** Computes the share as a script does that knows no numbers but doubles. */
  private static long shareInDoubles(long exactCount, long exactRemaining, long exactUnits) {
    double count = (double) exactCount;
    double remaining = (double) exactRemaining;
    double units = (double) exactUnits;
    double whole = Math.floor(count / units);
    double rest = count - whole * units;
    return (long) (whole * remaining + Math.floor((rest * remaining + units - 1) / units));
  }

  @Test
  void keepsEveryProductBelowTheLargestExactDouble() {
    long fine = LimitBounds.MAX_FINE_WINDOW_MILLIS;
    long coarse = LimitBounds.MAX_WINDOW_MILLIS / 1_000;
    assertThat(fine * fine + 2 * fine).isLessThan(1L << 53);
    assertThat(coarse).isLessThan(fine);
    assertThat(3 * LimitBounds.MAX_COUNT).isLessThan(1L << 53);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void staysWithinItsBoundOfAnExactLog(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long max = 1 + random.nextLong(300);
    WindowCounter counter = new WindowCounter(LIMIT);
    History history = new History();
    long now = 0;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextInt(100) == 0 ? random.nextLong(2 * WINDOW) : random.nextLong(6);
      long bucket = now / WINDOW;
      long previous = history.between((bucket - 1) * WINDOW - 1, bucket * WINDOW - 1);
      long elapsed = now - bucket * WINDOW;
      long error = history.between(now - WINDOW, now) - counter.used(now);

      assertThat(error * WINDOW)
          .as("seed %d, at %d: what the log has more than the counter", seed, now)
          .isLessThanOrEqualTo(elapsed * previous);
      assertThat(-error * WINDOW)
          .as("seed %d, at %d: what the counter has more than the log", seed, now)
          .isLessThan((WINDOW - elapsed) * previous + WINDOW);

      long amount = 1 + random.nextLong(Math.max(1, max / 4));
      if (counter.used(now) + amount <= max) {
        counter.count(amount, now);
        history.add(now, amount);
        assertThat(history.between(now - WINDOW, now))
            .as("seed %d, at %d: admitted in one window", seed, now)
            .isLessThan(2 * max);
      }
    }
  }

  @Test
  void admitsAlmostTwiceTheLimitInTheWorstWindow() {
    WindowCounter counter = new WindowCounter(LIMIT);
    History history = new History();
    counter.count(1_000, WINDOW - 1);
    history.add(WINDOW - 1, 1_000);
    for (long now = WINDOW; now < 2 * WINDOW - 1; now++) {
      while (counter.used(now) < 1_000) {
        counter.count(1, now);
        history.add(now, 1);
      }
    }
    assertThat(history.between(WINDOW - 2, 2 * WINDOW - 2)).isEqualTo(1_998);
  }

  @Test
  void admitsNeverMoreThanTheLimitInABucket() {
    WindowCounter counter = new WindowCounter(LIMIT);
    SplittableRandom random = new SplittableRandom(1);
    long[] admitted = new long[100];
    for (long now = 0; now < 100 * WINDOW; now += 1 + random.nextLong(3)) {
      if (counter.used(now) < 100) {
        counter.count(1, now);
        admitted[(int) (now / WINDOW)]++;
      }
    }
    assertThat(LongStream.of(admitted).max()).hasValue(100);
  }

  @Test
  void givesBackToTheBucketThatCountedAndToNoOther() {
    WindowCounter counter = new WindowCounter(LIMIT);
    long first = counter.count(10, 0);
    long second = counter.count(20, WINDOW);
    counter.giveBack(first, 4);
    assertThat(counter.used(WINDOW)).isEqualTo(26);
    counter.giveBack(second, 5);
    assertThat(counter.used(WINDOW)).isEqualTo(21);
    counter.giveBack(first, 100);
    assertThat(counter.used(WINDOW)).isEqualTo(15);
    counter.giveBack(first - 1, 5);
    counter.giveBack(second + 1, 5);
    assertThat(counter.used(WINDOW)).isEqualTo(15);
  }

  @Test
  void countsAtMostTheLargestCount() {
    WindowCounter counter = new WindowCounter(LIMIT);
    counter.count(LimitBounds.MAX_COUNT, 0);
    counter.count(LimitBounds.MAX_COUNT, 0);
    assertThat(counter.used(0)).isEqualTo(LimitBounds.MAX_COUNT);
  }
}
