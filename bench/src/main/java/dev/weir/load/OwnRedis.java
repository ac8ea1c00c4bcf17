package dev.weir.load;

import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The Redis of a run, whose processes are started for it and end with it; it keeps no data on disk
 * unless it is told to. Thread-safe.
 */
sealed interface OwnRedis extends AutoCloseable permits LocalRedis, LocalCluster {

  /**
   * Returns when it can be used.
   *
   * @throws IOException where it ends before, or takes too long
   */
  void awaitReady() throws IOException, InterruptedException;

  /** Returns where it is, as a server is told by {@code --store}. */
  String url();

  /**
   * Returns the CPU time that all of its processes have spent, in nanoseconds; none where the
   * system does not say, and once one was replaced by another, whose time would be compared with
   * the first one's.
   */
  Optional<Long> cpu();

  /**
   * Returns something that can be done to it.
   *
   * @param ticker a monotonic clock in nanoseconds
   * @throws IllegalArgumentException where it is of a kind that cannot suffer that
   */
  RedisFault fault(LoadScenario.Fault kind, LongSupplier ticker);

  /** Kills it for good. */
  @Override
  void close();
}
