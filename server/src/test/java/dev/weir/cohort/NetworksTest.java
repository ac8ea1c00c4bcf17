package dev.weir.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NetworksTest {
  private static final int ACCOUNTS = 2_000;

  private final Networks networks = new Networks(1 << 16);
  private final SplittableRandom random = new SplittableRandom(5);

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "4, 0, 0", "7, 0, 0", "9, 20, 80", "16, 99, 100", "60, 100, 100"})
  void whoComesFromManyNetworksInADayIsTold(int seen, int least, int most) {
    long many = IntStream.range(0, ACCOUNTS).filter(account -> isMany(seen, 3)).count();
    assertThat(100.0 * many / ACCOUNTS).isBetween((double) least, (double) most);
  }

  @Test
  void fromHowFewItComesItMayComeOften() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(networks.add(77, i % 6, false, 1)).isFalse();
    }
  }

  @Test
  void eachDayIsCountedAnew() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(networks.add(77, random.nextLong(), false, i / 5)).isFalse();
    }
  }

  @Test
  void whoWasBehindAProxyIsForTheRestOfTheDay() {
    assertThat(networks.add(77, 1, false, 1)).isFalse();
    assertThat(networks.add(77, 2, true, 1)).isTrue();
    assertThat(networks.add(77, 1, false, 1)).isTrue();
    assertThat(networks.add(77, 1, false, 2)).isFalse();
  }

  @Test
  void aFloodOfAccountsTakesPlacesButNoMore() {
    Networks few = new Networks(1 << 4);
    for (int i = 0; i < 100_000; i++) {
      assertThat(few.add(random.nextLong(), random.nextLong(), false, 1)).isFalse();
    }
    assertThatThrownBy(() -> new Networks(12)).hasMessageContaining("a power of 2");
  }

  private boolean isMany(int seen, int day) {
    long account = random.nextLong();
    boolean many = false;
    for (int i = 0; i < seen; i++) {
      many = networks.add(account, random.nextLong(), false, day);
    }
    return many;
  }
}
