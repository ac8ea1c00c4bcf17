package dev.weir.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.Judgement;
import dev.weir.store.memory.CohortTable.Slot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SlotIndexTest {
  /** Of one value each three cohorts, which are neighbours for certain. */
  private static final List<String> TRAITS = List.of("card", "device", "ip");

  private final SlotIndex index = new SlotIndex();
  private final Map<Cohort.Key, Slot> model = new HashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void itHoldsWhatAMapHolds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int step = 0; step < 200_000; step++) {
      // At first it grows, and in the end it is nearly empty.
      boolean puts = random.nextInt(200_000) > step;
      Cohort.Key key = key(random);
      if (puts) {
        Slot slot = new Slot(Judgement.none(key, step));
        index.put(slot);
        model.put(key, slot);
      } else {
        index.remove(key);
        model.remove(key);
      }
      Cohort.Key other = key(random);
      assertThat(index.find(key)).as("seed %d, step %d", seed, step).isSameAs(model.get(key));
      assertThat(index.find(other)).as("seed %d, step %d", seed, step).isSameAs(model.get(other));
      assertThat(index.size()).as("seed %d, step %d", seed, step).isEqualTo(model.size());
    }
    model.forEach((key, slot) -> assertThat(index.find(key)).as("seed %d", seed).isSameAs(slot));
  }

  /** Values from -1 on: 0 stands for an empty place inside, and -1 for 0. */
  private static Cohort.Key key(SplittableRandom random) {
    return new Cohort.Key(TRAITS.get(random.nextInt(TRAITS.size())), random.nextInt(700) - 1);
  }
}
