package dev.weir.replay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** That what is read ahead is what the stream has, and no more than there is room for. */
final class ReadAheadTest {
  private static final int ROOM = 1 << 17;

  @Test
  void givesEveryByteInOrder() throws IOException {
    byte[] all = new byte[3_000_001];
    new SplittableRandom(1).nextBytes(all);
    try (InputStream ahead = ReadAhead.start(new ByteArrayInputStream(all), ROOM)) {
      assertThat(ahead.read()).isEqualTo(all[0] & 0xff);
      byte[] rest = ahead.readAllBytes();
      assertThat(rest).hasSize(all.length - 1).endsWith(all[all.length - 1]);
      assertThat(new ByteArrayInputStream(rest))
          .hasSameContentAs(new ByteArrayInputStream(all, 1, all.length - 1));
      assertThat(ahead.read()).isEqualTo(-1);
    }
  }

  /** A trace that somebody types, or that comes as it happens, is not held back. */
  @Test
  void givesWhatHasComeAtOnce() throws IOException {
    try (PipedOutputStream out = new PipedOutputStream();
        InputStream ahead = ReadAhead.start(new PipedInputStream(out), ROOM)) {
      out.write("a line".getBytes(US_ASCII));
      out.flush();
      byte[] some = new byte[100];
      assertThat(new String(some, 0, ahead.read(some), US_ASCII)).isEqualTo("a line");
    }
  }

  @Test
  void readsNoFartherThanThereIsRoom() throws IOException {
    Endless source = new Endless();
    try (InputStream ahead = ReadAhead.start(source, ROOM)) {
      assertThat(ahead.read()).isZero();
      // What is held, what is given out now, and what waits to be held.
      long most = ROOM + 2L * (1 << 16);
      await().until(() -> source.read.get() == most);
      ahead.readNBytes(1 << 16);
      await().until(() -> source.read.get() > most);
      assertThat(source.read.get()).isLessThanOrEqualTo(most + (1 << 16));
    }
    assertThat(source.closed).isTrue();
  }

  @Test
  void failsWhereTheStreamFailsAndNotBefore() throws IOException {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("torn");
          }

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            throw new IOException("torn");
          }
        };
    InputStream source = new SequenceInputStream(new ByteArrayInputStream(new byte[5]), broken);
    try (InputStream ahead = ReadAhead.start(source, ROOM)) {
      assertThat(ahead.readNBytes(5)).hasSize(5);
      assertThatThrownBy(ahead::read).isInstanceOf(IOException.class).hasMessage("torn");
      assertThatThrownBy(ahead::read).isInstanceOf(IOException.class).hasMessage("torn");
    }
  }

  /** Zeros without end. */
  private static final class Endless extends InputStream {
    private final AtomicLong read = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public int read() {
      throw new AssertionError("byte by byte");
    }

    @Override
    public int read(byte[] into, int from, int length) {
      read.addAndGet(length);
      return length;
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }
}
