package dev.weir.store.redis;

import dev.weir.config.ByteSize;
import dev.weir.config.Setting;
import dev.weir.validation.InvalidFieldException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How Redis is used. The defaults are for a Redis in the same data centre. */
public record RedisConfig(
    @Setting(
            "File of PEM certificates that a TLS server's must be signed by; by default those that"
                + " Java trusts.")
        Optional<Path> tlsCaFile,
    @Setting(
            value =
                "Connections to each server that is written to. One is enough for what a Redis"
                    + " can do; more spread the work after its answers over more cores.",
            unit = "connections",
            min = "1",
            max = "16")
        int connections,
    @Setting(
            value = "How long making a connection may take, the login included.",
            min = "10ms",
            max = "30s")
        Duration connectTimeout,
    @Setting(
            value =
                "How long Redis may take to answer before the connection counts as broken and all"
                    + " that waits on it fails. Callers wait no longer than their budget, however"
                    + " long this is.",
            min = "5ms",
            max = "30s")
        Duration socketTimeout,
    @Setting(
            value = "Commands that may wait for each connection; one more fails at once.",
            unit = "commands",
            min = "128",
            max = "1000000")
        int queue,
    @Setting("What all keys and channels begin with.") String keyPrefix,
    @Setting(
            value =
                "How much memory of all Redis servers together cohorts may take, but for what"
                    + " operators said of them: half of it for those of which something is held,"
                    + " half for all others. Where there is no room, those judged or seen longest"
                    + " ago make room, and campaigns last.",
            min = "16MiB",
            max = "1024GiB")
        ByteSize cohortsMaxBytes) {

  private static final String SECTION = "store.redis.";
  private static final int LONGEST_PREFIX = 64;
  private static final ByteSize LEAST_FOR_COHORTS = ByteSize.parse("16MiB");
  private static final ByteSize MOST_FOR_COHORTS = ByteSize.parse("1024GiB");

  /** Checks every value; throws {@link InvalidFieldException}. */
  public RedisConfig {
    require("connections", connections, 1, 16, "connections");
    require("connect_timeout", connectTimeout, Duration.ofMillis(10));
    require("socket_timeout", socketTimeout, Duration.ofMillis(5));
    require("queue", queue, Pipeline.MOST_UNDER_WAY, 1_000_000, "commands");
    boolean plain = keyPrefix.chars().allMatch(c -> c > ' ' && c < 127 && c != '{' && c != '}');
    if (keyPrefix.length() > LONGEST_PREFIX || !plain) {
      throw new InvalidFieldException(
          SECTION + "key_prefix",
          "at most 64 characters of ASCII, without spaces and braces",
          keyPrefix);
    }
    if (cohortsMaxBytes.compareTo(LEAST_FOR_COHORTS) < 0
        || cohortsMaxBytes.compareTo(MOST_FOR_COHORTS) > 0) {
      throw new InvalidFieldException(
          SECTION + "cohorts_max_bytes",
          LEAST_FOR_COHORTS + " to " + MOST_FOR_COHORTS,
          cohortsMaxBytes);
    }
  }

  /** Returns the defaults: one connection, keys that begin with weir:, and 1 GiB for cohorts. */
  public static RedisConfig defaults() {
    return new RedisConfig(
        Optional.empty(),
        1,
        Duration.ofMillis(500),
        Duration.ofMillis(250),
        4096,
        "weir:",
        ByteSize.parse("1GiB"));
  }

  /** Returns this configuration with a file of trusted certificates. */
  public RedisConfig withTlsCaFile(Path other) {
    return new RedisConfig(
        Optional.of(other),
        connections,
        connectTimeout,
        socketTimeout,
        queue,
        keyPrefix,
        cohortsMaxBytes);
  }

  /** Returns this configuration with other timeouts. */
  public RedisConfig withTimeouts(Duration connect, Duration socket) {
    return new RedisConfig(
        tlsCaFile, connections, connect, socket, queue, keyPrefix, cohortsMaxBytes);
  }

  /** Returns this configuration with other numbers of connections and of commands that may wait. */
  public RedisConfig withCapacity(int otherConnections, int otherQueue) {
    return new RedisConfig(
        tlsCaFile,
        otherConnections,
        connectTimeout,
        socketTimeout,
        otherQueue,
        keyPrefix,
        cohortsMaxBytes);
  }

  private static void require(String name, long value, long least, long most, String unit) {
    if (value < least || value > most) {
      throw new InvalidFieldException(SECTION + name, least + " to " + most + " " + unit, value);
    }
  }

  private static void require(String name, Duration value, Duration least) {
    Duration most = Duration.ofSeconds(30);
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new InvalidFieldException(
          SECTION + name, least.toMillis() + " ms to " + most.toMillis() + " ms", value);
    }
  }
}
