package dev.weir.load;

import dev.weir.v1.CheckResponse;
import dev.weir.v1.Evidence;
import dev.weir.v1.Verdict;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * What became of checks, altogether and by the second in which each was to be sent. Histograms are
 * in microseconds. Thread-safe; recording takes no lock.
 */
final class Results {
  /** Longer times count as this long. */
  private static final long LONGEST = TimeUnit.MINUTES.toMicros(2);

  private static final int DIGITS = 3;

  /** Many seconds are held at once, so each with less. */
  private static final int DIGITS_OF_SECOND = 2;

  private final long start;
  private final Recorder latency = new Recorder(LONGEST, DIGITS);
  private final Recorder lateness = new Recorder(LONGEST, DIGITS);

  /** By number of the evidence. */
  private final List<ConcurrentHistogram> rungs =
      IntStream.rangeClosed(0, Evidence.NONE_VALUE)
          .mapToObj(_ -> new ConcurrentHistogram(LONGEST, DIGITS))
          .toList();

  private final List<Second> seconds;
  private final AtomicLong lastEnd = new AtomicLong();

  /** The checks of one second. */
  static final class Second {
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong notSent = new AtomicLong();
    private final AtomicLongArray evidence = new AtomicLongArray(Evidence.NONE_VALUE + 1);
    private final AtomicLongArray verdicts = new AtomicLongArray(Verdict.DENY_VALUE + 1);
    private final AtomicLongArray errors = new AtomicLongArray(Status.Code.values().length);
    private final Histogram latency = new ConcurrentHistogram(LONGEST, DIGITS_OF_SECOND);

    long sent() {
      return sent.get();
    }

    long notSent() {
      return notSent.get();
    }

    long evidence(Evidence rung) {
      return evidence.get(rung.getNumber());
    }

    long verdicts(Verdict verdict) {
      return verdicts.get(verdict.getNumber());
    }

    long errors(Status.Code code) {
      return errors.get(code.value());
    }

    Histogram latency() {
      return latency;
    }
  }

  /**
   * Creates results without any.
   *
   * @param start when the first check is to be sent, by the caller's nanosecond clock
   * @param seconds how many seconds there are, at least 1
   */
  Results(long start, int seconds) {
    this.start = start;
    this.seconds = IntStream.range(0, seconds).mapToObj(_ -> new Second()).toList();
    this.lastEnd.set(start);
  }

  /** Counts a check that is sent, so long after it was to be. */
  void sent(long intended, long now) {
    second(intended).sent.incrementAndGet();
    lateness.recordValue(micros(now - intended));
  }

  /** Counts a check that is not sent, since too many are unanswered. */
  void notSent(long intended) {
    second(intended).notSent.incrementAndGet();
  }

  /** Counts an answer; what it has waited for began when it was to be sent. */
  void answered(long intended, long now, CheckResponse answer) {
    Second second = second(intended);
    count(second.evidence, answer.getEvidenceValue());
    count(second.verdicts, answer.getVerdictValue());
    rungs.get(index(answer.getEvidenceValue(), rungs.size())).recordValue(micros(now - intended));
    waited(second, intended, now);
  }

  /**
   * Counts a call that failed. One that was given up has waited at least so long; for others no
   * time counts, or failing fast would look like answering fast.
   */
  void failed(long intended, long now, Status.Code code) {
    Second second = second(intended);
    second.errors.incrementAndGet(code.value());
    if (code == Status.Code.DEADLINE_EXCEEDED) {
      waited(second, intended, now);
    }
  }

  /** Returns how long all waited since the last call of this method, calls given up included. */
  Histogram latency() {
    return latency.getIntervalHistogram();
  }

  /** Returns how long answers took that rested on this. */
  Histogram latency(Evidence rung) {
    return rungs.get(rung.getNumber());
  }

  /** Returns how many answers, on whatever they rested, took no longer than this. */
  long answeredWithin(Duration time) {
    long micros = TimeUnit.NANOSECONDS.toMicros(time.toNanos());
    return rungs.stream().mapToLong(rung -> rung.getCountBetweenValues(0, micros)).sum();
  }

  /** Returns how late checks were sent since the last call of this method. */
  Histogram lateness() {
    return lateness.getIntervalHistogram();
  }

  List<Second> seconds() {
    return seconds;
  }

  /** Returns how long after the first check was to be sent the last answer came, in nanoseconds. */
  long span() {
    return lastEnd.get() - start;
  }

  private void waited(Second second, long intended, long now) {
    long micros = micros(now - intended);
    second.latency.recordValue(micros);
    latency.recordValue(micros);
    lastEnd.accumulateAndGet(now, (last, end) -> end - last > 0 ? end : last);
  }

  private Second second(long intended) {
    long index = TimeUnit.NANOSECONDS.toSeconds(intended - start);
    return seconds.get((int) Math.clamp(index, 0, seconds.size() - 1L));
  }

  private static void count(AtomicLongArray counts, int value) {
    counts.incrementAndGet(index(value, counts.length()));
  }

  /** A later server may say what is not known here: that counts as unspecified. */
  private static int index(int value, int size) {
    return value > 0 && value < size ? value : 0;
  }

  private static long micros(long nanos) {
    return Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 0, LONGEST);
  }
}
