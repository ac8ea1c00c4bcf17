package dev.weir.server;

import dev.weir.config.Setting;
import dev.weir.store.fallback.FallbackConfig;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.redis.RedisConfig;
import java.net.URI;

/** Where state is kept. */
public record StoreConfig(
    @Setting(
            "Where state is kept: `memory` for this process alone, or a Redis that all replicas"
                + " share: `redis://[user:password@]host:port[/database]`,"
                + " `redis-sentinel://host:port,host:port/master` or"
                + " `redis-cluster://host:port,host:port`; with TLS `rediss://`,"
                + " `rediss-sentinel://` or `rediss-cluster://`.")
        URI url,
    @Setting("How Redis is reached.") RedisConfig redis,
    @Setting("What is done while Redis cannot be reached.") FallbackConfig fallback,
    @Setting(
            "How much the embedded store holds at most, which also counts while Redis cannot be"
                + " reached. Where all that callers can fill would take more than 40 % of the"
                + " heap, there is less of all of it, in one proportion.")
        MemoryConfig memory) {
  /** The embedded store. */
  private static final URI MEMORY = URI.create("memory");

  /** Returns the defaults: the embedded store. */
  public static StoreConfig defaults() {
    return new StoreConfig(
        MEMORY, RedisConfig.defaults(), FallbackConfig.defaults(), MemoryConfig.defaults());
  }

  /** Returns whether state is kept in this process. */
  public boolean isMemory() {
    return url.equals(MEMORY);
  }
}
