package dev.weir.cohort;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps cohorts, for all replicas. Thread-safe. A stage fails with {@code StoreException}; nothing
 * blocks the caller. What is not seen for longer than {@link #FORGOTTEN_MILLIS}, and of which
 * nothing is held, may be forgotten; so may, where there is no room, what was seen longest ago.
 */
public interface CohortStore {
  /** How many members a cohort's sample holds. */
  int SAMPLE = 256;

  /** How many accounts the sample of the whole population holds. */
  int POPULATION_SAMPLE = 4_096;

  /** Who was not seen for longer is not of the population any more: 30 days. */
  long ACTIVE_MILLIS = 30 * 86_400_000L;

  /** How often the sample of the population lets go of those who are not: once a day. */
  long THINNED_MILLIS = 86_400_000L;

  /** How long until a cohort is due in which nothing happened but that members were seen again. */
  long CALM_MILLIS = 6 * 3_600_000L;

  /** How long until a cohort is due whose members are asked, at first. */
  long PROBING_MILLIS = 5_000;

  /** How long until a cohort is due whose members were asked long ago. */
  long MOST_PROBING_MILLIS = 3_600_000;

  /** How long until a cohort is due again that was due and was not assessed, such as by a crash. */
  long UNASSESSED_MILLIS = 30_000;

  /** How long a claim holds: a day. */
  long CLAIM_MILLIS = 86_400_000L;

  /** How long a cohort is kept that nobody is seen in and of which nothing is held: 8 days. */
  long FORGOTTEN_MILLIS = 8 * 86_400_000L;

  /**
   * Adds sightings to their cohorts, as {@link Sample#with} does. Of a member it may keep no more
   * than: when it was last seen, to the second; its age then, in whole hours, up to seven years; in
   * which hour it was first seen, and began to use its newest model, each up to 170 days before;
   * and the hours of a day that is less than a week before. The order does not matter, but for
   * which models a member used before and for sightings of one second; and a sighting that is added
   * twice adds only its requests again. Where it fails, some may have been added. A cohort of two
   * or more of which nothing is held is due at once where there is news of a member ({@link
   * Member#isNews}, or a new one in its sample); any other is due after {@link #CALM_MILLIS}.
   *
   * <p>A sample of the population that does not have all accounts lets go of those that were not
   * seen for {@link #ACTIVE_MILLIS}, and then has a place for any that is seen: or accounts that
   * are gone would hold theirs for ever.
   *
   * @param now epoch milliseconds
   */
  CompletionStage<Void> observe(List<Sighting> sightings, long now);

  /** Returns the sample of all accounts that were seen, {@link Cohort.Key#EVERYBODY}. */
  CompletionStage<Sample> population();

  /**
   * Takes cohorts that are due. Each is taken once, whoever asks, and is due again after {@link
   * #UNASSESSED_MILLIS}, unless it is {@link #assessed} before. Those that are forgotten are left
   * out.
   *
   * @param most how many at most; those that were due first come first
   */
  CompletionStage<List<Cohort>> due(int most, long now);

  /** Says that cohorts that were due have been assessed. News that came meanwhile is still due. */
  CompletionStage<Void> assessed(List<Cohort.Key> keys);

  /**
   * Writes what an assessment holds of cohorts. Members who were seen meanwhile stay. What an
   * operator said of a cohort stays as well: no judgement of it is written that does not {@link
   * Judgement#repeats repeat} it, and none that repeats what was taken back since. One that {@link
   * Judgement#isAsking} is due again at {@link #dueAgain}, any other of which something is held
   * after {@link #CALM_MILLIS}, since what is held ends with time. Where there is no room, nothing
   * is held any more of those that were judged longest ago; but of none that {@link
   * Judgement#isProven} as long as those that are not take more than a quarter of the room, so that
   * no flood of suspicions ends what is known, and none of what is proven ends all suspicion. What
   * an operator said is held however much that is.
   */
  CompletionStage<Void> judge(List<Judgement> judgements, long now);

  /** Writes what an operator says of cohorts, whatever was held of them. They are due at once. */
  CompletionStage<Void> dispose(List<Judgement> judgements, long now);

  /**
   * Returns what is held of cohorts and was written at {@code since} or later; with 0, of all that
   * are more than {@link Standing#OBSERVED}. Those that have become OBSERVED again are among the
   * changes, for some days. Of one cohort, only the last is returned.
   */
  CompletionStage<List<Judgement>> judgements(long since);

  /**
   * Returns a cohort with its sample; empty if nobody was seen in it and nothing was ever held of
   * it, as far as is remembered.
   */
  CompletionStage<Optional<Cohort>> find(Cohort.Key key);

  /**
   * Says who was seen with values that belong to whoever was seen with them first, and returns, for
   * each, whose it is: the claimant's own claim where it is the first. Claims are forgotten after
   * {@link #CLAIM_MILLIS} or, where there is no room, before.
   */
  CompletionStage<List<Claim>> claim(List<Claim> claims, long now);

  /** Adds to what is known of how accounts answered, by {@link Answer#merge}. */
  CompletionStage<Void> answer(List<Answer> answers, long now);

  /**
   * Returns how accounts answered, as far as that was changed at {@code since} or later; with 0, of
   * all. Those of long ago may be forgotten.
   */
  CompletionStage<List<Answer>> answers(long since);

  /**
   * Returns whether a replica is the one that assesses: it holds the lease, or nobody does, and
   * then it gets it.
   *
   * @param replica names the replica
   * @param millis how long it holds the lease from now on
   */
  CompletionStage<Boolean> lead(String replica, long millis, long now);

  /**
   * Returns the key under which all replicas hash values and accounts: the one that is kept, or
   * {@code offered} where none is, which is then kept for good. Atomic: all get the same.
   *
   * @param offered cannot be guessed; at least {@link TraitHash#SHORTEST_KEY} bytes
   */
  CompletionStage<byte[]> key(byte[] offered);

  /**
   * Returns when a cohort is due again that {@link Judgement#isAsking}, in epoch milliseconds: soon
   * at first, since the first few to call are asked and no more, and later than that in proportion
   * to how long it has been so, since silence then says little more, and fewer join.
   */
  static long dueAgain(Judgement asking, long now) {
    return now + Math.clamp((now - asking.since()) / 30, PROBING_MILLIS, MOST_PROBING_MILLIS);
  }

  /**
   * That an account was seen with a value that belongs to somebody.
   *
   * @param value what stands for the trait and the value
   * @param account what stands for the account
   * @param organization what stands for its organization; 0 if none
   */
  record Claim(long value, long account, int organization) {}
}
