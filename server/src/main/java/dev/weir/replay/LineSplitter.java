package dev.weir.replay;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines, without copying them: a line stands in {@link #buffer} until
 * the next one is asked for. Lines end with LF or CRLF; the last one needs no end. Not thread-safe.
 */
final class LineSplitter {
  /** The longest line that is read; of a longer one, only that it is there. */
  static final int LONGEST = 1 << 20;

  private final InputStream in;
  private byte[] buffer = new byte[1 << 16];

  /** What is read and not yet given out is [next, end). */
  private int next;

  private int end;
  private boolean ended;

  private int start;
  private int length;
  private boolean tooLong;
  private long number;

  LineSplitter(InputStream in) {
    this.in = in;
  }

  /** Moves to the next line; false at the end of the stream. */
  boolean advance() throws IOException {
    tooLong = false;
    int lineEnd = find(next);
    while (lineEnd < 0 && !ended) {
      lineEnd = find(fill());
    }
    if (lineEnd < 0 && next == end && !tooLong) {
      return false;
    }
    number++;
    start = next;
    int to = lineEnd < 0 ? end : lineEnd;
    next = lineEnd < 0 ? end : lineEnd + 1;
    length = to > start && buffer[to - 1] == '\r' ? to - 1 - start : to - start;
    return true;
  }

  /** Returns the array in which the line stands, from {@link #start} for {@link #length} bytes. */
  byte[] buffer() {
    return buffer;
  }

  int start() {
    return start;
  }

  int length() {
    return length;
  }

  /**
   * Returns whether the line is longer than {@link #LONGEST}, and what stands in the buffer is not
   * it.
   */
  boolean isTooLong() {
    return tooLong;
  }

  /** Returns the line's number, from 1. */
  long number() {
    return number;
  }

  private int find(int from) {
    for (int i = from; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /**
   * Reads more behind what is not yet given out, which moves to the buffer's begin. Returns where
   * that begins which was not there before.
   */
  private int fill() throws IOException {
    int kept = end - next;
    if (kept > LONGEST) {
      tooLong = true;
      kept = 0;
      next = end;
    }
    if (kept == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * kept);
    } else {
      System.arraycopy(buffer, next, buffer, 0, kept);
    }
    next = 0;
    end = kept;
    int read = in.read(buffer, end, buffer.length - end);
    if (read < 0) {
      ended = true;
    } else {
      end += read;
    }
    return kept;
  }
}
