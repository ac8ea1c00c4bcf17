package dev.weir.cohort;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TraitHashTest {
  private static final int CHOSEN = 1 << 14;
  private static final TraitHash HASH =
      TraitHash.keyed("0123456789abcdef0123456789abcdef".getBytes(UTF_8));

  /** Texts of {@code Aa} and {@code BB}, of which any two of one length have one hash in Java. */
  @Test
  void valuesThatWereChosenToCollideDoNot() {
    Set<Integer> ofJava = new HashSet<>();
    Set<Long> hashes = new HashSet<>();
    int[] buckets = new int[256];
    for (int i = 0; i < CHOSEN; i++) {
      String chosen = chosen(i);
      ofJava.add(chosen.hashCode());
      long hash = HASH.of("device", chosen);
      hashes.add(hash);
      buckets[(int) hash & 255]++;
    }
    assertThat(ofJava).hasSize(1);
    assertThat(hashes).hasSize(CHOSEN);
    // 64 on average, with a standard deviation of 8.
    assertThat(IntStream.of(buckets).max().orElseThrow()).isLessThan(64 + 6 * 8);
  }

  @Test
  void whoDoesNotKnowTheKeyCannotFindAValueByTrying() {
    TraitHash other = TraitHash.keyed(new byte[32]);
    for (int i = 0; i < 1_000; i++) {
      assertThat(HASH.of("card", "fp_" + i)).isNotEqualTo(other.of("card", "fp_" + i));
      assertThat(HASH.account("a" + i)).isNotEqualTo(other.account("a" + i));
    }
    assertThat(HASH.fingerprint()).isNotEqualTo(other.fingerprint());
  }

  @Test
  void oneValueOfTwoTraitsIsTwoCohorts() {
    assertThat(HASH.of("card", "1")).isNotEqualTo(HASH.of("device", "1"));
    assertThat(HASH.of("car", "d1")).isNotEqualTo(HASH.of("card", "1"));
  }

  private static String chosen(int number) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < 14; bit++) {
      text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return text.toString();
  }
}
