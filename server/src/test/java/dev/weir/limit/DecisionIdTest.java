package dev.weir.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecisionIdTest {
  private static final RandomGenerator ONES = () -> -1L;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void carriesItsTag(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 10_000; i++) {
      int tag = random.nextInt(HashTag.COUNT);
      long now = random.nextLong(1L << 48);
      assertThat(DecisionId.tag(DecisionId.create(now, tag, random)))
          .as("seed %d", seed)
          .isEqualTo(tag);
    }
  }

  @Test
  void staysTheSameOverReleases() {
    assertThat(DecisionId.create(0, 0, () -> 0L)).isEqualTo("00000000000000000000000000");
    assertThat(DecisionId.create((1L << 48) - 1, HashTag.COUNT - 1, ONES))
        .isEqualTo("7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
    assertThat(DecisionId.create(1_800_000_000_000L, 9_822, () -> 0x0123456789abcdefL))
        .isEqualTo("01MCC5RM00WSF028T5CY4TQKFF");
    assertThat(DecisionId.tag("01MCC5RM00WSF028T5CY4TQKFF")).isEqualTo(9_822);
  }

  @Test
  void sortsByTime() {
    SplittableRandom random = new SplittableRandom(1);
    List<String> ids = new ArrayList<>();
    for (long now = 1_800_000_000_000L; now < 1_800_000_001_000L; now++) {
      ids.add(DecisionId.create(now, random.nextInt(HashTag.COUNT), random));
    }
    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "d1",
        "0000000000000000000000000",
        "000000000000000000000000000",
        "80000000000000000000000000",
        "0000000000000000000000000u",
        "000000000000000000000000-0",
        "0000000000000I000000000000",
        "0000000000000000000000000ä",
        "00000000000000000000000東00"
      })
  void hasNoTagWhereItIsNoId(String text) {
    assertThat(DecisionId.tag(text)).isEqualTo(-1);
  }
}
