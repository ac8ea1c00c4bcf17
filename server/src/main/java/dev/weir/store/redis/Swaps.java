package dev.weir.store.redis;

import dev.weir.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * Changes values atomically by working out the change here: read, change, and replace if nobody
 * else has meanwhile; otherwise again. For what changes seldom.
 */
final class Swaps {
  private static final int MOST_TRIES = 16;
  private static final byte[] NOTHING = {};

  private final Router router;

  Swaps(Router router) {
    this.router = router;
  }

  /** What a value becomes, and what the change as a whole answers. */
  static final class Change<T> {
    private final byte[] value;
    private final long ttlMillis;
    private final byte[] alsoKey;
    private final byte[] also;
    private final T answer;

    private Change(byte[] value, long ttlMillis, byte[] alsoKey, byte[] also, T answer) {
      this.value = value;
      this.ttlMillis = ttlMillis;
      this.alsoKey = alsoKey;
      this.also = also;
      this.answer = answer;
    }

    /** Leaves the value as it is. */
    static <T> Change<T> none(T answer) {
      return new Change<>(NOTHING, 0, NOTHING, NOTHING, answer);
    }

    /**
     * Replaces the value.
     *
     * @param ttlMillis for how long; 0 for good
     */
    static <T> Change<T> to(byte[] value, long ttlMillis, T answer) {
      return new Change<>(value, ttlMillis, NOTHING, NOTHING, answer);
    }

    /** Sets another value with it, under a key of the same tag and for as long. */
    Change<T> and(byte[] key, byte[] other) {
      return new Change<>(value, ttlMillis, key, other, answer);
    }
  }

  /**
   * Changes the value under a key.
   *
   * @param change given the value, empty if there is none, says what it becomes; called anew for
   *     each try
   */
  <T> CompletionStage<T> change(int tag, byte[] key, Function<byte[], Change<T>> change) {
    return changeLater(tag, key, held -> CompletableFuture.completedFuture(change.apply(held)));
  }

  /** Does the same with a change that takes more reading. */
  <T> CompletionStage<T> changeLater(
      int tag, byte[] key, Function<byte[], CompletionStage<Change<T>>> change) {
    return attempt(tag, key, change, 1);
  }

  private <T> CompletionStage<T> attempt(
      int tag, byte[] key, Function<byte[], CompletionStage<Change<T>>> change, int tries) {
    if (tries > MOST_TRIES) {
      return CompletableFuture.failedFuture(
          StoreException.unavailable("Too many change one value in Redis at the same time", null));
    }
    return router
        .send(tag, Command.of(Protocol.Command.GET, key))
        .thenCompose(
            reply -> {
              byte[] held = reply == null ? NOTHING : Replies.bytes(reply);
              return change
                  .apply(held)
                  .thenCompose(
                      wanted ->
                          wanted.value.length == 0
                              ? CompletableFuture.completedFuture(wanted.answer)
                              : swap(tag, key, held, wanted)
                                  .thenCompose(
                                      swapped ->
                                          Replies.number(swapped) == 1
                                              ? CompletableFuture.completedFuture(wanted.answer)
                                              : attempt(tag, key, change, tries + 1)));
            });
  }

  private CompletionStage<@Nullable Object> swap(
      int tag, byte[] key, byte[] held, Change<?> wanted) {
    List<byte[]> keys = new ArrayList<>(List.of(key));
    if (wanted.alsoKey.length > 0) {
      keys.add(wanted.alsoKey);
    }
    byte[] ttl = Protocol.toByteArray(wanted.ttlMillis);
    return router.send(
        tag, Command.call(Script.SWAP, keys, held, wanted.value, ttl, wanted.also, ttl));
  }
}
