package dev.weir.cohort;

import dev.weir.account.Level;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Members of cohorts, as tests need them. */
final class Members {
  static final long NOW = 1_800_000_000_000L;
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  private Members() {}

  static Member member(long id) {
    return member(id, Level.EMAIL, 400, false, false);
  }

  /** Returns a fresh, unverified member on a prepaid card. */
  static Member doubtful(long id) {
    return member(id, Level.NONE, 1, true, false);
  }

  static Member member(long id, Level level, long ageDays, boolean prepaid, boolean proxied) {
    return new Member(
        id,
        0,
        level,
        NOW - ageDays * DAY,
        prepaid,
        proxied,
        NOW,
        NOW,
        Activity.at(NOW),
        ModelUse.NONE);
  }

  static Member seen(Member member, long at) {
    return MemberBuilder.like(member).seen(at).activity(Activity.at(at)).build();
  }

  /** Returns a {@link Person} whose every respect is drawn by itself: 5 % are prepaid. */
  static Member drawn(SplittableRandom random) {
    Person person = Person.drawn(random);
    return member(
        random.nextLong(),
        person.level(),
        person.ageDays(),
        random.nextDouble() < 0.05,
        random.nextDouble() < 0.03);
  }

  static Sample sample(int capacity, int size, SplittableRandom random) {
    return IntStream.range(0, size)
        .mapToObj(i -> drawn(random))
        .reduce(Sample.empty(capacity), Sample::with, (a, b) -> a);
  }

  static Population population() {
    return Population.of(sample(4_096, 20_000, new SplittableRandom(7)));
  }
}
