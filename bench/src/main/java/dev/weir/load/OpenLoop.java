package dev.weir.load;

import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceStub;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * Sends checks at a fixed rate, whether or not earlier ones were answered. When each is to be sent
 * is settled before the first one, and how long it took counts from then: a server that stalls
 * delays all checks of that time, not only those that happened to be under way. (Gil Tene calls the
 * contrary coordinated omission.)
 */
final class OpenLoop {
  /** So that the first check is not late already. */
  private static final long LEAD = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long POLL = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long CHECK_EVERY = TimeUnit.SECONDS.toNanos(1);

  private final LoadPlan plan;
  private final List<DecisionServiceStub> stubs;
  private final LongFunction<CheckRequest> checks;
  private final LongSupplier ticker;
  private final AtomicInteger inFlight = new AtomicInteger();

  /** Told when measuring begins and when it ends. */
  interface Watcher {
    /**
     * What is sent from now on is measured, into {@code results}. On a thread of its own: whatever
     * is done here for the first time takes milliseconds, by which checks would be late.
     */
    void begins(Results results);

    /** All was sent that is measured; not all is answered. On the thread that sends. */
    void ends();

    /**
     * Looks whether what goes on beside is as it should be; if not, the run ends. About once a
     * second, on the thread that sends; must be quick.
     *
     * @throws IOException where something beside has failed
     */
    default void check() throws IOException {}

    /** An answer came, also of what is not measured. On any thread; must be quick. */
    default void answered(CheckResponse answer) {}
  }

  /**
   * Prepares to send.
   *
   * @param channels used in turn
   * @param checks gives the request of each number, from 0 on
   * @param ticker a monotonic clock in nanoseconds
   */
  OpenLoop(
      LoadPlan plan,
      List<? extends Channel> channels,
      LongFunction<CheckRequest> checks,
      LongSupplier ticker) {
    this.plan = plan;
    this.stubs = channels.stream().map(DecisionServiceGrpc::newStub).toList();
    this.checks = checks;
    this.ticker = ticker;
  }

  /**
   * Warms up, measures, and returns when all calls have ended. Calls may be under way still where
   * it throws.
   *
   * @return of what was measured
   * @throws InterruptedException where the thread was interrupted
   * @throws IOException where the watcher's check failed; at once
   * @throws IllegalStateException where the watcher failed as measuring began; at once
   */
  Results run(Watcher watcher) throws IOException, InterruptedException {
    long start = ticker.getAsLong() + LEAD;
    long warmUps = plan.checks(plan.warmUp());
    long all = warmUps + plan.checks(plan.duration());
    Results warmUp = new Results(start, 1);
    long measured = start + plan.offset(warmUps);
    Results results = new Results(measured, seconds(plan.duration()));
    ExecutorService beside =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("weir-bench-begin").factory());
    try {
      Future<?> begun =
          beside.submit(
              () -> {
                await(measured);
                watcher.begins(results);
                return null;
              });
      long nextCheck = start + CHECK_EVERY;
      for (long i = 0; i < all; i++) {
        long intended = start + plan.offset(i);
        await(intended);
        if (begun.isDone()) {
          // Throws what it failed by: nobody is to wait for hours to be told.
          begun.get();
        }
        if (intended - nextCheck >= 0) {
          nextCheck = intended + CHECK_EVERY;
          watcher.check();
        }
        send(i, intended, i < warmUps ? warmUp : results, watcher);
      }
      await(measured + plan.duration().toNanos());
      begun.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("what measures did not begin", e.getCause());
    } finally {
      beside.shutdownNow();
    }
    watcher.ends();
    awaitAnswers();
    return results;
  }

  private void send(long number, long intended, Results results, Watcher watcher) {
    if (inFlight.get() >= plan.maxInFlight()) {
      results.notSent(intended);
      return;
    }
    CheckRequest request = checks.apply(number);
    inFlight.incrementAndGet();
    results.sent(intended, ticker.getAsLong());
    stubs
        .get((int) (number % stubs.size()))
        .withDeadlineAfter(plan.deadline())
        .check(request, new Call(intended, results, watcher));
  }

  private void await(long time) throws InterruptedException {
    for (long left = time - ticker.getAsLong(); left > 0; left = time - ticker.getAsLong()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /** Every call ends at its deadline, so this ends. */
  private void awaitAnswers() throws InterruptedException {
    while (inFlight.get() > 0) {
      await(ticker.getAsLong() + POLL);
    }
  }

  private static int seconds(Duration duration) {
    return (int) Math.max(1, (duration.toMillis() + 999) / 1_000);
  }

  /** A check that was sent. Its methods are called one at a time, by gRPC's threads. */
  private final class Call implements StreamObserver<CheckResponse> {
    private final long intended;
    private final Results results;
    private final Watcher watcher;

    Call(long intended, Results results, Watcher watcher) {
      this.intended = intended;
      this.results = results;
      this.watcher = watcher;
    }

    @Override
    public void onNext(CheckResponse answer) {
      results.answered(intended, ticker.getAsLong(), answer);
      watcher.answered(answer);
    }

    @Override
    public void onError(Throwable failure) {
      results.failed(intended, ticker.getAsLong(), Status.fromThrowable(failure).getCode());
      inFlight.decrementAndGet();
    }

    @Override
    public void onCompleted() {
      inFlight.decrementAndGet();
    }
  }
}
