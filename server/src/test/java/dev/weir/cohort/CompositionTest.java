package dev.weir.cohort;

import static dev.weir.cohort.Members.doubtful;
import static dev.weir.cohort.Members.drawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CompositionTest {
  private final Population population = Members.population();

  /** The bound of its documentation, at three levels, over 20,000 random draws each. */
  @ParameterizedTest
  @ValueSource(ints = {4, 40, 256})
  void aRandomDrawSeldomScores(int size) {
    SplittableRandom random = new SplittableRandom(size);
    int draws = 20_000;
    int above4 = 0;
    int above7 = 0;
    for (int i = 0; i < draws; i++) {
      double score = Composition.score(draw(size, random), population, 0);
      above4 += score > 4 ? 1 : 0;
      above7 += score > 7 ? 1 : 0;
    }
    assertThat(above4 / (double) draws).isLessThan(size * Math.exp(-4));
    assertThat(above7 / (double) draws).isLessThan(size * Math.exp(-7));
  }

  @Test
  void howeverManyShareATraitItScoresNothingIfTheyAreLikeAll() {
    Sample cohort = Members.sample(256, 100_000, new SplittableRandom(1));

    assertThat(Composition.score(cohort.members(), population, 0)).isLessThan(9);
  }

  @Test
  void fortyFreshUnverifiedAccountsScoreAtOnce() {
    List<Member> members = LongStream.range(0, 40).mapToObj(Members::doubtful).toList();

    assertThat(Composition.score(members, population, 0)).isGreaterThan(100);
  }

  @Test
  void aHandfulAmongMoreOrdinaryOnesStillShows() {
    SplittableRandom random = new SplittableRandom(2);
    List<Member> members =
        IntStream.range(0, 60).mapToObj(i -> i < 15 ? doubtful(i) : drawn(random)).toList();

    assertThat(Composition.score(members, population, 0)).isGreaterThan(20);
  }

  @Test
  void nobodyIsRarerThanOneInAHundred() {
    assertThat(population.share(doubtful(1), 0)).isEqualTo(0.01);
    assertThat(Composition.score(List.of(doubtful(1)), population, 0))
        .isCloseTo(Math.log(100), within(1e-9));
  }

  @Test
  void nobodyScoresNothing() {
    assertThat(Composition.score(List.of(), population, 0)).isZero();
    assertThat(Population.of(Sample.empty(8)).share(doubtful(1), 0)).isEqualTo(1);
  }

  @Test
  void theLikelihoodRatioIsTheBinomials() {
    assertThat(Composition.logLikelihoodRatio(3, 10, 0.1))
        .isCloseTo(3 * Math.log(3) + 7 * Math.log(0.7 / 0.9), within(1e-12));
    assertThat(Composition.logLikelihoodRatio(1, 10, 0.1)).isZero();
    assertThat(Composition.logLikelihoodRatio(10, 10, 1)).isZero();
  }

  private static List<Member> draw(int size, SplittableRandom random) {
    return IntStream.range(0, size).mapToObj(i -> drawn(random)).toList();
  }
}
