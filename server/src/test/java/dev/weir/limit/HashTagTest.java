package dev.weir.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HashTagTest {

  @ParameterizedTest
  @CsvSource({"'',6591", "o1,2480", "a1,2100", "acme,9822", "organization-ä,12429"})
  void staysTheSameOverReleases(String owner, int tag) {
    assertThat(HashTag.of(owner)).isEqualTo(tag);
  }

  @Test
  void spreadsOwnersEvenly() {
    int owners = 4 * HashTag.COUNT;
    int[] counts = new int[HashTag.COUNT];
    for (int i = 0; i < owners; i++) {
      counts[HashTag.of("organization-" + i)]++;
    }
    double chiSquared = 0;
    for (int count : counts) {
      chiSquared += (count - 4.0) * (count - 4.0) / 4.0;
    }
    // A random spread has 16,383 ± 181.
    assertThat(chiSquared).isBetween(16_383 - 5 * 181.0, 16_383 + 5 * 181.0);
  }
}
