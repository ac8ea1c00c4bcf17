package dev.weir.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ShardsTest {
  @Test
  void lieEvenlyApartInACluster() {
    for (int shard = 0; shard < Shards.COUNT; shard++) {
      assertThat(Keys.slot(Shards.tag(shard))).isCloseTo(1_024 * shard + 512, within(2));
    }
  }

  @Test
  void getEqualSharesOfHashesAndOfNumbers() {
    long inFirst = LongStream.range(0, 16_000).filter(hash -> Shards.of(hash) == 0).count();
    assertThat(inFirst).isCloseTo(1_000, within(100L));
    assertThat(Shards.high(-1, 16) >>> 12).isEqualTo(Shards.of(-1));
  }
}
