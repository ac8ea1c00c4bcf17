package dev.weir.cohort;

import static dev.weir.cohort.Members.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemberTest {
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);

  /** Sightings of one account, each at a time of its own, in any order. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void isWhatCanBeReadOffAllSightingsInAnyOrder(long seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 200; run++) {
      List<Member> seen = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        seen.add(sighting(random, NOW + 7 * HOUR * i));
      }
      Member last = seen.getLast();
      long requests = seen.stream().mapToLong(member -> member.activity().requests()).sum();
      int hours =
          seen.stream()
              .map(Member::activity)
              .filter(activity -> activity.day() == last.activity().day())
              .mapToInt(Activity::hours)
              .reduce(0, (a, b) -> a | b);
      boolean proxied = seen.stream().anyMatch(Member::proxied);
      Collections.shuffle(seen, random);

      assertThat(seen.stream().reduce(Member::merge))
          .as("seed %d, %s", seed, seen)
          .hasValue(
              new Member(
                  7,
                  last.organization(),
                  last.level(),
                  last.createdAt(),
                  last.prepaid(),
                  proxied,
                  NOW,
                  last.lastSeen(),
                  new Activity(requests, last.activity().day(), hours),
                  ModelUse.NONE));
    }
  }

  @Test
  void isNewsWhereItVerifiesOrPaysOtherwise() {
    Member member = Members.member(7, Level.EMAIL, 30, false, false);
    Member later = Members.seen(member, NOW + HOUR);

    assertThat(member.isNews(later)).isFalse();
    assertThat(member.isNews(Members.member(7, Level.PHONE, 30, false, false))).isTrue();
    assertThat(member.isNews(Members.member(7, Level.EMAIL, 30, true, false))).isTrue();
    assertThat(later.isNews(Members.member(7, Level.PHONE, 30, false, false)))
        .as("of before")
        .isFalse();
  }

  @Test
  void anOrganizationAnswersForItsAccounts() {
    assertThat(Members.member(7).owner()).isEqualTo(7);
    assertThat(MemberBuilder.like(Members.member(7)).organization(3).build().owner()).isEqualTo(3);
  }

  @Test
  void isNoYoungerThanItIsOld() {
    assertThat(Members.member(7, Level.EMAIL, 30, false, false).age())
        .isEqualTo(TimeUnit.DAYS.toMillis(30));
    assertThat(Members.member(7, Level.EMAIL, -1, false, false).age()).as("of tomorrow").isZero();
  }

  private static Member sighting(Random random, long at) {
    Level level = List.of(Level.NONE, Level.EMAIL, Level.PAYMENT).get(random.nextInt(3));
    return new Member(
        7,
        random.nextInt(3),
        level,
        NOW - random.nextInt(1_000_000),
        random.nextBoolean(),
        random.nextInt(4) == 0,
        at,
        at,
        new Activity(random.nextInt(1, 100), Activity.day(at), Activity.hour(at)),
        ModelUse.NONE);
  }
}
