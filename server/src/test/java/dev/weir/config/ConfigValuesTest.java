package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigValuesTest {
  @ParameterizedTest
  @CsvSource({"500us,500000", "5ms,5000000", "90s,90000000000", "2h,7200000000000", "0s,0"})
  void durationsReadAndPrintAlike(String text, long nanos) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    assertThat(Durations.format(Duration.ofNanos(nanos))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "ms", "-5ms", "1.5s", "5 parsecs", "99999999999d"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"512B,512", "64KiB,65536", "3MiB,3145728", "0B,0"})
  void sizesReadAndPrintAlike(String text, long bytes) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    assertThat(new ByteSize(bytes)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "512", "KiB", "-1KiB", "1KB", "1.5MiB"})
  void whatIsNoSizeIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:9090", "[::1]:0", "weir.example:65535"})
  void endpointsReadAndPrintAlike(String text) {
    assertThat(Endpoint.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "9090", ":9090", "::1:9090", "host:", "host:70000", "host:-1"})
  void whatIsNoEndpointIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text));
  }

  @Test
  void findsTheNameThatWasMeant() {
    List<String> names = List.of("grpc.address", "grpc.reflection", "store.url");

    assertThat(Nearest.to("grpc.adress", names)).contains("grpc.address");
    assertThat(Nearest.to("stoer.url", names)).contains("store.url");
    assertThat(Nearest.to("something.else.entirely", names)).isEmpty();
  }
}
