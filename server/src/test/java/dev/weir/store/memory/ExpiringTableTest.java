package dev.weir.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExpiringTableTest {
  private static final long SLACK = ExpiringTable.SLACK_MILLIS;

  private final Population population = new Population(1_000);
  private final ExpiringTable<Item> table = new ExpiringTable<>(population);

  private static final class Item extends ExpiringTable.Entry {
    private final long expiresAt;

    Item(String key, long expiresAt) {
      super(key);
      this.expiresAt = expiresAt;
    }

    @Override
    long expiresAt() {
      return expiresAt;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void holdsWhatAMapHoldsAndDropsOnlyWhatExpired(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Item> expected = new HashMap<>();
    for (int step = 0; step < 20_000; step++) {
      long now = step;
      String key = "k" + random.nextInt(200);
      switch (random.nextInt(3)) {
        case 0 -> {
          Item item = new Item(key, now + random.nextLong(500) - SLACK);
          table.put(item);
          expected.put(key, item);
        }
        case 1 -> {
          Item held = table.get(key);
          assertThat(table.remove(key)).as("seed %d, step %d", seed, step).isSameAs(held);
          expected.remove(key);
        }
        default -> table.tidy(now);
      }
      expected
          .entrySet()
          .removeIf(
              entry ->
                  entry.getValue().expiresAt() + SLACK <= now && table.get(entry.getKey()) == null);
      assertThat(population.size()).as("seed %d, step %d", seed, step).isEqualTo(expected.size());
      assertThat(table.get(key)).as("seed %d, step %d", seed, step).isSameAs(expected.get(key));
    }
    expected.forEach((key, item) -> assertThat(table.get(key)).isSameAs(item));
    assertThat(population.evictions()).isZero();
  }

  @Test
  void keepsExpiredEntriesForAsLongAsAClockMayGoBack() {
    table.put(new Item("a", 100));
    table.tidy(100 + SLACK - 1);
    assertThat(table.get("a")).isNotNull();
    table.put(new Item("b", 1_000_000));
    table.tidy(100 + SLACK);
    assertThat(table.get("a")).isNull();
    assertThat(table.get("b")).isNotNull();
  }

  @Test
  void forgetsInStepWithWhatIsAdded() {
    for (int i = 0; i < 100_000; i++) {
      table.put(new Item("k" + i, i + 100 - SLACK));
      table.tidy(i);
      // 100 entries are alive at any moment, and a third of the table at most has expired.
      assertThat(population.size()).isLessThanOrEqualTo(155);
    }
    assertThat(population.evictions()).isZero();
  }

  @Test
  void makesRoomByWhatExpiresSoonestOfASample() {
    for (int i = 0; i < 1_000; i++) {
      table.put(new Item("long" + i, 1_000_000));
    }
    for (int i = 0; i < 5; i++) {
      table.put(new Item("short" + i, 100_000 + i));
    }
    table.tidy(0);
    assertThat(population.size()).isEqualTo(1_000);
    assertThat(population.evictions()).isEqualTo(5);
  }

  @Test
  void evictsTheOnesThatExpireSoonerMoreOften() {
    for (int i = 0; i < 1_000; i++) {
      table.put(new Item("k" + i, i % 2 == 0 ? 1_000_000 : 500_000));
    }
    for (int i = 0; i < 300; i++) {
      table.put(new Item("new" + i, 1_000_000));
      table.tidy(0);
    }
    long longer = 0;
    for (int i = 0; i < 1_000; i += 2) {
      longer += table.get("k" + i) == null ? 1 : 0;
    }
    assertThat(population.evictions()).isEqualTo(300);
    assertThat(longer).isLessThan(30);
  }
}
