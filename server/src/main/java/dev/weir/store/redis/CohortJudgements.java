package dev.weir.store.redis;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Standing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What is held of cohorts. */
final class CohortJudgements {
  private final Router router;
  private final Keys keys;
  private final int mostHeld;
  private final Changes<Judgement> changes;

  /**
   * Creates them.
   *
   * @param mostHeld of how many cohorts, in all shards, something is held that no operator said
   */
  CohortJudgements(Router router, Keys keys, int mostHeld) {
    this.router = router;
    this.keys = keys;
    this.mostHeld = mostHeld;
    this.changes = new Changes<>(router, keys::judged, keys::judgements, CohortJudgements::read);
  }

  CompletionStage<Void> write(List<Judgement> judgements, boolean byOperator, long now) {
    Map<Integer, List<Judgement>> byShard = new LinkedHashMap<>();
    for (Judgement judgement : judgements) {
      byShard
          .computeIfAbsent(Shards.of(judgement.key()), shard -> new ArrayList<>())
          .add(judgement);
    }
    List<Supplier<CompletionStage<?>>> calls = new ArrayList<>();
    byShard.forEach(
        (shard, all) ->
            CohortSamples.inCalls(all)
                .forEach(some -> calls.add(() -> write(shard, some, byOperator, now))));
    return Waves.run(calls, CohortSamples.A_WAVE);
  }

  private CompletionStage<?> write(
      int shard, List<Judgement> judgements, boolean byOperator, long now) {
    List<byte[]> touched =
        new ArrayList<>(
            List.of(
                keys.judgements(shard),
                keys.judged(shard),
                keys.held(shard),
                keys.lifted(shard),
                keys.due(shard),
                keys.seen(shard)));
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(
        new Packed.Writer(29)
            .number(6, now)
            .number(1, byOperator ? 1 : 0)
            .number(6, CohortStore.FORGOTTEN_MILLIS)
            .number(6, probing(judgements, now))
            .number(6, CohortStore.CALM_MILLIS)
            .number(4, mostHeld / Shards.COUNT)
            .toBytes());
    for (Judgement judgement : judgements) {
      touched.add(keys.sample(judgement.key()));
      arguments.add(Keys.bytes(Keys.cohort(judgement.key())));
      arguments.add(JudgementCodec.write(judgement));
    }
    return router
        .send(
            Shards.tag(shard),
            Command.call(Script.JUDGE, touched, arguments.toArray(byte[][]::new)))
        .thenCompose(excess -> lift(shard, Replies.list(excess), now));
  }

  /**
   * Returns how long until those that ask their members are due again: of those written at once,
   * soonest.
   */
  private static long probing(List<Judgement> judgements, long now) {
    return judgements.stream()
        .filter(Judgement::isAsking)
        .mapToLong(judgement -> CohortStore.dueAgain(judgement, now) - now)
        .min()
        .orElse(CohortStore.PROBING_MILLIS);
  }

  /** Lets nothing be held any more of cohorts that have to make room, until there is room. */
  private CompletionStage<?> lift(int shard, List<?> excess, long now) {
    if (excess.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    List<byte[]> touched =
        new ArrayList<>(
            List.of(
                keys.judgements(shard),
                keys.judged(shard),
                keys.held(shard),
                keys.lifted(shard),
                keys.seen(shard)));
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(
        new Packed.Writer(16)
            .number(6, now)
            .number(6, CohortStore.FORGOTTEN_MILLIS)
            .number(4, mostHeld / Shards.COUNT)
            .toBytes());
    keys.addSamples(excess, touched, arguments);
    return router
        .send(
            Shards.tag(shard), Command.call(Script.LIFT, touched, arguments.toArray(byte[][]::new)))
        .thenCompose(next -> lift(shard, Replies.list(next), now));
  }

  CompletionStage<List<Judgement>> since(long time) {
    return changes
        .since(time)
        .thenApply(
            changed ->
                changed.stream()
                    .filter(judgement -> time > 0 || judgement.standing() != Standing.OBSERVED)
                    .toList());
  }

  private static Optional<Judgement> read(byte[] name, long at, byte[] value) {
    Cohort.Key key = Keys.cohort(new String(name, StandardCharsets.UTF_8));
    return Optional.of(
        value.length == 0 ? Judgement.none(key, at) : JudgementCodec.read(key, value));
  }
}
