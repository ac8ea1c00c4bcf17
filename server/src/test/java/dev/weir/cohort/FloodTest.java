package dev.weir.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a flood does to a replica, and to what it compares cohorts with. */
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
  void whatManyShowIsWrittenAtOnce() {
    Scene scene = Scene.of(300);
    int writes = scene.watched.writes();
    flood(1_000).forEach(scene::call);
    Scene.join(scene.cohorts.learn(scene.now()));
    assertThat(scene.watched.writes()).isEqualTo(writes + 1);
  }

  /**
   * Nine of ten are doubtful, which hides 30 who share a prompt, until those were gone for a month.
   */
  @Test
  void aFloodThatIsOverHidesNothingAMonthLater() {
    Scene scene = Scene.of(300);
    flood(2_700).forEach(scene::call);
    scene.step();
    scene.advance(31 * Scene.MINUTE);
    pool("during").forEach(scene::call);
    scene.step();
    assertThat(scene.standing("prompt", "during")).isEqualTo(Standing.OBSERVED);

    scene.days(32);
    pool("after").forEach(scene::call);
    scene.step();
    assertThat(scene.standing("prompt", "after")).isEqualTo(Standing.PROBING);
  }

  private static List<Guest> flood(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Guest.doubtful("flood " + i, "card of flood " + i, Scene.START))
        .toList();
  }

  private static List<Guest> pool(String prompt) {
    return IntStream.range(0, 30)
        .mapToObj(i -> Guest.doubtful(prompt + " " + i, "card of " + prompt + " " + i, Scene.START))
        .map(guest -> guest.withPrompt(prompt))
        .toList();
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
