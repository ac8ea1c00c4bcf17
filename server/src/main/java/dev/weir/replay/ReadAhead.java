package dev.weir.replay;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream ahead of who needs it, on a thread of its own, so that a program that writes into
 * a pipe need not wait whenever its reader does: a pipe itself holds 64 KiB. In memory that does
 * not grow with the stream. What has come is given out at once. For one reader.
 */
final class ReadAhead extends InputStream {
  /** What a pipe gives at once. */
  private static final int CHUNK = 1 << 16;

  private static final Chunk END = new Chunk(new byte[0]);

  private final InputStream source;
  private final BlockingQueue<Chunk> filled;
  private final BlockingQueue<Chunk> spare;
  private final Thread thread;

  /** Written before the end is put into the queue, and read after it was taken out. */
  private @Nullable IOException failure;

  /** What is given out now, from {@link #next} on; confined to the reader. */
  private Chunk current = new Chunk(new byte[0]);

  private int next;

  private ReadAhead(InputStream source, int chunks) {
    this.source = source;
    this.filled = new ArrayBlockingQueue<>(chunks);
    this.spare = new ArrayBlockingQueue<>(chunks);
    this.thread = Thread.ofPlatform().daemon().name("read-ahead").unstarted(this::fill);
  }

  /**
   * Begins to read.
   *
   * @param source is closed with what is returned
   * @param bytes at most so many are held, or 64 KiB if that is more
   */
  static ReadAhead start(InputStream source, int bytes) {
    ReadAhead ahead = new ReadAhead(source, Math.max(1, bytes / CHUNK));
    ahead.thread.start();
    return ahead;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (next == current.length && !advance()) {
      return -1;
    }
    int read = Math.min(length, current.length - next);
    System.arraycopy(current.bytes, next, into, from, read);
    next += read;
    return read;
  }

  /** Moves to the next chunk; false at the end. */
  private boolean advance() throws IOException {
    if (current != END) {
      // One that is not taken back is left to the garbage collector.
      spare.offer(current);
      current = take();
      next = 0;
    }
    if (current == END && failure != null) {
      throw failure;
    }
    return current != END;
  }

  private Chunk take() throws InterruptedIOException {
    try {
      return filled.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  private void fill() {
    try {
      try {
        for (Chunk chunk = filledChunk(); chunk.length >= 0; chunk = filledChunk()) {
          filled.put(chunk);
        }
      } catch (IOException e) {
        failure = e;
      } catch (RuntimeException | Error e) {
        failure = new IOException(e);
      }
      filled.put(END);
    } catch (InterruptedException e) {
      // Closed: nobody waits for more.
      Thread.currentThread().interrupt();
    }
  }

  private Chunk filledChunk() throws IOException {
    Chunk reused = spare.poll();
    Chunk chunk = reused == null || reused.bytes.length == 0 ? new Chunk(new byte[CHUNK]) : reused;
    chunk.length = source.read(chunk.bytes, 0, CHUNK);
    return chunk;
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    source.close();
  }

  /** Some bytes; whose turn it is to use them has them alone. */
  private static final class Chunk {
    private final byte[] bytes;
    private int length;

    Chunk(byte[] bytes) {
      this.bytes = bytes;
    }
  }
}
