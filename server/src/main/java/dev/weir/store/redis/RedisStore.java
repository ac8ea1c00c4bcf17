package dev.weir.store.redis;

import dev.weir.account.AccountStore;
import dev.weir.challenge.ChallengeStore;
import dev.weir.cohort.CohortStore;
import dev.weir.limit.LimitStore;
import dev.weir.limit.OverrideStore;
import dev.weir.store.Store;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;

/**
 * All state in Redis, shared by all replicas. Thread-safe. Calls never block; stages complete on
 * the thread of a connection, so what follows them must not block either. While Redis cannot be
 * reached, calls fail at once with a transient {@code StoreException}, and connections are made in
 * the background until it can.
 */
public final class RedisStore implements Store {
  private static final long SENTINEL_MILLIS = 1_000;

  /** Of the commands that may wait, the part that a bulk write takes at a time. */
  private static final int BULK_SHARE = 8;

  private final RedisUrl url;
  private final Upkeep upkeep = new Upkeep();
  private final PipelineCounters counters = new PipelineCounters();
  private final Router router;
  private final Subscriptions subscriptions;
  private final RedisLimits limits;
  private final RedisAccounts accounts;
  private final RedisOverrides overrides;
  private final RedisChallenges challenges;
  private final RedisCohorts cohorts;

  private RedisStore(RedisUrl url, RedisConfig config) {
    this.url = url;
    Wires wires = new Wires(url, config);
    Keys keys = new Keys(config.keyPrefix());
    router = router(wires);
    subscriptions = new Subscriptions(router, wires, keys, upkeep);
    Swaps swaps = new Swaps(router);
    limits = new RedisLimits(router, keys);
    accounts = new RedisAccounts(router, keys, swaps, subscriptions, config.queue() / BULK_SHARE);
    overrides = new RedisOverrides(router, keys, subscriptions);
    challenges = new RedisChallenges(router, keys, swaps);
    cohorts = new RedisCohorts(router, keys, config.cohortsMaxBytes().bytes());
  }

  /**
   * Opens a store. Returns when Redis was reached, or was tried to be reached and could not: then
   * connecting goes on in the background.
   *
   * @param url {@code redis://user:password@host:port/database}, {@code
   *     redis-sentinel://user:password@host:port,host:port/master} with the Sentinels' addresses,
   *     or {@code redis-cluster://user:password@host:port,host:port} with some nodes; with TLS
   *     {@code rediss://}, {@code rediss-sentinel://} or {@code rediss-cluster://}. User, password,
   *     port and database may be left out
   * @throws dev.weir.validation.InvalidFieldException if the url or the certificates are not valid;
   *     its message never holds a password
   */
  public static RedisStore open(String url, RedisConfig config) {
    RedisStore store = new RedisStore(RedisUrl.parse(url), config);
    try {
      long millis = config.connectTimeout().plus(config.socketTimeout()).toMillis();
      store.subscriptions.awaitFirstAttempt(millis);
    } catch (InterruptedException e) {
      // Nothing depends on having waited.
      Thread.currentThread().interrupt();
    }
    return store;
  }

  @Override
  public LimitStore limits() {
    return limits;
  }

  @Override
  public AccountStore accounts() {
    return accounts;
  }

  @Override
  public OverrideStore overrides() {
    return overrides;
  }

  @Override
  public ChallengeStore challenges() {
    return challenges;
  }

  @Override
  public CohortStore cohorts() {
    return cohorts;
  }

  @Override
  public CompletionStage<Long> time() {
    return router
        .send(Keys.tagOfSingles(), Command.of(Protocol.Command.TIME))
        .thenApply(
            reply -> {
              List<?> parts = Replies.list(reply);
              long seconds = Long.parseLong(Replies.text(parts.get(0)));
              long micros = Long.parseLong(Replies.text(parts.get(1)));
              return TimeUnit.SECONDS.toMillis(seconds) + TimeUnit.MICROSECONDS.toMillis(micros);
            });
  }

  /** Returns the url without user and password, for people. */
  public String address() {
    return url.toString();
  }

  /** Returns how the connections did, for metrics. */
  public RedisStats stats() {
    List<Pipeline> pipelines = router.pipelines();
    return new RedisStats(
        pipelines.stream().mapToLong(Pipeline::waiting).sum(),
        (int) pipelines.stream().filter(Pipeline::isConnected).count(),
        pipelines.size(),
        counters.commands.sum(),
        counters.batches.sum(),
        counters.refusedFull.sum(),
        counters.connects.sum());
  }

  @Override
  public void close() {
    upkeep.close();
    subscriptions.close();
    router.close();
  }

  private Router router(Wires wires) {
    return switch (url.topology()) {
      case CLUSTER -> new ClusterRouter(wires, counters, upkeep);
      case STANDALONE -> {
        HostAndPort address = url.nodes().getFirst();
        yield new SingleRouter(address.toString(), () -> address, wires, counters);
      }
      case SENTINEL -> {
        Sentinels sentinels = new Sentinels(wires);
        SingleRouter master = new SingleRouter(url.master(), sentinels, wires, counters);
        upkeep.every(
            SENTINEL_MILLIS,
            () -> {
              if (sentinels.switched()) {
                master.reconnect();
              }
            });
        yield master;
      }
    };
  }
}
