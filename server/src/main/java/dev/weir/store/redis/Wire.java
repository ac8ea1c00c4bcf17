package dev.weir.store.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisDataException;

/** A connection on which writing and reading are apart. For one thread. */
final class Wire extends Connection {

  /** Connects, and logs in. */
  Wire(HostAndPort address, JedisClientConfig config) {
    super(address, config);
  }

  /** Sends what was written. */
  void send() {
    flush();
  }

  /** Returns the next reply; an error that Redis replied is one of its own kind. */
  @Nullable Object read() {
    try {
      return readProtocolWithCheckingBroken();
    } catch (JedisDataException e) {
      return e;
    }
  }
}
