package dev.weir.store.fallback;

import dev.weir.store.StoreException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges whether the store can be relied on. Once it cannot, no caller's request is spent on
 * finding out whether it can again: a probe in the background does that, so the breaker never lets
 * callers through half-open. Thread-safe.
 */
final class Circuit {
  private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);

  /** So few calls prove nothing. */
  private static final int FEWEST_CALLS = 5;

  /** Answers in a row that bring a store back. */
  private static final int PROBES = 3;

  /** A caller who waits no longer than this may well be in a hurry: no store is judged by it. */
  private static final long SHORTEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final CircuitBreaker breaker;
  private final Supplier<CompletionStage<?>> probe;
  private final ScheduledExecutorService timer;
  private final FallbackConfig config;
  private final AtomicLong refused = new AtomicLong();
  private final LongAdder outages = new LongAdder();

  Circuit(
      FallbackConfig config, Supplier<CompletionStage<?>> probe, ScheduledExecutorService timer) {
    this.config = config;
    this.probe = probe;
    this.timer = timer;
    this.breaker =
        CircuitBreaker.of(
            "store",
            CircuitBreakerConfig.custom()
                // By time: of a number of calls, a busy replica makes too many during one pause of
                // its own collector, and the store would be given up for that.
                .slidingWindowType(SlidingWindowType.TIME_BASED)
                .slidingWindowSize((int) config.window().toSeconds())
                .minimumNumberOfCalls(FEWEST_CALLS)
                .failureRateThreshold(config.threshold())
                .slowCallRateThreshold(config.threshold())
                .slowCallDurationThreshold(config.slow())
                // Closed again by probes alone.
                .waitDurationInOpenState(Duration.ofDays(365))
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> {
              if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                opened();
              }
            });
  }

  boolean isClosed() {
    return breaker.getState() == CircuitBreaker.State.CLOSED;
  }

  long outages() {
    return outages.sum();
  }

  long refused() {
    return refused.get();
  }

  void succeeded(long nanos) {
    breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
  }

  /** Judges that a caller waited so long in vain. */
  void timedOut(long nanos) {
    if (nanos >= SHORTEST_WAIT_NANOS) {
      breaker.onError(nanos, TimeUnit.NANOSECONDS, StoreException.unavailable("no answer", null));
    }
  }

  /** Judges a failure: what the store refuses for good is no outage, but must not go unseen. */
  void failed(long nanos, Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof StoreException store && store.isTransient()) {
      breaker.onError(nanos, TimeUnit.NANOSECONDS, cause);
      return;
    }
    breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    long times = refused.incrementAndGet();
    // The first, the second, the fourth…: every request may fail so.
    if (Long.bitCount(times) == 1) {
      LOG.error(
          "The store refuses a call, {} by now; they are counted on this replica alone: {}",
          times,
          cause.toString());
    }
  }

  static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private void opened() {
    outages.increment();
    LOG.warn(
        "The store cannot be relied on (at least {} % of calls failed or were slow): counting on"
            + " this replica alone, {} of each limit",
        config.threshold(), config.share());
    probeLater(0);
  }

  private void probeLater(int answered) {
    if (!timer.isShutdown()) {
      var _ =
          timer.schedule(() -> probe(answered), config.probe().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void probe(int answered) {
    long start = System.nanoTime();
    CompletionStage<?> answer;
    try {
      answer = probe.get();
    } catch (RuntimeException e) {
      probeLater(0);
      return;
    }
    answer.whenComplete(
        (time, failure) -> {
          boolean quick = System.nanoTime() - start <= config.slow().toNanos();
          if (failure != null || !quick) {
            probeLater(0);
          } else if (answered + 1 < PROBES) {
            probeLater(answered + 1);
          } else {
            LOG.info("The store answers again: counting there");
            breaker.transitionToClosedState();
          }
        });
  }
}
