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
    return new Member(id, Level.EMAIL, NOW - 400 * DAY, false, false, NOW, NOW, 1, 0, false);
  }

  /** Returns a fresh, unverified member on a prepaid card. */
  static Member doubtful(long id) {
    return new Member(id, Level.NONE, NOW - DAY, true, false, NOW, NOW, 1, 0, false);
  }

  static Member asked(Member member, long at) {
    return with(member, member.level(), at, false);
  }

  static Member passed(Member member) {
    return with(member, Level.IDENTITY, 0, true);
  }

  private static Member with(Member member, Level level, long askedAt, boolean passed) {
    return new Member(
        member.id(),
        level,
        member.createdAt(),
        member.prepaid(),
        member.proxied(),
        member.firstSeen(),
        member.lastSeen(),
        0,
        askedAt,
        passed);
  }

  /** Returns one whose every respect is drawn by itself: 31 % below PHONE, 8 % new, 5 % prepaid. */
  static Member drawn(SplittableRandom random) {
    double verified = random.nextDouble();
    Level level =
        verified < 0.06
            ? Level.NONE
            : verified < 0.31 ? Level.EMAIL : verified < 0.6 ? Level.PHONE : Level.PAYMENT;
    long age = random.nextDouble() < 0.08 ? random.nextLong(30) : 30 + random.nextLong(900);
    return new Member(
        random.nextLong(),
        level,
        NOW - age * DAY,
        random.nextDouble() < 0.05,
        random.nextDouble() < 0.03,
        NOW,
        NOW,
        1,
        0,
        false);
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
