package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.Timestamps;
import java.text.ParseException;
import java.time.DateTimeException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Rfc3339Test {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999Z",
        "2024-02-29T12:00:00.123Z",
        "2026-05-01T00:00:00.123456Z",
        "2026-05-01T00:00:00.123456789Z",
        "2026-05-01T00:00:00.1Z",
        "2026-05-01T02:00:00.25+02:00",
        "2026-04-30T19:30:00-04:30"
      })
  void readsEverySpelling(String text) throws ParseException {
    assertThat(Rfc3339.millis(text)).isEqualTo(Timestamps.toMillis(Timestamps.parse(text)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void agreesWithProtobuf(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      long millis = random.nextLong(-62_135_596_800_000L, 253_402_300_799_999L);
      String text = Timestamps.toString(Timestamps.fromMillis(millis));
      assertThat(Rfc3339.millis(text)).as("seed %d: %s", seed, text).isEqualTo(millis);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2026-05-01",
        "2026-05-01T00:00:00",
        "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-05-01T24:00:00Z",
        "2026-05-01T00:60:00Z",
        "2026-05-01T00:00:00.12x456Z",
        "2026-05-01T00:00:0\u0661Z"
      })
  void refusesWhatIsNoTime(String text) {
    assertThatThrownBy(() -> Rfc3339.millis(text)).isInstanceOf(DateTimeException.class);
  }
}
