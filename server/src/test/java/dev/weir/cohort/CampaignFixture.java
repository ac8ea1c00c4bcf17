package dev.weir.cohort;

import dev.weir.account.Level;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Cohorts with members, as tests of campaigns need them. */
public final class CampaignFixture {
  /** When all of them are seen, in epoch milliseconds. */
  public static final long NOW = 1_800_000_000_000L;

  private CampaignFixture() {}

  /** Returns a member with 10 requests. */
  public static Member member(long id) {
    return new Member(
        id,
        0,
        Level.NONE,
        NOW - 86_400_000L,
        true,
        false,
        NOW,
        NOW,
        new Activity(10, Activity.day(NOW), 1),
        ModelUse.NONE);
  }

  /** Returns a judgement of a cohort whose first member was seen at {@code firstSeen}. */
  public static Judgement judgement(Cohort.Key key, Standing standing, long firstSeen) {
    Finding finding = new Finding(200, 212, 2_120, 0.96, 0.31, 0.9, 0.05, 0.97, 40, 0, 0, 12, 0);
    return Judgement.none(key, firstSeen).found(finding, NOW).become(standing, NOW);
  }

  /** Returns a confirmed cohort of these members. */
  public static Cohort cohort(String trait, long value, long... ids) {
    Sample sample =
        LongStream.of(ids)
            .mapToObj(CampaignFixture::member)
            .reduce(Sample.empty(CohortStore.SAMPLE), Sample::with, (one, other) -> one);
    return new Cohort(
        sample, judgement(new Cohort.Key(trait, value), Standing.CONFIRMED, NOW - 1_000 + value));
  }

  /** Returns ids as hashes are: spread evenly. */
  static long[] ids(SplittableRandom random, int count) {
    return random.longs(count).toArray();
  }
}
