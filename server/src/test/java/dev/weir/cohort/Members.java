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
    return new Member(
        member.id(),
        member.organization(),
        member.level(),
        member.createdAt(),
        member.prepaid(),
        member.proxied(),
        at,
        at,
        Activity.at(at),
        member.models());
  }

  static Member of(Member member, int organization) {
    return new Member(
        member.id(),
        organization,
        member.level(),
        member.createdAt(),
        member.prepaid(),
        member.proxied(),
        member.firstSeen(),
        member.lastSeen(),
        member.activity(),
        member.models());
  }

  static Member with(Member member, Activity activity, ModelUse models) {
    return new Member(
        member.id(),
        member.organization(),
        member.level(),
        member.createdAt(),
        member.prepaid(),
        member.proxied(),
        member.firstSeen(),
        member.lastSeen(),
        activity,
        models);
  }

  /** Returns one whose every respect is drawn by itself: 31 % below PHONE, 8 % new, 5 % prepaid. */
  static Member drawn(SplittableRandom random) {
    double verified = random.nextDouble();
    Level level =
        verified < 0.06
            ? Level.NONE
            : verified < 0.31 ? Level.EMAIL : verified < 0.6 ? Level.PHONE : Level.PAYMENT;
    long age = random.nextDouble() < 0.08 ? random.nextLong(30) : 30 + random.nextLong(900);
    return member(
        random.nextLong(), level, age, random.nextDouble() < 0.05, random.nextDouble() < 0.03);
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
