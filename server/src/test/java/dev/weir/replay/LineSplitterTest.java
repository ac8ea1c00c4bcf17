package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineSplitterTest {

  @Test
  void endsLinesWithLineFeedOrCarriageReturnAndLineFeed() throws IOException {
    assertThat(lines("a\nb\r\n\nc")).containsExactly("1:a", "2:b", "3:", "4:c");
    assertThat(lines("a\n")).containsExactly("1:a");
    assertThat(lines("")).isEmpty();
  }

  @Test
  void passesOverALineThatIsTooLong() throws IOException {
    String huge = "x".repeat(3 * LineSplitter.LONGEST);
    assertThat(lines("a\n" + huge + "\nb\n" + huge))
        .containsExactly("1:a", "2:too long", "3:b", "4:too long");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void doesNotDependOnHowTheBytesArrive(long seed) throws IOException {
    Random random = new Random(seed);
    List<String> expected = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= 200; i++) {
      String line =
          "y".repeat(random.nextInt(10) == 0 ? random.nextInt(200_000) : random.nextInt(80));
      expected.add(i + ":" + line);
      text.append(line).append('\n');
    }
    assertThat(lines(new Trickle(text.toString(), random))).as("seed %d", seed).isEqualTo(expected);
  }

  private static List<String> lines(String text) throws IOException {
    return lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> lines(InputStream in) throws IOException {
    LineSplitter splitter = new LineSplitter(in);
    List<String> lines = new ArrayList<>();
    while (splitter.advance()) {
      lines.add(
          splitter.number()
              + ":"
              + (splitter.isTooLong()
                  ? "too long"
                  : new String(
                      splitter.buffer(),
                      splitter.start(),
                      splitter.length(),
                      StandardCharsets.UTF_8)));
    }
    return lines;
  }

  /** Gives a few bytes at a time. */
  private static final class Trickle extends ByteArrayInputStream {
    private final Random random;

    Trickle(String text, Random random) {
      super(text.getBytes(StandardCharsets.UTF_8));
      this.random = random;
    }

    @Override
    public synchronized int read(byte[] into, int from, int length) {
      return super.read(into, from, Math.min(length, 1 + random.nextInt(5_000)));
    }
  }
}
