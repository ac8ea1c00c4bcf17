package dev.weir.cohort;

import static dev.weir.cohort.Members.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.cohort.Timing.Moved;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When accounts work, and how they take to new models. */
final class TimingTest {
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);
  private static final long DAY = TimeUnit.DAYS.toMillis(1);
  private static final int TODAY = Activity.day(NOW);
  private static final int OLD_MODEL = 5;
  private static final int NEW_MODEL = 9;

  /** When the new model came: long after anybody was first seen. */
  private static final long LAUNCH = NOW - 3 * DAY;

  private final SplittableRandom random = new SplittableRandom(1);

  /**
   * People of three time zones, each of whom works some hours in a row, with or without breaks: of
   * random draws, e^-s at most reach a score of s, but for what draws differ by.
   */
  @ParameterizedTest
  @CsvSource({
    "6, 1, 4096",
    "20, 1, 4096",
    "60, 1, 4096",
    "256, 1, 4096",
    "6, 0.7, 4096",
    "20, 0.7, 4096",
    "60, 0.7, 4096",
    "256, 0.7, 4096",
    "20, 1, 240",
    "256, 1, 240",
    "20, 0.7, 240",
    "256, 0.7, 240"
  })
  void peopleWhoKeepHoursOfTheirOwnSeldomScore(int size, double busy, int all) {
    Timing timing = Timing.of(people(all, busy));
    int draws = 5_000;
    int[] reach = new int[9];
    for (int i = 0; i < draws; i++) {
      double score = timing.synchrony(people(size, busy));
      for (int nats = 1; nats < reach.length; nats++) {
        reach[nats] += score >= nats ? 1 : 0;
      }
    }
    for (int nats = 1; nats < reach.length; nats++) {
      double bound = Math.exp(-nats);
      assertThat(reach[nats] / (double) draws)
          .as("%d nats", nats)
          .isLessThan(bound + 3 * Math.sqrt(bound / draws));
    }
  }

  /** A program runs when most are awake, when few are, for an hour, or every other hour. */
  @ParameterizedTest
  @ValueSource(ints = {0b111 << 20, 0b111 << 6, 0b1, 0xaa_aaaa})
  void whoIsDrivenByOneProgramScores(int hours) {
    Timing timing = Timing.of(people(4_096, 1));

    assertThat(timing.synchrony(active(20, TODAY, hours))).isGreaterThan(14);
    assertThat(timing.synchrony(active(200, TODAY, hours))).isGreaterThan(200);
  }

  @Test
  void whereAllKeepTheSameHoursNobodyScores() {
    Timing timing = Timing.of(active(4_096, TODAY, 0b1111 << 9));

    assertThat(timing.synchrony(active(200, TODAY, 0b1111 << 9))).isZero();
    assertThat(timing.synchrony(active(200, TODAY, 0b1111 << 3))).isGreaterThan(200);
  }

  /** In an hour in which next to nobody is expected, one is far off, and still only one. */
  @ParameterizedTest
  @ValueSource(ints = {6, 20, 200})
  void oneNightWorkerChangesNothing(int size) {
    Timing timing = Timing.of(active(4_096, TODAY, 0b1111 << 9));
    List<Member> members =
        Stream.concat(
                active(size - 1, TODAY, 0b1111 << 9).stream(), active(1, TODAY, 1 << 2).stream())
            .toList();

    assertThat(timing.synchrony(members)).isZero();
  }

  @Test
  void aFewOrADayThatFewAreKnownOfSayNothing() {
    Timing timing = Timing.of(people(4_096, 1));

    assertThat(timing.synchrony(active(5, TODAY, 0b111))).isZero();
    assertThat(timing.synchrony(active(6, TODAY, 0b111))).isPositive();
    assertThat(timing.synchrony(active(200, TODAY - 2, 1))).as("of another day").isZero();
    assertThat(timing.synchrony(List.of())).isZero();
    assertThat(Timing.of(people(239, 1)).synchrony(active(200, TODAY, 1))).isZero();
    assertThat(Timing.of(people(240, 1)).synchrony(active(200, TODAY, 1))).isPositive();
  }

  /** What all did yesterday is known once they are seen today, and of some not yet. */
  @Test
  void theDayBeforeTheLatestCountsToo() {
    List<Member> all =
        Stream.concat(
                people(2_000, 1).stream(),
                people(2_000, 1).stream()
                    .map(member -> with(member, TODAY - 1, member.activity().hours())))
            .toList();
    List<Member> members =
        Stream.concat(active(30, TODAY - 1, 0b111).stream(), people(2, 1).stream()).toList();

    assertThat(Timing.of(all).synchrony(members)).isGreaterThan(14);
  }

  /** The bound of Chernoff, at three levels, over draws of which as many move as of all. */
  @ParameterizedTest
  @CsvSource({"6, 0.1", "40, 0.1", "256, 0.1", "40, 0.5"})
  void aRandomDrawSeldomPivots(int size, double moves) {
    Timing timing = Timing.of(users(4_096, moves));
    assertThat(timing.moved()).isCloseTo(moves, within(0.03));
    int draws = 5_000;
    int[] above = new int[3];
    for (int i = 0; i < draws; i++) {
      double score = timing.pivot(timing.moved(users(size, moves)));
      for (int nats = 2; nats <= 4; nats++) {
        above[nats - 2] += score > nats ? 1 : 0;
      }
    }
    for (int nats = 2; nats <= 4; nats++) {
      double bound = Math.exp(-nats);
      assertThat(above[nats - 2] / (double) draws)
          .as("above %d", nats)
          .isLessThan(bound + 3 * Math.sqrt(bound / draws));
    }
  }

  @Test
  void whoMovesAllAtOnceToANewModelScores() {
    Timing timing = Timing.of(users(4_096, 0.1));
    Moved moved = timing.moved(users(40, 1));

    assertThat(moved.share()).isEqualTo(1);
    assertThat(timing.pivot(moved)).isCloseTo(40 * -Math.log(timing.moved()), within(1e-9));
    assertThat(timing.pivot(moved)).isGreaterThan(80);
  }

  @Test
  void whereAllMoveNobodyScores() {
    Timing timing = Timing.of(users(4_096, 1));

    assertThat(timing.moved()).isEqualTo(1);
    assertThat(timing.pivot(timing.moved(users(200, 1)))).isZero();
    assertThat(timing.pivot(timing.moved(users(200, 0.5)))).as("nor who stays").isZero();
  }

  /** Where next to nobody moves, one in fifty is taken to. */
  @Test
  void twoPercentAreExpectedToMoveAtLeast() {
    Timing timing = Timing.of(Stream.concat(users(4_096, 0).stream(), movers(6)).toList());

    assertThat(timing.moved()).isBetween(0.001, 0.002);
    assertThat(timing.pivot(new Moved(40, 40))).isCloseTo(40 * Math.log(50), within(1e-9));
  }

  @Test
  void whoComesLaterOrStaysLessOrIsGoneWhenItComesHasNotMoved() {
    Timing timing = Timing.of(users(4_096, 0.1));
    Member mover = user(OLD_MODEL, NEW_MODEL, LAUNCH + HOUR, LAUNCH - 5 * DAY, NOW);
    Member late = user(OLD_MODEL, NEW_MODEL, LAUNCH + 2 * DAY, LAUNCH - 5 * DAY, NOW);
    Member newcomer = user(OLD_MODEL, NEW_MODEL, LAUNCH + 2 * HOUR, LAUNCH + HOUR, NOW);
    Member gone = user(0, OLD_MODEL, LAUNCH - 5 * DAY, LAUNCH - 5 * DAY, LAUNCH + HOUR);
    Member stays = user(0, OLD_MODEL, LAUNCH - 5 * DAY, LAUNCH - 5 * DAY, NOW);

    assertThat(timing.moved(List.of(mover, late, newcomer, gone, stays)))
        .isEqualTo(new Moved(3, 1));
  }

  @Test
  void fiveWhoMoveSayNothing() {
    Timing timing = Timing.of(users(4_096, 0.1));

    assertThat(timing.pivot(timing.moved(users(5, 1)))).isZero();
    assertThat(timing.pivot(timing.moved(users(6, 1)))).isPositive();
  }

  @Test
  void aModelThatWasThereBeforeAnybodyWasSeenWasNotLaunched() {
    List<Member> members =
        Collections.nCopies(100, user(OLD_MODEL, NEW_MODEL, LAUNCH, LAUNCH - HOUR, NOW));
    Timing timing = Timing.of(members);

    assertThat(timing.moved()).isZero();
    assertThat(timing.moved(members)).isEqualTo(new Moved(0, 0));
  }

  private List<Member> people(int count, double busy) {
    return members(count, i -> with(Members.drawn(random), TODAY, hours(busy)));
  }

  /** Returns the hours of somebody, who is at work in a share of them. */
  private int hours(double busy) {
    double zone = random.nextDouble();
    int noon = zone < 0.5 ? 20 : zone < 0.8 ? 12 : 4;
    int begins = (int) Math.round(noon - 4 + 2 * random.nextGaussian());
    int length = random.nextInt(1, 13);
    int hours = 1 << Math.floorMod(begins, Activity.HOURS);
    for (int i = 1; i < length; i++) {
      boolean works = random.nextDouble() < busy;
      hours |= works ? 1 << Math.floorMod(begins + i, Activity.HOURS) : 0;
    }
    return hours;
  }

  private List<Member> active(int count, int day, int hours) {
    return members(count, i -> with(Members.drawn(random), day, hours));
  }

  private static Member with(Member member, int day, int hours) {
    return MemberBuilder.like(member).activity(new Activity(10, day, hours)).build();
  }

  /** Returns users of an old model, of whom a share moves to the new one on the day it comes. */
  private List<Member> users(int count, double moves) {
    return members(
        count,
        i ->
            random.nextDouble() < moves
                ? user(
                    OLD_MODEL,
                    NEW_MODEL,
                    LAUNCH + random.nextLong(i == 0 ? 1 : DAY),
                    LAUNCH - 5 * DAY,
                    NOW)
                : user(0, OLD_MODEL, LAUNCH - 5 * DAY, LAUNCH - 5 * DAY, NOW));
  }

  private Stream<Member> movers(int count) {
    return users(count, 1).stream();
  }

  private Member user(int before, int newest, long since, long firstSeen, long lastSeen) {
    Member drawn = Members.drawn(random);
    return new Member(
        drawn.id(),
        0,
        drawn.level(),
        drawn.createdAt(),
        drawn.prepaid(),
        drawn.proxied(),
        firstSeen,
        lastSeen,
        new Activity(10, TODAY, 1),
        new ModelUse(newest, before, since));
  }

  private static List<Member> members(int count, Function<Integer, Member> make) {
    return IntStream.range(0, count).boxed().map(make).toList();
  }
}
