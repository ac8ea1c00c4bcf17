package dev.weir.store.redis;

import dev.weir.cohort.CohortStore;
import dev.weir.cohort.CohortStore.Claim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Whose values are. Claims share buckets by the hash of their values, in each of which the earliest
 * make room, so that no flood of values takes memory: at most 4 million are kept, in 180 MB.
 */
final class CohortClaims {
  /** Of the bits of a hash, those that choose the bucket; the first of them are the shard. */
  private static final int BUCKET_BITS = 16;

  private static final int MOST_IN_BUCKET = 64;

  private final Router router;
  private final Keys keys;

  CohortClaims(Router router, Keys keys) {
    this.router = router;
    this.keys = keys;
  }

  CompletionStage<List<Claim>> claim(List<Claim> claims, long now) {
    Map<Integer, List<Integer>> byShard = new LinkedHashMap<>();
    for (int i = 0; i < claims.size(); i++) {
      byShard.computeIfAbsent(Shards.of(claims.get(i).value()), shard -> new ArrayList<>()).add(i);
    }
    AtomicReferenceArray<Claim> owners = new AtomicReferenceArray<>(claims.size());
    List<Supplier<CompletionStage<?>>> calls = new ArrayList<>();
    byShard.forEach(
        (shard, all) ->
            CohortSamples.inCalls(all)
                .forEach(some -> calls.add(() -> claim(shard, claims, some, owners, now))));
    return Waves.run(calls, CohortSamples.A_WAVE)
        .thenApply(
            done -> {
              List<Claim> found = new ArrayList<>(claims.size());
              for (int i = 0; i < claims.size(); i++) {
                found.add(Objects.requireNonNull(owners.get(i)));
              }
              return found;
            });
  }

  private CompletionStage<?> claim(
      int shard,
      List<Claim> claims,
      List<Integer> which,
      AtomicReferenceArray<Claim> owners,
      long now) {
    List<byte[]> buckets = new ArrayList<>(which.size());
    byte[][] arguments = new byte[1 + which.size()][];
    arguments[0] =
        new Packed.Writer(14)
            .number(6, now)
            .number(6, CohortStore.CLAIM_MILLIS)
            .number(2, MOST_IN_BUCKET)
            .toBytes();
    for (int i = 0; i < which.size(); i++) {
      Claim claim = claims.get(which.get(i));
      buckets.add(keys.claims(shard, Shards.high(claim.value(), BUCKET_BITS)));
      arguments[1 + i] =
          new Packed.Writer(20)
              .number(8, claim.value())
              .number(8, claim.account())
              .number(4, claim.organization())
              .toBytes();
    }
    return router
        .send(Shards.tag(shard), Command.call(Script.CLAIM, buckets, arguments))
        .thenAccept(
            reply -> {
              List<?> held = Replies.list(reply);
              for (int i = 0; i < which.size(); i++) {
                Packed.Reader reader = new Packed.Reader(Replies.bytes(held.get(i)));
                owners.set(
                    which.get(i),
                    new Claim(reader.number(8), reader.number(8), (int) reader.number(4)));
              }
            });
  }
}
