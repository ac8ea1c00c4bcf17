package dev.weir.audit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.weir.decision.Decision;
import dev.weir.decision.DecisionObserver;
import dev.weir.decision.Facts;
import dev.weir.decision.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs decisions. The request path only puts a decision into a bounded queue; a thread of its own
 * turns it to JSON and writes it. What does not fit is dropped, and what the sink refuses is lost:
 * both are counted, and neither is felt by a check. Thread-safe.
 */
public final class AuditLog implements DecisionObserver, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

  /** Most decisions of one write. */
  private static final int BATCH = 256;

  /**
   * The writer looks this often: to be woken by a request would cost the request more than the rest
   * of this class.
   */
  private static final long PAUSE_NANOS = MILLISECONDS.toNanos(10);

  private static final long CLOSE_MILLIS = 5_000;

  private final BlockingQueue<Entry> queue;
  private final double allowSampled;
  private final LongSupplier clock;
  private final LongSupplier ticker;
  private final Sink sink;
  private final Thread writer;
  private final RecordWriter json = new RecordWriter();
  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile boolean closing;

  AuditLog(Sink sink, int capacity, double allowSampled, LongSupplier clock, LongSupplier ticker) {
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.allowSampled = allowSampled;
    this.clock = clock;
    this.ticker = ticker;
    this.sink = sink;
    this.writer = Thread.ofPlatform().name("weir-audit").daemon().start(this::run);
  }

  /**
   * Opens the log that {@code config} names, whose sink is not {@link AuditConfig.Sink#NONE}.
   *
   * @param stdout where {@link AuditConfig.Sink#STDOUT} writes
   * @param clock epoch milliseconds
   * @param ticker a monotonic clock in nanoseconds
   * @throws IOException where the file cannot be written; its message is for the user
   */
  public static AuditLog open(
      AuditConfig config, OutputStream stdout, LongSupplier clock, LongSupplier ticker)
      throws IOException {
    Sink sink =
        switch (config.sink()) {
          case FILE -> new FileSink(config.file().orElseThrow(), config);
          case STDOUT -> new StreamSink(stdout);
          case NONE -> throw new IllegalArgumentException("a log without a sink");
        };
    return new AuditLog(sink, config.queue(), config.allowSampled(), clock, ticker);
  }

  @Override
  public Observation begin(Facts facts) {
    return new Pending(facts, ticker.getAsLong());
  }

  /** Returns how many decisions were written. */
  public long written() {
    return written.sum();
  }

  /** Returns how many decisions found the queue full. */
  public long dropped() {
    return dropped.sum();
  }

  /** Returns how many decisions the sink refused. */
  public long failed() {
    return failed.sum();
  }

  /** Returns how many decisions wait to be written. */
  public int queued() {
    return queue.size();
  }

  /**
   * Writes what waits, for at most some seconds, and stops. Decisions that come later are dropped.
   */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(writer);
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!queue.isEmpty()) {
      log.warn("decision log: {} decisions were not written before the end", queue.size());
    }
  }

  private void run() {
    List<Entry> batch = new ArrayList<>(BATCH);
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    boolean healthy = true;
    while (!closing || !queue.isEmpty()) {
      if (queue.drainTo(batch, BATCH) == 0) {
        LockSupport.parkNanos(PAUSE_NANOS);
        continue;
      }
      healthy = write(batch, lines, healthy);
      batch.clear();
      lines.reset();
    }
    sink.close();
  }

  /** Writes a batch, and returns whether it could be. Says so in the log where that changes. */
  private boolean write(List<Entry> batch, ByteArrayOutputStream lines, boolean healthy) {
    try {
      for (Entry entry : batch) {
        json.write(
            entry.facts(),
            entry.decision(),
            entry.at(),
            NANOSECONDS.toMicros(entry.nanos()),
            lines);
      }
      sink.write(lines.toByteArray());
      written.add(batch.size());
      if (!healthy) {
        log.info("decision log: written again");
      }
      return true;
    } catch (IOException | RuntimeException e) {
      failed.add(batch.size());
      if (healthy) {
        log.error("decision log: decisions are being lost, and counted: {}", e.getMessage());
      }
      return false;
    }
  }

  private boolean keeps(Decision decision) {
    return allowSampled >= 1
        || decision.verdict() != Verdict.ALLOW
        || disagrees(decision)
        || share(decision.decisionId()) < allowSampled;
  }

  private static boolean disagrees(Decision decision) {
    for (Decision.Shadow shadow : decision.shadows()) {
      if (shadow.verdict() != decision.verdict()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns a number in [0,1) that belongs to the decision, so that all who sample it choose alike.
   */
  private static double share(String decisionId) {
    // Mixed (Stafford's variant 13, upper half), since String.hashCode of ids that differ in a
    // digit are neighbours.
    int hash = decisionId.hashCode();
    hash = (hash ^ (hash >>> 16)) * 0x7feb352d;
    hash = (hash ^ (hash >>> 15)) * 0x846ca68b;
    return Integer.toUnsignedLong(hash ^ (hash >>> 16)) / 4294967296.0;
  }

  /** Waits for one decision. */
  private final class Pending implements Observation {
    private final Facts facts;
    private final long began;

    Pending(Facts facts, long began) {
      this.facts = facts;
      this.began = began;
    }

    @Override
    public void decided(Decision decision) {
      if (keeps(decision)) {
        long nanos = ticker.getAsLong() - began;
        if (closing || !queue.offer(new Entry(facts, decision, clock.getAsLong(), nanos))) {
          dropped.increment();
        }
      }
    }
  }

  /** One decision that waits to be written. */
  private record Entry(Facts facts, Decision decision, long at, long nanos) {}
}
