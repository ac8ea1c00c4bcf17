package dev.weir.load;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One primary of a cluster is killed, and its replica takes over; then the killed one is started
 * again, empty, and becomes a replica of what was its own.
 */
final class Failover implements RedisFault {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LocalRedis primary;
  private final LocalRedis replica;
  private final LongSupplier ticker;
  private final Map<String, Long> seen = new LinkedHashMap<>();

  /**
   * Prepares to kill.
   *
   * @param replica of the primary
   * @param ticker a monotonic clock in nanoseconds
   */
  Failover(LocalRedis primary, LocalRedis replica, LongSupplier ticker) {
    this.primary = primary;
    this.replica = replica;
    this.ticker = ticker;
  }

  @Override
  public String what() {
    return "failing over";
  }

  /** Returns when the replica has taken over: before, the killed one would come back as it was. */
  @Override
  public void begin() throws IOException, InterruptedException {
    long killed = ticker.getAsLong();
    primary.kill();
    replica.await(() -> replica.says("replication", "role:master"), PATIENCE);
    saw("replica_took_over_ms", killed);
  }

  @Override
  public void end() throws IOException, InterruptedException {
    long started = ticker.getAsLong();
    primary.restart();
    primary.await(() -> primary.says("replication", "master_link_status:up"), PATIENCE);
    saw("back_as_replica_ms", started);
  }

  @Override
  public Map<String, Long> seen() {
    return Map.copyOf(seen);
  }

  private void saw(String name, long since) {
    seen.put(name, TimeUnit.NANOSECONDS.toMillis(ticker.getAsLong() - since));
  }
}
