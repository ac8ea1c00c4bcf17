package dev.weir.cohort;

import static dev.weir.cohort.Scene.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cohort.LiveCohorts.Room;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read of what was written later than it says. */
final class LateNewsTest {
  /** What is written stands under the time at which its writer began, which may be long ago. */
  @Test
  void whatWasBegunTwoMinutesAgoIsReadWithinAMinute() {
    Scene scene = Scene.of(1);
    scene.advance(MINUTE);
    long least = Long.MAX_VALUE;
    int far = 0;
    for (int second = 1; second <= 60; second++) {
      long before = scene.now();
      scene.advance(1_000);
      long overlap = before - scene.watched.since();
      assertThat(overlap).isGreaterThanOrEqualTo(5_000);
      far += overlap >= 2 * MINUTE ? 1 : 0;
      least = Math.min(least, overlap);
    }
    assertThat(far).as("once a minute").isEqualTo(1);
    assertThat(least).as("else no more than clocks differ").isEqualTo(5_000);
  }

  @Test
  void whatIsWrittenLateInMemoryHidesNothingAndIsRead() {
    Scene scene = Scene.of(300);
    LiveCohorts other = scene.replica(Room.USUAL);
    Scene.join(other.refresh(scene.now()));
    long begun = scene.now();
    scene.advance(20_000);
    Scene.join(other.refresh(scene.now()));
    Cohort.Key first = scene.hash.cohort("card", "first");
    Cohort.Key late = scene.hash.cohort("card", "late");
    Scene.join(scene.store.dispose(List.of(blocked(first, scene.now())), scene.now()));
    Scene.join(scene.store.dispose(List.of(blocked(late, begun)), begun));

    scene.advance(500);
    Scene.join(other.refresh(scene.now()));

    assertThat(other.held()).containsEntry(Standing.BLOCKED, 2);
  }

  private static Judgement blocked(Cohort.Key key, long at) {
    return Judgement.none(key, at).dispose(Standing.BLOCKED, "ann", at);
  }
}
