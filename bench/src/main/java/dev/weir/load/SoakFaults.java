package dev.weir.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * What Redis suffers in a soak, at random, one after the other, on a thread of its own. Which, when
 * and for how long follows from a seed.
 */
final class SoakFaults implements AutoCloseable {
  private static final double SHORTEST = 0.2;
  private static final double LONGEST = 10;

  /** For a Redis that was killed to have read its log, which may be long. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** What is left alone at the end, so that all is whole again. */
  private static final double QUIET_END = 10;

  private final LocalRedis redis;
  private final List<Fault> planned;
  private final LongSupplier ticker;
  private final Thread thread;
  private final List<Fault> done = new ArrayList<>();
  private volatile Optional<IOException> failure = Optional.empty();

  /**
   * Something that is to be done, or that was, in seconds after the begin.
   *
   * @param to of what was done: when Redis answered again, or the next one began
   */
  record Fault(Outage.Kind kind, double from, double to) {}

  private SoakFaults(LocalRedis redis, List<Fault> planned, LongSupplier ticker) {
    this.redis = redis;
    this.planned = planned;
    this.ticker = ticker;
    this.thread = Thread.ofPlatform().daemon().name("weir-soak-faults").unstarted(this::run);
  }

  /**
   * Begins.
   *
   * @param ticker a monotonic clock in nanoseconds
   */
  static SoakFaults start(LocalRedis redis, List<Fault> planned, LongSupplier ticker) {
    SoakFaults faults = new SoakFaults(redis, planned, ticker);
    faults.thread.start();
    return faults;
  }

  /**
   * Draws faults.
   *
   * @param duration in which they fall
   * @param every how long, on average, from the begin of one to that of the next
   */
  static List<Fault> draw(Duration duration, Duration every, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double end = duration.toMillis() / 1e3 - QUIET_END;
    double mean = every.toMillis() / 1e3;
    List<Fault> faults = new ArrayList<>();
    double at = mean * (0.5 + random.nextDouble());
    while (true) {
      Outage.Kind kind = random.nextBoolean() ? Outage.Kind.STOPPED : Outage.Kind.KILLED;
      double length = SHORTEST + (LONGEST - SHORTEST) * Math.pow(random.nextDouble(), 2);
      if (at + length > end) {
        return faults;
      }
      faults.add(new Fault(kind, at, at + length));
      at = Math.max(at + length + 1, at + mean * (0.5 + random.nextDouble()));
    }
  }

  /**
   * Waits for the last fault's end, and returns what was done, and when.
   *
   * @throws IOException where something could not be done
   */
  List<Fault> await() throws IOException, InterruptedException {
    thread.join();
    check();
    return List.copyOf(done);
  }

  /**
   * Looks whether all could be done so far.
   *
   * @throws IOException where something could not
   */
  void check() throws IOException {
    Optional<IOException> failed = failure;
    if (failed.isPresent()) {
      throw failed.get();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      long begin = ticker.getAsLong();
      for (int i = 0; i < planned.size(); i++) {
        boolean last = i == planned.size() - 1;
        double next = last ? Double.POSITIVE_INFINITY : planned.get(i + 1).from();
        done.add(suffer(planned.get(i), begin, next));
      }
    } catch (IOException e) {
      failure = Optional.of(e);
    } catch (RuntimeException e) {
      // Whatever it is, what was planned after it is not done.
      failure = Optional.of(new IOException("what is done to Redis failed: " + e, e));
    } catch (InterruptedException e) {
      // Nobody waits for it any more, and whoever closes this ends Redis as well.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Does one, and returns it with the times at which it was done.
   *
   * @param next when the next one begins. It does so in time, even if Redis still reads its log
   *     then.
   */
  private Fault suffer(Fault fault, long begin, double next)
      throws IOException, InterruptedException {
    Outage outage = new Outage(redis, fault.kind());
    awaitTime(begin, fault.from());
    double from = seconds(begin);
    outage.begin();
    awaitTime(begin, fault.to());
    outage.end();
    redis.await(() -> redis.answers() || seconds(begin) >= next, PATIENCE);
    return new Fault(fault.kind(), from, seconds(begin));
  }

  private double seconds(long begin) {
    return TimeUnit.NANOSECONDS.toMillis(ticker.getAsLong() - begin) / 1e3;
  }

  private void awaitTime(long begin, double seconds) throws InterruptedException {
    long due = begin + Math.round(seconds * TimeUnit.SECONDS.toNanos(1));
    for (long left = due - ticker.getAsLong(); left > 0; left = due - ticker.getAsLong()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
