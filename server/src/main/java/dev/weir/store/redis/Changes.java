package dev.weir.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import redis.clients.jedis.Protocol;

/** Reads what was written since a time to the hashes of all shards, page by page. */
final class Changes<T> {
  private static final int PAGE = 256;
  private static final byte[] GONE = {};

  private final Router router;
  private final IntFunction<byte[]> times;
  private final IntFunction<byte[]> values;
  private final Reader<T> reader;

  /**
   * Creates one.
   *
   * @param times the key of a shard's sorted set of names by time in milliseconds
   * @param values the key of a shard's hash by name
   */
  Changes(Router router, IntFunction<byte[]> times, IntFunction<byte[]> values, Reader<T> reader) {
    this.router = router;
    this.times = times;
    this.values = values;
    this.reader = reader;
  }

  /** Reads what was written. */
  @FunctionalInterface
  interface Reader<T> {
    /**
     * Returns what was written; empty if it is of no interest.
     *
     * @param at when, in epoch milliseconds
     * @param value empty if it is gone
     */
    Optional<T> read(byte[] name, long at, byte[] value);
  }

  /** Returns the last that was written under each name, as far as that was not before a time. */
  CompletionStage<List<T>> since(long time) {
    List<CompletableFuture<List<T>>> all =
        IntStream.range(0, Shards.COUNT)
            .mapToObj(
                shard -> page(shard, Long.toString(time), new ArrayList<>()).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> all.stream().map(CompletableFuture::join).flatMap(List::stream).toList());
  }

  private CompletionStage<List<T>> page(int shard, String from, List<T> found) {
    return router
        .send(
            Shards.tag(shard),
            Command.call(
                Script.CHANGES,
                List.of(times.apply(shard), values.apply(shard)),
                Keys.bytes(from),
                Protocol.toByteArray(PAGE)))
        .thenCompose(
            reply -> {
              List<?> flat = Replies.list(reply);
              String last = from;
              for (int i = 0; i < flat.size(); i += 3) {
                last = "(" + Replies.text(flat.get(i + 1));
                Object value = flat.get(i + 2);
                reader
                    .read(
                        Replies.bytes(flat.get(i)),
                        (long) Double.parseDouble(Replies.text(flat.get(i + 1))),
                        value == null ? GONE : Replies.bytes(value))
                    .ifPresent(found::add);
              }
              return flat.size() < 3 * PAGE
                  ? CompletableFuture.completedStage(found)
                  : page(shard, last, found);
            });
  }
}
