package dev.weir.store.redis;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Asks Sentinels where the master is. Thread-safe. */
final class Sentinels implements Supplier<HostAndPort> {
  private static final Logger LOG = LoggerFactory.getLogger(Sentinels.class);

  private final Wires wires;
  private volatile @Nullable HostAndPort last;

  Sentinels(Wires wires) {
    this.wires = wires;
  }

  /** Returns the master, as the first Sentinel that knows it says. Blocks. */
  @Override
  public HostAndPort get() {
    String master = wires.url().master();
    for (HostAndPort sentinel : wires.url().nodes()) {
      try (Wire wire = wires.connectToSentinel(sentinel)) {
        wire.sendCommand(Protocol.Command.SENTINEL, "GET-MASTER-ADDR-BY-NAME", master);
        if (wire.getOne() instanceof List<?> address) {
          HostAndPort found =
              new HostAndPort(
                  Replies.text(address.get(0)), Integer.parseInt(Replies.text(address.get(1))));
          last = found;
          return found;
        }
      } catch (JedisException e) {
        LOG.debug("The Sentinel {} does not tell the master", sentinel, e);
      }
    }
    throw new JedisConnectionException("no Sentinel of " + wires.url() + " tells its address");
  }

  /** Returns whether the master is another one than when it was last asked for. Blocks. */
  boolean switched() {
    HostAndPort before = last;
    try {
      return before != null && !get().equals(before);
    } catch (JedisConnectionException e) {
      // The master may well do without its Sentinels.
      LOG.debug("No Sentinel answers", e);
      return false;
    }
  }
}
