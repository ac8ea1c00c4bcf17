package dev.weir.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.validation.InvalidFieldException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisConfigTest {
  private static final RedisConfig DEFAULTS = RedisConfig.defaults();

  @Test
  void keepsNumbersAndTimesWithinBounds() {
    assertThatThrownBy(() -> DEFAULTS.withCapacity(0, 4096))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessage("store.redis.connections: 0 (expected: 1 to 16 connections)");
    assertThatThrownBy(() -> DEFAULTS.withCapacity(1, 127))
        .hasMessage("store.redis.queue: 127 (expected: 128 to 1000000 commands)");
    assertThatThrownBy(() -> DEFAULTS.withTimeouts(Duration.ofMillis(9), Duration.ofMillis(5)))
        .hasMessageStartingWith("store.redis.connect_timeout: ")
        .hasMessageContaining("10 ms to 30000 ms");
    assertThatThrownBy(() -> DEFAULTS.withTimeouts(Duration.ofMillis(10), Duration.ofMinutes(1)))
        .hasMessageStartingWith("store.redis.socket_timeout: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "{a}", "ä", "\n"})
  void takesNoPrefixThatWouldMoveKeys(String prefix) {
    assertThatThrownBy(
            () ->
                new RedisConfig(
                    Optional.empty(),
                    1,
                    DEFAULTS.connectTimeout(),
                    DEFAULTS.socketTimeout(),
                    128,
                    prefix,
                    DEFAULTS.cohortsMaxBytes()))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageStartingWith("store.redis.key_prefix: ");
  }

  @Test
  void saysWhatIsWrongWithAFileOfCertificates(@TempDir Path folder) throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    Path other = Files.writeString(folder.resolve("other.pem"), "no certificate");
    assertThat(messageFor(folder.resolve("missing.pem"))).contains("cannot be read");
    assertThat(messageFor(empty)).contains("without one");
    assertThat(messageFor(other)).startsWith("store.redis.tls_ca_file: ");
  }

  private static String messageFor(Path file) {
    try (RedisStore store = RedisStore.open("rediss://127.0.0.1:1", DEFAULTS.withTlsCaFile(file))) {
      throw new AssertionError("opened " + store.address());
    } catch (InvalidFieldException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
