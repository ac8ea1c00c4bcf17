package dev.weir.cohort;

import static dev.weir.cohort.Members.NOW;
import static dev.weir.cohort.Members.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.account.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SampleTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void keepsTheSmallestIdsInWhateverOrderTheyCome(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TreeSet<Long> ids = new TreeSet<>(Long::compareUnsigned);
    List<Long> order = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      long id = random.nextLong();
      ids.add(id);
      order.add(id);
      order.add(id);
    }
    Collections.shuffle(order, new Random(seed));

    Sample sample = Sample.empty(32);
    for (long id : order) {
      sample = sample.with(member(id));
    }

    assertThat(sample.members())
        .extracting(Member::id)
        .containsExactlyElementsOf(ids.stream().limit(32).toList());
    assertThat(sample.isComplete()).isFalse();
  }

  @Test
  void countsExactlyWhileItHoldsAll() {
    Sample sample = Sample.empty(4);
    for (long id = 1; id <= 4; id++) {
      sample = sample.with(member(id * 1_000)).with(member(id * 1_000));
    }
    assertThat(sample.distinct()).isEqualTo(4);
    assertThat(sample.isComplete()).isTrue();
  }

  /** 40 cohorts of 20,000 by 256: the mean is off by 6 % / √40, so 3 % is more than three sigma. */
  @Test
  void estimatesHowManyThereAreWithoutBias() {
    SplittableRandom random = new SplittableRandom(1);
    double sum = 0;
    double squares = 0;
    int cohorts = 40;
    for (int i = 0; i < cohorts; i++) {
      Sample sample = Sample.empty(256);
      for (int j = 0; j < 20_000; j++) {
        sample = sample.with(member(random.nextLong()));
      }
      double ratio = sample.distinct() / 20_000;
      sum += ratio;
      squares += (ratio - 1) * (ratio - 1);
    }
    assertThat(sum / cohorts).isCloseTo(1, within(0.03));
    assertThat(Math.sqrt(squares / cohorts)).isBetween(0.04, 0.085);
  }

  @Test
  void mergesSightingsInAnyOrder() {
    Member first =
        new Member(
            9, 3, Level.EMAIL, 5, false, true, NOW, NOW, new Activity(3, 20, 0b11), use(7, NOW));
    Member later =
        new Member(
            9,
            3,
            Level.PHONE,
            5,
            false,
            false,
            NOW + 9,
            NOW + 9,
            new Activity(4, 20, 0b100),
            use(8, NOW + 9));
    Member merged =
        new Member(
            9,
            3,
            Level.PHONE,
            5,
            false,
            true,
            NOW,
            NOW + 9,
            new Activity(7, 20, 0b111),
            new ModelUse(8, 7, NOW + 9));

    assertThat(first.merge(later)).isEqualTo(merged);
    assertThat(later.merge(first)).isEqualTo(merged);
    assertThat(Sample.empty(2).with(first).with(later).members()).containsExactly(merged);
  }

  @Test
  void forgetsWhoWasNotSeenForLong() {
    Sample sample = Sample.empty(8).with(member(1)).with(seenAt(2, NOW - 10)).with(member(3));

    assertThat(sample.since(NOW - 9).members()).extracting(Member::id).containsExactly(1L, 3L);
    assertThat(sample.since(NOW - 10)).isSameAs(sample);
  }

  @Test
  void keepsItsEstimateWhenPartOfItIsForgotten() {
    SplittableRandom random = new SplittableRandom(3);
    Sample sample = Sample.empty(256);
    for (int i = 0; i < 40_000; i++) {
      sample = sample.with(seenAt(random.nextLong(), i % 4 == 0 ? NOW : NOW - 10));
    }
    assertThat(sample.since(NOW).distinct()).isCloseTo(10_000, within(3_000.0));
  }

  @Test
  void resemblesItselfAndNobodyElse() {
    SplittableRandom random = new SplittableRandom(4);
    Sample one = Members.sample(64, 1_000, random);
    Sample other = Members.sample(64, 1_000, random);

    assertThat(one.resemblance(one)).isEqualTo(1);
    assertThat(one.resemblance(other)).isZero();
    assertThat(Sample.empty(4).resemblance(Sample.empty(4))).isZero();
    assertThat(one.resemblance(Sample.empty(64))).isZero();
  }

  @Test
  void tellsHowMuchTwoCohortsHaveInCommon() {
    SplittableRandom random = new SplittableRandom(5);
    Sample one = Sample.empty(256);
    Sample other = Sample.empty(256);
    for (int i = 0; i < 9_000; i++) {
      Member member = member(random.nextLong());
      one = i < 6_000 ? one.with(member) : one;
      other = i >= 3_000 ? other.with(member) : other;
    }
    // A third of 9,000, within four standard errors of 256 draws.
    assertThat(one.resemblance(other)).isCloseTo(1 / 3.0, within(0.12));
    assertThat(one.resemblance(other)).isEqualTo(other.resemblance(one));
  }

  private static Member seenAt(long id, long at) {
    return Members.seen(Members.member(id), at);
  }

  private static ModelUse use(int model, long since) {
    return new ModelUse(model, 0, since);
  }
}
