package dev.weir.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class JsonLineTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final JsonLine line = new JsonLine(out);

  @Test
  void writesUnsignedNumbersOfEachLength() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    long[] numbers =
        LongStream.concat(
                LongStream.of(0, 9, 10, 99, 100, 101, 1_000, Long.MAX_VALUE, Long.MIN_VALUE, -1),
                LongStream.range(0, 10_000)
                    .map(i -> random.nextLong() >>> random.nextInt(Long.SIZE)))
            .toArray();
    StringBuilder expected = new StringBuilder();
    for (long number : numbers) {
      line.number(number).raw(" ");
      expected.append(Long.toUnsignedString(number)).append(' ');
    }
    line.flush();
    assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(expected.toString());
  }

  @Test
  void writesTextsAsJsonHasThem() throws IOException {
    line.text("a \"b\" \\ c").padded(42, 5).end();
    line.flush();
    assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("\"a \\\"b\\\" \\\\ c\"00042\n");
    assertThatThrownBy(() -> line.text("é")).hasMessageContaining("not printable ASCII");
  }
}
