package dev.weir.store.redis;

import dev.weir.cohort.Answer;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Sample;
import dev.weir.cohort.Sighting;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import redis.clients.jedis.Protocol;

/**
 * Keeps cohorts in Redis: a packed string of members each, and in each of a few shards what is due
 * and what is held. No flood takes memory without end: what was not seen or judged for longest
 * makes room, and what is proven last.
 */
final class RedisCohorts implements CohortStore {
  /** Of how many cohorts something is held at most, however much room there is. */
  private static final int MOST_HELD = 1 << 17;

  /** What a cohort of which something is held takes at most, its members and its judgement. */
  static final int HELD_BYTES = 14 * 1024;

  private final Router router;
  private final Keys keys;
  private final CohortSamples samples;
  private final CohortJudgements judgements;
  private final CohortAnswers answers;
  private final CohortClaims claims;
  private final Swaps swaps;

  /**
   * Creates them.
   *
   * @param mostBytes how much room cohorts take at most, but for what operators said: half of it
   *     for those of which something is held, half for all others
   */
  RedisCohorts(Router router, Keys keys, long mostBytes) {
    this.router = router;
    this.keys = keys;
    this.samples = new CohortSamples(router, keys, mostBytes / 2);
    this.judgements =
        new CohortJudgements(router, keys, (int) Math.min(MOST_HELD, mostBytes / 2 / HELD_BYTES));
    this.answers = new CohortAnswers(router, keys);
    this.claims = new CohortClaims(router, keys);
    this.swaps = new Swaps(router);
  }

  @Override
  public CompletionStage<Void> observe(List<Sighting> sightings, long now) {
    return samples.observe(sightings, now);
  }

  @Override
  public CompletionStage<Sample> population() {
    return samples.population();
  }

  @Override
  public CompletionStage<List<Cohort>> due(int most, long now) {
    return samples.due(most, now);
  }

  @Override
  public CompletionStage<Void> assessed(List<Cohort.Key> cohorts) {
    return samples.assessed(cohorts);
  }

  @Override
  public CompletionStage<Void> judge(List<Judgement> judged, long now) {
    return judgements.write(judged, false, now);
  }

  @Override
  public CompletionStage<Void> dispose(List<Judgement> said, long now) {
    return judgements.write(said, true, now);
  }

  @Override
  public CompletionStage<List<Judgement>> judgements(long since) {
    return judgements.since(since);
  }

  @Override
  public CompletionStage<Optional<Cohort>> find(Cohort.Key key) {
    return samples.find(key);
  }

  @Override
  public CompletionStage<List<Claim>> claim(List<Claim> claimed, long now) {
    return claims.claim(claimed, now);
  }

  @Override
  public CompletionStage<Void> answer(List<Answer> added, long now) {
    return answers.add(added, now);
  }

  @Override
  public CompletionStage<List<Answer>> answers(long since) {
    return answers.since(since);
  }

  @Override
  public CompletionStage<Boolean> lead(String replica, long millis, long now) {
    return router
        .send(
            Keys.tagOfSingles(),
            Command.call(
                Script.LEAD,
                List.of(keys.lease()),
                Keys.bytes(replica),
                Protocol.toByteArray(millis),
                Protocol.toByteArray(now)))
        .thenApply(given -> Replies.number(given) == 1);
  }

  /** Writes only where there is none: what is kept is read, and shows in no log of commands. */
  @Override
  public CompletionStage<byte[]> key(byte[] offered) {
    byte[] text = Base64.getEncoder().encode(offered);
    return swaps
        .change(
            Keys.tagOfSingles(),
            keys.cohortKey(),
            held -> held.length > 0 ? Swaps.Change.none(held) : Swaps.Change.to(text, 0, text))
        .thenApply(Base64.getDecoder()::decode);
  }
}
