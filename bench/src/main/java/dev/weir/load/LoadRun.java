package dev.weir.load;

import dev.weir.config.Endpoint;
import dev.weir.load.LoadReport.FaultTime;
import dev.weir.load.LoadReport.Setup;
import dev.weir.load.LoadReport.Spent;
import dev.weir.v1.CheckRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** One run: warms up, measures, and meanwhile does to Redis what the scenario says. */
final class LoadRun {
  private static final long PATIENCE_SECONDS = 120;

  private final Setup setup;
  private final Endpoint target;
  private final LongSupplier ticker;
  private final Supplier<Optional<Long>> serverCpu;
  private final Supplier<Optional<Long>> redisCpu;
  private final Optional<RedisFault> fault;

  /**
   * Prepares a run.
   *
   * @param ticker a monotonic clock in nanoseconds
   * @param serverCpu what CPU time the server has spent so far, in nanoseconds, where known
   * @param redisCpu the same of Redis
   * @param fault of the middle third of what is measured
   */
  LoadRun(
      Setup setup,
      Endpoint target,
      LongSupplier ticker,
      Supplier<Optional<Long>> serverCpu,
      Supplier<Optional<Long>> redisCpu,
      Optional<RedisFault> fault) {
    this.setup = setup;
    this.target = target;
    this.ticker = ticker;
    this.serverCpu = serverCpu;
    this.redisCpu = redisCpu;
    this.fault = fault;
  }

  /**
   * Asks, and returns when all is answered or given up.
   *
   * @param checks gives the request of each number
   * @param measuring is told once measuring begins
   * @throws IOException where no connection could be made, or a fault not be begun or ended
   */
  LoadReport run(LongFunction<CheckRequest> checks, Consumer<Results> measuring)
      throws IOException, InterruptedException {
    try (Connections connections = Connections.open(target, setup.connections());
        Timer timer = new Timer()) {
      CpuWatch watch = new CpuWatch(timer, measuring);
      Results results =
          new OpenLoop(setup.plan(), connections.channels(), checks, ticker).run(watch);
      timer.finish();
      return LoadReport.of(setup, results, watch.spent(), faultTime());
    }
  }

  private Optional<FaultTime> faultTime() {
    double third = setup.plan().duration().toMillis() / 3e3;
    return fault.map(each -> new FaultTime(each.what(), third, 2 * third, each.seen()));
  }

  /** Reads the CPU times where measuring begins and ends. */
  private final class CpuWatch implements OpenLoop.Watcher {
    private final Timer timer;
    private final Consumer<Results> measuring;
    private Spent before = new Spent(Optional.empty(), Optional.empty());
    private Spent after = before;

    CpuWatch(Timer timer, Consumer<Results> measuring) {
      this.timer = timer;
      this.measuring = measuring;
    }

    @Override
    public void begins(Results results) {
      before = read();
      timer.schedule();
      measuring.accept(results);
    }

    @Override
    public void ends() {
      after = read();
    }

    @Override
    public void check() throws IOException {
      timer.check();
    }

    Spent spent() {
      return new Spent(
          difference(before.server(), after.server()), difference(before.redis(), after.redis()));
    }

    private Spent read() {
      return new Spent(serverCpu.get(), redisCpu.get());
    }

    /** None where a process was replaced by another one meanwhile. */
    private static Optional<Long> difference(Optional<Long> before, Optional<Long> after) {
      return before.flatMap(b -> after.map(a -> a - b)).filter(spent -> spent >= 0);
    }
  }

  /** Does the faults in time, one after the other, on a thread of its own. */
  private final class Timer implements AutoCloseable {
    private final ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("weir-bench-faults").factory());
    private final Queue<Future<?>> actions = new ConcurrentLinkedQueue<>();

    void schedule() {
      long third = setup.plan().duration().toNanos() / 3;
      fault.ifPresent(
          each -> {
            at(third, each::begin);
            at(2 * third, each::end);
          });
    }

    /** Returns when all is done that was scheduled; throws what went wrong with it. */
    void finish() throws IOException, InterruptedException {
      thread.shutdown();
      if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("what is done to Redis did not end");
      }
      check();
    }

    /** Throws what has gone wrong so far, whatever it is. */
    void check() throws IOException {
      for (Future<?> action : actions) {
        if (action.state() == Future.State.FAILED) {
          Throwable failure = action.exceptionNow();
          throw failure instanceof IOException told
              ? told
              : new IOException("what is done to Redis failed: " + failure, failure);
        }
      }
    }

    @Override
    public void close() {
      thread.shutdownNow();
    }

    private void at(long delay, Action action) {
      actions.add(
          thread.schedule(
              () -> {
                action.run();
                return null;
              },
              delay,
              TimeUnit.NANOSECONDS));
    }
  }

  /** What a fault does. */
  private interface Action {
    void run() throws IOException, InterruptedException;
  }
}
