package dev.weir.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.cohort.Activity;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.Member;
import dev.weir.cohort.ModelUse;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SinglesTest {
  private static final int MOST = 800;

  private final Singles singles = new Singles(MOST);
  private final SplittableRandom random = new SplittableRandom(11);

  @Test
  void whatIsFoundIsWhatWasPutLast() {
    Map<Cohort.Key, Member> model = new HashMap<>();
    int found = 0;
    for (int i = 0; i < 100_000; i++) {
      Cohort.Key key = key(random.nextInt(3 * MOST));
      Member member = singles.take(key);
      if (member != null) {
        found++;
        assertThat(member).isSameAs(model.get(key));
        assertThat(singles.find(key)).isNull();
      }
      if (random.nextInt(4) > 0) {
        Member put = member(i);
        singles.put(key, put);
        model.put(key, put);
        assertThat(singles.find(key)).isSameAs(put);
      }
    }
    assertThat(found).as("a third of all fits, and of that some").isBetween(15_000, 33_000);
  }

  @Test
  void itHoldsAsManyAsItSays() {
    IntStream.range(0, 100 * MOST).forEach(i -> singles.put(key(i), member(i)));
    long held = IntStream.range(0, 100 * MOST).filter(i -> singles.find(key(i)) != null).count();
    assertThat(held).isEqualTo(MOST);
    assertThat(IntStream.range(100 * MOST - 100, 100 * MOST).filter(this::isHeld).count())
        .as("nearly all of the last are there")
        .isGreaterThan(95);
  }

  @Test
  void oneValueOfTwoTraitsIsTwoCohorts() {
    Cohort.Key card = new Cohort.Key("card", 7);
    Cohort.Key device = new Cohort.Key("device", 7);
    singles.put(card, member(1));
    singles.put(device, member(2));
    assertThat(singles.take(card)).isEqualTo(member(1));
    assertThat(singles.find(card)).isNull();
    assertThat(singles.find(device)).isEqualTo(member(2));
  }

  private boolean isHeld(int value) {
    return singles.find(key(value)) != null;
  }

  private static Cohort.Key key(int value) {
    return new Cohort.Key("device", value);
  }

  private static Member member(long id) {
    return new Member(
        id, 0, Level.NONE, 0, false, false, 1, 1, new Activity(1, 1, 1), ModelUse.NONE);
  }
}
