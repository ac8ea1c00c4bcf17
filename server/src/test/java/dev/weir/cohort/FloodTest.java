package dev.weir.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a flood of values does to the tables of a replica. */
final class FloodTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long DAY = 86_400_000L;
  private static final int MILLION = 1_000_000;

  private final SplittableRandom random = new SplittableRandom(1);

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
}
