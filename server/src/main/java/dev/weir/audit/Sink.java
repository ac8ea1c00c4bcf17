package dev.weir.audit;

import java.io.IOException;

/** Takes lines, a batch at a time. Used by one thread. */
interface Sink extends AutoCloseable {

  /**
   * Writes whole lines.
   *
   * @throws IOException where they are lost; the next batch is tried nevertheless
   */
  void write(byte[] lines) throws IOException;

  /** Writes what is buffered and lets go. */
  @Override
  void close();
}
