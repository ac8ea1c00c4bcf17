package dev.weir.client;

import dev.weir.client.FallbackCause.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops asking a Weir that fails or is slow, and tries it again after a while. Thread-safe. */
final class Breaker {
  private static final Logger log = LoggerFactory.getLogger(Breaker.class);

  private final CircuitBreaker breaker;

  Breaker(CircuitBreakerConfig config) {
    breaker = CircuitBreaker.of("weir", config);
    breaker
        .getEventPublisher()
        .onStateTransition(event -> log.warn("Circuit breaker: {}", event.getStateTransition()));
  }

  /**
   * Does {@code work} and counts how it ended, or, while the circuit is open, returns {@code
   * otherwise}.
   */
  CompletableFuture<CheckResult> guard(
      Supplier<CompletableFuture<CheckResult>> work, Supplier<CheckResult> otherwise) {
    if (!breaker.tryAcquirePermission()) {
      return CompletableFuture.completedFuture(otherwise.get());
    }
    long started = breaker.getCurrentTimestamp();
    return work.get().whenComplete((result, failure) -> count(started, result));
  }

  private void count(long started, @Nullable CheckResult result) {
    long elapsed = breaker.getCurrentTimestamp() - started;
    // Without a result, the server found a mistake in the request: it works.
    FallbackCause cause = result == null ? null : result.fallback().orElse(null);
    if (cause == null) {
      breaker.onSuccess(elapsed, breaker.getTimestampUnit());
    } else if (cause.kind() == Kind.CANCELLED || cause.kind() == Kind.CLOSED) {
      // Says nothing about whether Weir works.
      breaker.releasePermission();
    } else {
      breaker.onError(elapsed, breaker.getTimestampUnit(), new Unanswered(cause.detail()));
    }
  }

  /** What the breaker counts: it wants an exception, nobody throws it. */
  private static final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unanswered(String message) {
      super(message, null, false, false);
    }
  }
}
