package dev.weir.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelUseTest {

  @Test
  void whoUsesOneModelHasNotMoved() {
    assertThat(used(100, 1).then(used(200, 1))).isEqualTo(new ModelUse(1, 0, 100));
  }

  @Test
  void whoUsesAnotherHasMovedThen() {
    assertThat(used(100, 1).then(used(200, 2))).isEqualTo(new ModelUse(2, 1, 200));
    assertThat(used(100, 1).then(used(200, 2)).then(used(300, 3)))
        .isEqualTo(new ModelUse(3, 2, 300));
  }

  @Test
  void whoGoesBackAndForthMovedOnce() {
    ModelUse moved = used(100, 1).then(used(200, 2));

    assertThat(moved.then(used(300, 1))).isEqualTo(moved);
    assertThat(moved.then(used(300, 1)).then(used(400, 2))).isEqualTo(moved);
  }

  @Test
  void nothingKnownChangesNothing() {
    ModelUse moved = used(100, 1).then(used(200, 2));

    assertThat(moved.then(ModelUse.NONE)).isEqualTo(moved);
    assertThat(ModelUse.NONE.then(moved)).isEqualTo(moved);
    assertThat(moved.then(moved)).isEqualTo(moved);
  }

  @Test
  void whatIsLearnedLaterSaysWhatWasBefore() {
    ModelUse moved = used(100, 1).then(used(200, 2));

    assertThat(used(300, 2).then(moved)).as("what it moved from").isEqualTo(moved);
    assertThat(moved.then(used(50, 2))).as("when it did").isEqualTo(new ModelUse(2, 1, 50));
  }

  /** Of single requests in the order of time, against what can be read off all of them. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void isWhatCanBeReadOffAllRequests(long seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 500; run++) {
      ModelUse merged = ModelUse.NONE;
      int newest = 0;
      int before = 0;
      long since = 0;
      for (int at = 1; at <= 30; at++) {
        int model = random.nextInt(5);
        merged = merged.then(model == 0 ? ModelUse.NONE : used(at, model));
        if (model != 0 && model != newest && model != before) {
          before = newest;
          newest = model;
          since = at;
        }
        assertThat(merged).as("seed %d", seed).isEqualTo(new ModelUse(newest, before, since));
      }
    }
  }

  private static ModelUse used(long at, int model) {
    return new ModelUse(model, 0, at);
  }
}
