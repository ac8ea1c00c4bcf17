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
import java.util.function.ToLongFunction;

/** Samples and their members as {@code observe.lua} has them. */
final class SampleCodec {
  /** How many bytes a member takes. */
  static final int MEMBER_BYTES = 47;

  private static final int HEAD_BYTES = 13;
  private static final long MOST = 0xffff_ffffL;
  private static final int PREPAID = 8;
  private static final int PROXIED = 16;

  /** By their order, which is part of the stored form. */
  private static final List<Level> LEVELS = List.of(Level.values());

  private SampleCodec() {}

  static void write(Member member, Packed.Writer to) {
    int flags =
        LEVELS.indexOf(member.level())
            | (member.prepaid() ? PREPAID : 0)
            | (member.proxied() ? PROXIED : 0);
    to.number(8, member.id())
        .number(4, member.organization())
        .number(1, flags)
        .number(4, seconds(member.createdAt()))
        .number(4, seconds(member.firstSeen()))
        .number(4, seconds(member.lastSeen()))
        .number(4, Math.clamp(member.activity().requests(), 0, MOST))
        .number(3, member.activity().day())
        .number(3, member.activity().hours())
        .number(4, member.models().newest())
        .number(4, member.models().before())
        .number(4, seconds(member.models().since()));
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
            : Judgement.none(key, seen ? millis(new Packed.Reader(sample, 9)) : 0);
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
    int organization = (int) from.number(4);
    int flags = from.small(1);
    return new Member(
        id,
        organization,
        LEVELS.get(flags % PREPAID),
        millis(from),
        (flags & PREPAID) != 0,
        (flags & PROXIED) != 0,
        millis(from),
        millis(from),
        new Activity(from.number(4), from.small(3), from.small(3)),
        new ModelUse((int) from.number(4), (int) from.number(4), millis(from)));
  }

  private static long seconds(long millis) {
    return Math.clamp(millis / 1_000, 0, MOST);
  }

  private static long millis(Packed.Reader from) {
    return from.number(4) * 1_000;
  }
}
