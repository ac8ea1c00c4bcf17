package dev.weir.store.redis;

import dev.weir.account.Level;
import dev.weir.cohort.Activity;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Member;
import dev.weir.cohort.ModelUse;
import dev.weir.cohort.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** Samples and their members as {@code observe.lua} has them. */
final class SampleCodec {
  /** How many bytes a member takes. */
  static final int MEMBER_BYTES = 31;

  private static final int HEAD_BYTES = 13;
  private static final long SECOND = TimeUnit.SECONDS.toMillis(1);
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);
  private static final long MOST_SECONDS = 0xffff_ffffL;
  private static final int PREPAID = 8;
  private static final int PROXIED = 16;
  private static final int DAY_BEFORE = 32;
  private static final int MOST_DAYS = 7;
  private static final int MOST_AGE = 0xffff;
  private static final int MOST_HOURS = 0xfff;
  private static final int HOURS_BITS = 12;

  /** By their order, which is part of the stored form. */
  private static final List<Level> LEVELS = List.of(Level.values());

  private SampleCodec() {}

  static void write(Member member, Packed.Writer to) {
    long last = member.lastSeen();
    Activity activity = member.activity();
    ModelUse models = member.models();
    int days = Math.clamp(Activity.day(last) - activity.day(), 0, MOST_DAYS);
    int flags =
        LEVELS.indexOf(member.level())
            | (member.prepaid() ? PREPAID : 0)
            | (member.proxied() ? PROXIED : 0);
    to.number(8, member.id())
        .number(3, member.organization())
        .number(1, flags + DAY_BEFORE * days)
        .number(2, age(member))
        .number(4, Math.clamp(last / SECOND, 0, MOST_SECONDS))
        .number(
            3,
            hoursBefore(last, member.firstSeen()) << HOURS_BITS | hoursBefore(last, models.since()))
        .number(3, Math.clamp(activity.requests(), 0, Activity.MOST_REQUESTS))
        .number(3, days < MOST_DAYS ? activity.hours() : 0)
        .number(2, models.newest())
        .number(2, models.before());
  }

  /** Returns how many hours old an account was when last seen, and one more; 0 if unknown. */
  private static int age(Member member) {
    return member.createdAt() == 0
        ? 0
        : Math.clamp((member.lastSeen() - member.createdAt()) / HOUR + 1, 1, MOST_AGE);
  }

  private static int hoursBefore(long last, long time) {
    return Math.clamp(last / HOUR - time / HOUR, 0, MOST_HOURS);
  }

  /** Returns a sample. */
  static Sample read(byte[] value, int capacity) {
    Packed.Reader reader = new Packed.Reader(value);
    boolean complete = reader.number(1) == 1;
    long bound = reader.number(8);
    reader.number(4);
    List<Member> members = new ArrayList<>((value.length - HEAD_BYTES) / MEMBER_BYTES);
    for (int at = HEAD_BYTES; at < value.length; at += MEMBER_BYTES) {
      members.add(member(reader));
    }
    return Sample.of(capacity, members, complete, bound);
  }

  /**
   * Returns a cohort.
   *
   * @param sample empty if nobody was seen in it
   * @param judgement empty if nothing was ever held of it
   */
  static Cohort read(Cohort.Key key, byte[] sample, byte[] judgement) {
    boolean seen = sample.length > 0;
    Sample members =
        seen ? read(sample, CohortSamples.CAPACITY) : Sample.empty(CohortSamples.CAPACITY);
    Judgement held =
        judgement.length > 0
            ? JudgementCodec.read(key, judgement)
            : Judgement.none(key, seen ? SECOND * new Packed.Reader(sample, 9).number(4) : 0);
    return new Cohort(members, held);
  }

  /**
   * Returns the sample of all whose parts these are.
   *
   * @param parts samples of some each, apart from one another
   */
  static Sample union(List<Sample> parts, int capacity) {
    boolean complete = true;
    long bound = -1;
    List<Member> members = new ArrayList<>();
    for (Sample part : parts) {
      complete &= part.isComplete();
      bound = part.isComplete() ? bound : unsignedMin(bound, part.bound());
      members.addAll(part.members());
    }
    long below = bound;
    if (!complete) {
      members.removeIf(member -> Long.compareUnsigned(member.id(), below) >= 0);
    }
    // Flipping the sign makes the order of signed numbers that of unsigned ones.
    ToLongFunction<Member> order = member -> member.id() ^ Long.MIN_VALUE;
    members.sort(Comparator.comparingLong(order));
    if (members.size() > capacity) {
      return Sample.of(capacity, members.subList(0, capacity), false, members.get(capacity).id());
    }
    return Sample.of(capacity, members, complete, complete ? 0 : bound);
  }

  private static long unsignedMin(long one, long other) {
    return Long.compareUnsigned(one, other) <= 0 ? one : other;
  }

  private static Member member(Packed.Reader from) {
    long id = from.number(8);
    int organization = from.small(3);
    int flags = from.small(1);
    int age = from.small(2);
    long last = SECOND * from.number(4);
    int before = from.small(3);
    int day = Activity.day(last) - flags / DAY_BEFORE;
    Activity activity = new Activity(from.number(3), day, from.small(3));
    int newest = from.small(2);
    int other = from.small(2);
    return new Member(
        id,
        organization,
        LEVELS.get(flags % PREPAID),
        age == 0 ? 0 : last - HOUR * (age - 1),
        (flags & PREPAID) != 0,
        (flags & PROXIED) != 0,
        hour(last, before >> HOURS_BITS),
        last,
        activity,
        newest == 0 ? ModelUse.NONE : new ModelUse(newest, other, hour(last, before & MOST_HOURS)));
  }

  /** Returns when the hour began that is so many before another. */
  private static long hour(long of, int before) {
    return HOUR * (of / HOUR - before);
  }
}
