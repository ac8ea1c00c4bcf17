package dev.weir.replay;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a trace, unpacked where they are gzip (RFC 1952), which is told by their first two
 * bytes, and counted as they are stored. Not thread-safe.
 */
final class TraceInput implements AutoCloseable {
  private static final int GZIP_MAGIC = 0x8b1f;
  private static final int GZIP_BUFFER = 1 << 16;

  /** A second or two of what a replay takes: it waits now and then for what it judges meanwhile. */
  private static final int AHEAD_BYTES = 1 << 26;

  private final Counted stored;
  private final InputStream unpacked;
  private final OptionalLong size;

  private TraceInput(Counted stored, InputStream unpacked, OptionalLong size) {
    this.stored = stored;
    this.unpacked = unpacked;
    this.size = size;
  }

  /**
   * Opens a file.
   *
   * @throws ZipException where its name ends with {@code .gz} and its content is not gzip
   */
  static TraceInput open(Path file) throws IOException {
    boolean mustBeGzip = file.toString().endsWith(".gz");
    // A pipe with a name has a size of 0, and is no file.
    OptionalLong size =
        Files.isRegularFile(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
    InputStream in = Files.newInputStream(file);
    if (size.isEmpty()) {
      in = ReadAhead.start(in, AHEAD_BYTES);
    }
    try {
      return of(in, size, mustBeGzip);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** Reads a stream of unknown length, such as standard input, ahead of who needs it. */
  static TraceInput of(InputStream in) throws IOException {
    return of(ReadAhead.start(in, AHEAD_BYTES), OptionalLong.empty(), false);
  }

  private static TraceInput of(InputStream in, OptionalLong size, boolean mustBeGzip)
      throws IOException {
    Counted stored = new Counted(in);
    byte[] magic = new byte[2];
    int read = stored.readNBytes(magic, 0, magic.length);
    PushbackInputStream whole = new PushbackInputStream(stored, magic.length);
    whole.unread(magic, 0, read);
    if (((magic[1] & 0xff) << 8 | (magic[0] & 0xff)) == GZIP_MAGIC) {
      return new TraceInput(stored, new GZIPInputStream(whole, GZIP_BUFFER), size);
    }
    if (mustBeGzip) {
      throw new ZipException("not gzip, although its name says so");
    }
    return new TraceInput(stored, whole, size);
  }

  /** Returns the trace, unpacked. */
  InputStream stream() {
    return unpacked;
  }

  /** Returns how many bytes are stored, where that is known. */
  OptionalLong size() {
    return size;
  }

  /** Returns how many of the stored bytes have been read. */
  long bytesRead() {
    return stored.count;
  }

  @Override
  public void close() throws IOException {
    unpacked.close();
  }

  /** Counts what is read. */
  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      count += Math.max(0, read);
      return read;
    }

    /**
     * Says that there is always more: GZIPInputStream takes 0 for the end of the stream, and would
     * drop the rest of files put one behind the other where a pipe happens to be empty.
     */
    @Override
    public int available() {
      return 1;
    }
  }
}
