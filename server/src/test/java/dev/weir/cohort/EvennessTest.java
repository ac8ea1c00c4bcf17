package dev.weir.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EvennessTest {
  /** Of the natural logarithm: the busiest of six people sends about a hundred times as much. */
  private static final double SPREAD = 2;

  private final SplittableRandom random = new SplittableRandom(1);

  @ParameterizedTest
  @ValueSource(ints = {6, 20, 60, 256})
  void peopleSeldomScore(int size) {
    double spread = Evenness.deviation(people(4_096));
    assertThat(spread).isCloseTo(SPREAD, within(0.1));
    int draws = 5_000;
    int above0 = 0;
    int above3 = 0;
    for (int i = 0; i < draws; i++) {
      double score = Evenness.score(people(size), spread);
      above0 += score > 0 ? 1 : 0;
      above3 += score > 3 ? 1 : 0;
    }
    assertThat(above0 / (double) draws).isLessThan(0.1);
    assertThat(above3 / (double) draws).isLessThan(Math.exp(-3));
  }

  @Test
  void whoSendsAsMuchAsTheOthersScores() {
    List<Member> balanced = members(40, () -> random.nextLong(95, 106));

    assertThat(Evenness.score(balanced, SPREAD)).isGreaterThan(40);
    assertThat(Evenness.score(balanced, 0)).as("where all do").isZero();
  }

  @Test
  void onlyTheProportionsCount() {
    long[] requests = random.longs(50, 1_000, 100_000).toArray();
    List<Member> members = members(requests, 1);

    assertThat(Evenness.score(members(requests, 1_000), SPREAD))
        .isCloseTo(Evenness.score(members, SPREAD), within(1e-9));
  }

  @Test
  void isOneWhereAllAreAlikeAndLessTheMoreTheyDiffer() {
    assertThat(Evenness.evenness(members(40, () -> 500))).isEqualTo(1);
    double balanced = Evenness.evenness(members(40, () -> random.nextLong(80, 121)));
    double uneven = Evenness.evenness(people(40));
    assertThat(balanced).isBetween(0.9, 1.0);
    assertThat(uneven).isBetween(0.0, 0.2).isPositive();
  }

  @Test
  void fiveOrThoseWhoWereHardlySeenSayNothing() {
    List<Member> five = members(5, () -> 500);
    assertThat(Evenness.score(five, SPREAD)).isZero();
    assertThat(Evenness.evenness(five)).isZero();
    assertThat(Evenness.score(members(40, () -> 3), SPREAD)).isZero();
    assertThat(Evenness.score(members(40, () -> 4), SPREAD)).isPositive();
  }

  private List<Member> people(int size) {
    return members(size, () -> Math.round(Math.exp(6 + SPREAD * random.nextGaussian())) + 4);
  }

  private static List<Member> members(long[] requests, long times) {
    return IntStream.range(0, requests.length)
        .mapToObj(i -> member(i, times * requests[i]))
        .toList();
  }

  private static List<Member> members(int size, LongSupplier requests) {
    return IntStream.range(0, size).mapToObj(i -> member(i, requests.getAsLong())).toList();
  }

  private static Member member(long id, long requests) {
    return MemberBuilder.like(Members.member(id)).activity(new Activity(requests, 1, 1)).build();
  }
}
