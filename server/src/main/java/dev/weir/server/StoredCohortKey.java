package dev.weir.server;

import dev.weir.cohort.CohortStore;
import dev.weir.cohort.TraitHash;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the key of cohorts from the store that all replicas share, again and again, and offers one
 * where there is none. The store's key is the key: a replica that has another one takes it over.
 * And a store that lost its data gets its key back from the first replica to ask, so that replicas
 * which start later agree with those that run.
 */
final class StoredCohortKey {
  private static final Logger LOG = LoggerFactory.getLogger(StoredCohortKey.class);

  private final CohortStore store;
  private final KeyedCohorts cohorts;

  // Both are the timer's thread's alone, once it has started.
  private byte[] offered = new byte[TraitHash.SHORTEST_KEY];
  private String fingerprint = "";

  private volatile boolean failing;

  /**
   * Creates what gives {@code cohorts} their key.
   *
   * @param secrets cannot be predicted: a {@code SecureRandom}
   */
  StoredCohortKey(CohortStore store, KeyedCohorts cohorts, RandomGenerator secrets) {
    this.store = store;
    this.cohorts = cohorts;
    secrets.nextBytes(offered);
  }

  /** Asks at once, and then every {@code interval} until {@code timer} ends. */
  @SuppressWarnings("FutureReturnValueIgnored") // Nothing leaves ask that could end it.
  void start(ScheduledExecutorService timer, Duration interval) {
    timer.scheduleWithFixedDelay(
        () -> {
          try {
            ask(timer);
          } catch (RuntimeException e) {
            ended(null, e);
          }
        },
        0,
        interval.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** Asks once. The stage ends when what was answered is in use. */
  CompletionStage<Void> ask(Executor timer) {
    return store.key(offered).thenAcceptAsync(this::use, timer).whenComplete(this::ended);
  }

  private void use(byte[] key) {
    TraitHash hash = TraitHash.keyed(key);
    String found = hash.fingerprint();
    if (fingerprint.isEmpty()) {
      LOG.info("cohorts: the key in the store has fingerprint {}", found);
    } else if (!fingerprint.equals(found)) {
      LOG.warn(
          "cohorts: the key in the store now has fingerprint {}: what was held under {} belongs to"
              + " nobody",
          found,
          fingerprint);
    }
    cohorts.use(hash);
    fingerprint = found;
    offered = key;
  }

  private void ended(@Nullable Void done, @Nullable Throwable failure) {
    // Once an outage, and only where something is amiss: cohorts that have a key go on with it.
    if (failure != null && !failing && cohorts.live().isEmpty()) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      LOG.warn(
          "cohorts: nothing is learned of them until their key can be read from the store: {}",
          cause.toString());
    }
    failing = failure != null;
  }
}
