package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {

  @ParameterizedTest
  @CsvSource({
    "PT0.0000001S, 1 millisecond",
    "PT0.25S, 250 milliseconds",
    "PT1S, 1 second",
    "PT59.1S, 1 minute",
    "PT61S, 1 minute 1 second",
    "PT3600S, 1 hour",
    "PT3605S, 1 hour",
    "PT25H, 1 day 1 hour",
    "P400D, 400 days"
  })
  void durationsAreWordsOfTwoUnitsAtMost(Duration duration, String words) {
    assertThat(Text.words(duration)).isEqualTo(words);
  }

  @Test
  void numbersAreFlushRightAndWordsLeft() {
    assertThat(Text.table(List.of(List.of("NAME", "N"), List.of("a", "1"), List.of("bb", "1,000"))))
        .containsExactly("  NAME      N", "  a         1", "  bb    1,000");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:1, true",
    "127.0.0.1:1, true",
    "127.9.9.9:1, true",
    "[::1]:1, true",
    "weir.example:1, false",
    "127.0.0.1.example:1, false",
    "10.0.0.1:1, false"
  })
  void onlyLoopbackAddressesAreAskedInPlainText(String address, boolean loopback) {
    assertThat(HostAndPort.parse("--server", address, "127.0.0.1:9090").isLoopback())
        .isEqualTo(loopback);
  }
}
