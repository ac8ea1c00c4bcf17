package dev.weir.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a log is exact while it is not full, and errs towards counting too much when it is. */
final class LogCounterTest {
  private static final long WINDOW = 10_000;
  private static final LimitSpec LIMIT =
      new LimitSpec("limit", Measure.TOKENS, Algorithm.EXACT_LOG, WINDOW);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void countsExactlyWhatTheWindowCovers(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    LogCounter log = new LogCounter(LIMIT);
    History history = new History();
    long now = 0;
    for (int i = 0; i < 20_000; i++) {
      // At most 501 moments in a window: more than enough to grow, too few to fill the log.
      now += 20L * random.nextInt(3);
      if (random.nextInt(1_000) == 0) {
        now += random.nextLong(2 * WINDOW);
      }
      long amount = random.nextLong(4);
      long place = log.count(amount, now);
      history.add(now, amount);
      if (random.nextInt(5) == 0) {
        long given = random.nextLong(amount + 1);
        log.giveBack(place, given);
        history.add(now, -given);
      }
      assertThat(log.used(now))
          .as("seed %d, at %d", seed, now)
          .isEqualTo(history.between(now - WINDOW, now));
    }
  }

  @Test
  void countsForOneWindowToTheMillisecond() {
    LogCounter log = new LogCounter(LIMIT);
    log.count(3, 5);
    assertThat(log.used(5 + WINDOW - 1)).isEqualTo(3);
    assertThat(log.used(5 + WINDOW)).isZero();
  }

  @Test
  void countsALaterMomentWhenTheClockGoesBack() {
    LogCounter log = new LogCounter(LIMIT);
    log.count(3, 100);
    assertThat(log.count(2, 40)).isEqualTo(100);
    assertThat(log.used(40)).isEqualTo(5);
    assertThat(log.used(100 + WINDOW - 1)).isEqualTo(5);
  }

  @Test
  void givesNothingBackThatItDoesNotHold() {
    LogCounter log = new LogCounter(LIMIT);
    log.count(3, 100);
    log.giveBack(99, 1);
    log.giveBack(101, 1);
    assertThat(log.used(100)).isEqualTo(3);
    log.giveBack(100, 7);
    log.giveBack(100, 7);
    assertThat(log.used(100)).isZero();
  }

  @Test
  void neverCountsLessWhenItIsFullAndForgetsWithinTwoWindows() {
    LogCounter log = new LogCounter(LIMIT);
    History history = new History();
    long now = 0;
    for (; now < 10 * WINDOW; now++) {
      log.count(1, now);
      history.add(now, 1);
      assertThat(log.used(now))
          .as("at %d", now)
          .isBetween(history.between(now - WINDOW, now), history.between(now - 2 * WINDOW, now));
    }
    assertThat(log.used(now + WINDOW)).isZero();
  }

  @Test
  void holdsAsManySlotsAsALimitCanHave() {
    LimitSpec slots = new LimitSpec("slots", Measure.CONCURRENCY, Algorithm.SLOTS, 60_000);
    LogCounter log = new LogCounter(slots);
    for (int i = 0; i < LimitBounds.MAX_SLOTS; i++) {
      log.count(1, i);
    }
    for (int i = 0; i < LimitBounds.MAX_SLOTS; i++) {
      assertThat(log.used(LimitBounds.MAX_SLOTS)).isEqualTo(LimitBounds.MAX_SLOTS - i);
      log.giveBack(i * 7_919L % LimitBounds.MAX_SLOTS, 1);
    }
    assertThat(log.used(LimitBounds.MAX_SLOTS)).isZero();
  }

  @Test
  void countsAtMostTheLargestCount() {
    LogCounter log = new LogCounter(LIMIT);
    log.count(LimitBounds.MAX_COUNT - 1, 0);
    log.count(LimitBounds.MAX_COUNT, 1);
    assertThat(log.used(1)).isEqualTo(LimitBounds.MAX_COUNT);
    log.count(1, 2);
    assertThat(log.used(2)).isEqualTo(LimitBounds.MAX_COUNT);
  }
}
