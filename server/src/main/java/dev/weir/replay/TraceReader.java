package dev.weir.replay;

import dev.weir.replay.TraceLine.Broken;
import dev.weir.replay.TraceLine.Event;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace ahead of who replays it, on a thread of its own: in order, in batches, and no
 * further than some batches, so that a trace of any length takes the same memory. For one consumer.
 */
final class TraceReader implements AutoCloseable {
  /** By how much a line may be earlier than one above it, as where front ends' clocks differ. */
  static final long LATE_MILLIS = 1_000;

  /**
   * Enough to go on reading while what is replayed waits a little. What waits here is copied by
   * each collection, so that more costs more than it gains.
   */
  private static final int AHEAD = 8;

  private static final int BATCH_LINES = 512;
  private static final int BATCH_BYTES = 1 << 20;
  private static final Batch END = new Batch(List.of(), 0);

  private final TraceInput input;
  private final BlockingQueue<Batch> batches = new ArrayBlockingQueue<>(AHEAD);
  private final Thread thread;

  // These three are confined to the thread.
  private final TraceParser parser = new TraceParser();
  private List<TraceLine> batch = new ArrayList<>(BATCH_LINES);
  private long latest = Long.MIN_VALUE + LATE_MILLIS;

  /** Written before the end is put into the queue, and read after it was taken out. */
  private @Nullable IOException failure;

  private TraceReader(TraceInput input) {
    this.input = input;
    this.thread = Thread.ofPlatform().daemon().name("trace-reader").unstarted(this::read);
  }

  /** Begins to read; the reader closes {@code input} when it is closed or at the end. */
  static TraceReader start(TraceInput input) {
    TraceReader reader = new TraceReader(input);
    reader.thread.start();
    return reader;
  }

  /**
   * Returns the next lines; at the end of the trace, none, and is not to be called again.
   *
   * @throws IOException where the trace cannot be read further; says after which line
   */
  Batch next() throws IOException {
    try {
      Batch batch = batches.take();
      if (batch.isEnd() && failure != null) {
        throw failure;
      }
      return batch;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void read() {
    LineSplitter lines = new LineSplitter(input.stream());
    try (input) {
      for (Batch batch = batch(lines); !batch.isEnd(); batch = batch(lines)) {
        batches.put(batch);
      }
      batches.put(END);
    } catch (InterruptedException e) {
      // Closed: nobody waits for more.
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      // The messages of an EOFException differ, and some have none.
      String why = e instanceof EOFException ? "its gzip data ends too early" : e.getMessage();
      fail(new IOException("after line " + lines.number() + ": " + why, e));
    }
  }

  /** Hands over what was read before, and then the failure. */
  private void fail(IOException why) {
    failure = why;
    try {
      if (!batch.isEmpty()) {
        batches.put(new Batch(batch, input.bytesRead()));
      }
      batches.put(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Batch batch(LineSplitter lines) throws IOException {
    batch = new ArrayList<>(BATCH_LINES);
    int bytes = 0;
    while (batch.size() < BATCH_LINES && bytes < BATCH_BYTES && lines.advance()) {
      bytes += lines.length();
      if (lines.length() > 0) {
        batch.add(line(lines));
      }
    }
    return new Batch(batch, input.bytesRead());
  }

  private TraceLine line(LineSplitter lines) {
    try {
      if (lines.isTooLong()) {
        throw new BrokenLineException("longer than 1 MiB");
      }
      return inOrder(parser.parse(lines.buffer(), lines.start(), lines.length()));
    } catch (BrokenLineException e) {
      return new Broken(lines.number(), String.valueOf(e.getMessage()));
    }
  }

  private Event inOrder(Event event) {
    if (event.at() < latest - LATE_MILLIS) {
      throw new BrokenLineException(
          String.format(
              Locale.ROOT,
              "at: %.3f s earlier than a line above (expected: in time order, give or take %d s)",
              (latest - event.at()) / 1_000.0,
              LATE_MILLIS / 1_000));
    }
    latest = Math.max(latest, event.at());
    return event;
  }

  /**
   * Some lines of a trace.
   *
   * @param bytesRead how much of what is stored was read by then
   */
  record Batch(List<TraceLine> lines, long bytesRead) {
    boolean isEnd() {
      return lines.isEmpty();
    }
  }
}
