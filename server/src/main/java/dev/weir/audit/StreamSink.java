package dev.weir.audit;

import java.io.IOException;
import java.io.OutputStream;

/** Writes to a stream that it does not own, such as standard output. */
record StreamSink(OutputStream stream) implements Sink {

  @Override
  public void write(byte[] lines) throws IOException {
    stream.write(lines);
    stream.flush();
  }

  @Override
  public void close() {
    // The stream is the process's.
  }
}
