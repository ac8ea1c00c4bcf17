package dev.weir.cohort;

import static dev.weir.cohort.Scene.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.cohort.LiveCohorts.Room;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of those who share something, from the first request to the last. */
final class CampaignLifeTest {
  private static final int POOL = 60;
  private static final int COURSE = 80;
  private static final String CARD = "the card";
  private static final String PROMPT = "the prompt";

  private final Scene scene = Scene.of(600);
  private final List<Guest> pool =
      IntStream.range(0, POOL)
          .mapToObj(i -> Guest.doubtful("bot " + i, CARD, scene.now()))
          .toList();

  /** A course at a university: new accounts, one prompt, a card of their own each. */
  private final List<Guest> course = new ArrayList<>();

  CampaignLifeTest() {
    for (int i = 0; i < COURSE; i++) {
      Guest student = Guest.doubtful("student " + i, "card of student " + i, scene.now());
      course.add(student.withPrompt(PROMPT));
    }
  }

  @Test
  void nothingIsHeldOfThreeWhoShareACard() {
    pool.subList(0, 3).forEach(scene::call);
    scene.step();

    assertThat(scene.standing("card", CARD)).isEqualTo(Standing.OBSERVED);
    assertThat(scene.call(pool.getFirst())).isEqualTo(Regard.NONE);
  }

  @Test
  void fewAreAskedAtFirstAndAllWhoProvedTooLittleAreSlowedWhereTheseAreSilent() {
    pool.forEach(scene::call);
    assertThat(scene.asked()).isEmpty();
    scene.step();
    assertThat(scene.standing("card", CARD)).isEqualTo(Standing.PROBING);

    List<Regard> regards = round(MINUTE / 60);
    assertThat(scene.asked()).hasSizeBetween(3, 9);
    assertThat(regards).noneMatch(Regard::slow).noneMatch(Regard::campaign);
    assertThat(regards).allMatch(regard -> regard.is(Standing.PROBING));

    for (int minute = 0; minute < 40 && !regards.getFirst().slow(); minute++) {
      regards = round(MINUTE / POOL);
    }
    regards = round(MINUTE / 60 / POOL);
    assertThat(regards).allMatch(Regard::slow).noneMatch(Regard::campaign);
    assertThat(scene.call(pool.getFirst().at(Level.PAYMENT)).slow()).isFalse();
    assertThat(scene.call(pool.getFirst().at(Level.IDENTITY)).ask()).isFalse();
  }

  @Test
  void whoIsAskedLaterThanTheFirstFewIsAskedOnlyForTheSilenceOfThese() {
    probe();
    round(MINUTE / 60);
    round(MINUTE / 60);
    int first = scene.asked().size();

    for (int i = 0; i < 18; i++) {
      round(MINUTE / POOL);
    }
    assertThat(scene.asked()).as("no one waited for 20 minutes yet").hasSize(first);
  }

  @Test
  void silenceConfirmsACampaignBeforeManyAreAskedAndThenAllAre() {
    confirm();
    assertThat(scene.now() - Scene.START).isLessThan(90 * MINUTE);
    assertThat(scene.asked()).hasSizeLessThanOrEqualTo(24);

    List<Regard> regards = round(MINUTE / POOL);
    assertThat(regards).allMatch(Regard::ask).allMatch(Regard::campaign);
    assertThat(regards).noneMatch(Regard::slow);
    assertThat(scene.asked()).hasSize(POOL);
  }

  @ParameterizedTest
  @EnumSource(Level.class)
  void aMemberOfACampaignIsAskedUntilItHasProvedAnIdentity(Level level) {
    confirm();
    boolean enough = level.compareTo(Level.IDENTITY) >= 0;
    Guest member = pool.getLast();
    scene.call(member);
    scene.advance(MINUTE);
    scene.cohorts.answered(member.id(), level, scene.now());
    scene.advance(MINUTE);

    Regard regard = scene.call(member.at(level));
    assertThat(regard.ask()).isEqualTo(!enough);
    assertThat(regard.askedAt() > 0).as("still silent").isEqualTo(!enough);
    assertThat(regard.is(Standing.CONFIRMED)).as("it is still seen with the card").isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 60, 89})
  void whoReplacesACampaignIsAskedFromItsFirstRequestOn(int days) {
    confirm();
    scene.days(days);

    Regard regard = scene.call(Guest.doubtful("new bot", CARD, scene.now()));
    assertThat(regard.ask()).isTrue();
    assertThat(regard.campaign()).isTrue();
    assertThat(regard.askedAt()).as("it was never asked before").isZero();
  }

  @Test
  void aCampaignIsForgottenWhenItsCardWasNotSeenForNinetyDays() {
    confirm();
    scene.days(91);

    assertThat(scene.call(Guest.doubtful("new owner", CARD, scene.now()))).isEqualTo(Regard.NONE);
    assertThat(Scene.join(scene.store.judgements(0))).isEmpty();
  }

  @Test
  void eachReplacementIsRememberedForNinetyDaysMore() {
    confirm();
    scene.days(60);
    scene.call(Guest.doubtful("new bot", CARD, scene.now()));
    scene.days(60);

    assertThat(scene.call(Guest.doubtful("newer bot", CARD, scene.now())).campaign()).isTrue();
  }

  @Test
  void aCourseThatAnswersIsAskedByAFewAndThenLeftAlone() {
    List<Guest> students = answers(course, 0.85, 1);
    assertThat(scene.standing("prompt", PROMPT)).isEqualTo(Standing.CLEARED);
    int asked = scene.asked().size();
    assertThat(asked).isBetween(1, COURSE / 8);

    for (int day = 0; day < 6; day++) {
      for (Guest student : students) {
        Regard regard = scene.call(student);
        assertThat(regard.ask()).as("%s on day %d", student.id(), day).isFalse();
        assertThat(regard.slow()).as("%s on day %d", student.id(), day).isFalse();
      }
      scene.days(1);
    }
    assertThat(scene.asked()).hasSize(asked);
  }

  /** Its members' answers count for a month, so nobody need be asked when the week is over. */
  @Test
  void aCourseThatAnsweredIsNotAskedAgainWhileItsAnswersCount() {
    List<Guest> students = answers(course, 1, 2);
    int asked = scene.asked().size();
    for (int day = 0; day < 20; day++) {
      students.forEach(scene::call);
      scene.days(1);
    }
    assertThat(scene.asked()).hasSize(asked);
  }

  /** That somebody can pay is no answer to why so many pay by one card. */
  @Test
  void whoSharesACardIsAskedWhoItIsAndNotForAnotherPayment() {
    probe();
    List<Regard> regards = round(MINUTE / 60);
    assertThat(regards)
        .filteredOn(Regard::ask)
        .extracting(Regard::asked)
        .containsOnly(Level.IDENTITY);
    Guest member = find(scene.asked().iterator().next()).at(Level.PAYMENT);
    scene.cohorts.answered(member.id(), Level.PAYMENT, scene.now());
    scene.advance(MINUTE);

    assertThat(scene.call(member).asked()).isEqualTo(Level.IDENTITY);
    assertThat(Scene.join(scene.store.answers(0))).allMatch(Answer::isSilent);
  }

  /** An identity that has expired since does not make a member worth asking again. */
  @Test
  void whoAnsweredIsNotChosenAgainWhileOthersAre() {
    probe();
    round(MINUTE / 60);
    Guest member = find(scene.asked().iterator().next());
    scene.cohorts.answered(member.id(), Level.IDENTITY, scene.now());
    scene.advance(MINUTE);

    for (int i = 0; i < 25; i++) {
      assertThat(scene.call(member).ask()).as("minute %d", i).isFalse();
      round(MINUTE / POOL, Set.of(member.id()));
    }
    assertThat(scene.standing("card", CARD)).isEqualTo(Standing.PROBING);
    assertThat(scene.asked()).as("others are").hasSizeGreaterThan(3);
  }

  /** Silence is counted from the first time, whatever is asked since and by whom. */
  @Test
  void howLongAMemberIsSilentDoesNotStartAnew() {
    probe();
    Map<String, Long> first = new HashMap<>();
    for (int i = 0; i < 90; i++) {
      for (Guest member : pool) {
        Regard regard = scene.call(member);
        if (regard.ask()) {
          long expected = first.getOrDefault(member.id(), 0L);
          assertThat(regard.askedAt()).as("%s, minute %d", member.id(), i).isEqualTo(expected);
          first.putIfAbsent(member.id(), scene.now());
        }
      }
      scene.advance(MINUTE);
    }
    assertThat(scene.standing("card", CARD)).isEqualTo(Standing.CONFIRMED);
    assertThat(first).hasSize(POOL);
  }

  /** Once it is clear that a crowd is none, so are those who were asked and never answered. */
  @Test
  void whoNeverAnsweredForACrowdThatIsClearedIsAskedNoMore() {
    List<Guest> students = answers(course, 0.7, 4);
    assertThat(scene.standing("prompt", PROMPT)).isEqualTo(Standing.CLEARED);
    List<Guest> silent =
        students.stream()
            .filter(student -> scene.asked().contains(student.id()))
            .filter(student -> student.level() == Level.EMAIL)
            .toList();

    assertThat(silent).isNotEmpty();
    assertThat(silent).noneMatch(student -> scene.call(student).ask());
  }

  /** The time that it was silent about the course does not count. */
  @Test
  void whoIsAskedForAnotherCampaignLaterHasTheFullTimeToAnswer() {
    answers(course, 0.7, 4);
    Guest silent =
        course.stream()
            .filter(student -> scene.asked().contains(student.id()))
            .filter(student -> isSilent(student))
            .findFirst()
            .orElseThrow();
    confirm();
    Guest member = silent.withCard(CARD);
    LiveCohorts other = scene.replica(Room.USUAL);
    Scene.join(other.refresh(scene.now()));
    Regard before = other.meet(member.seen(scene.now()));
    assertThat(before.campaign()).isTrue();
    assertThat(before.askedAt()).as("what it was asked before has lapsed").isZero();

    long asked = scene.now();
    assertThat(scene.call(member).askedAt()).isZero();
    scene.advance(MINUTE);
    Scene.join(other.refresh(scene.now()));
    assertThat(scene.call(member).askedAt()).isEqualTo(asked);
    assertThat(other.meet(member.seen(scene.now())).askedAt()).isEqualTo(asked);
  }

  private boolean isSilent(Guest guest) {
    return Scene.join(scene.store.answers(0)).stream()
        .anyMatch(
            answer -> answer.account() == scene.hash.account(guest.id()) && answer.isSilent());
  }

  @Test
  void aCrowdLikeAllOthersIsNeverAsked() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 300; i++) {
      Guest guest = Guest.alone("somebody " + i, random, scene.now());
      scene.call(guest.withPrompt(PROMPT));
      scene.advance(MINUTE / 10);
    }
    scene.days(2);

    assertThat(scene.standing("prompt", PROMPT)).isEqualTo(Standing.OBSERVED);
    assertThat(scene.asked()).isEmpty();
  }

  private void probe() {
    pool.forEach(scene::call);
    scene.step();
    assertThat(scene.standing("card", CARD)).isEqualTo(Standing.PROBING);
  }

  /** Lets the pool call for as long as it takes, and nobody answer. */
  private void confirm() {
    probe();
    for (int i = 0; i < 120 * POOL && scene.standing("card", CARD) == Standing.PROBING; i++) {
      scene.call(pool.get(i % POOL));
      scene.advance(MINUTE / POOL);
    }
    assertThat(scene.standing("card", CARD)).isEqualTo(Standing.CONFIRMED);
  }

  private List<Regard> round(long pause) {
    return round(pause, Set.of());
  }

  /** Lets each of the pool call once, a pause apart. */
  private List<Regard> round(long pause, Set<String> without) {
    List<Regard> regards = new ArrayList<>();
    for (Guest member : pool) {
      if (!without.contains(member.id())) {
        regards.add(scene.call(member));
        scene.advance(pause);
      }
    }
    return regards;
  }

  private Guest find(String id) {
    return pool.stream().filter(member -> member.id().equals(id)).findFirst().orElseThrow();
  }

  /** Lets a crowd call each minute, and a share of those who are asked answer ten minutes later. */
  private List<Guest> answers(List<Guest> crowd, double share, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Guest> members = new ArrayList<>(crowd);
    Map<Integer, Long> answersAt = new HashMap<>();
    for (int minute = 0; minute < 300; minute++) {
      for (int i = 0; i < members.size(); i++) {
        if (scene.call(members.get(i)).ask() && !answersAt.containsKey(i)) {
          boolean passes = random.nextDouble() < share;
          answersAt.put(i, passes ? scene.now() + 10 * MINUTE : Long.MAX_VALUE);
        }
        if (answersAt.getOrDefault(i, Long.MAX_VALUE) <= scene.now()) {
          answersAt.remove(i);
          members.set(i, members.get(i).at(Level.PAYMENT));
          scene.cohorts.answered(members.get(i).id(), Level.PAYMENT, scene.now());
        }
      }
      scene.advance(MINUTE);
    }
    return members;
  }
}
