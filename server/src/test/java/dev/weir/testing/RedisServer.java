package dev.weir.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A real Redis server on a free port of the loopback address, that keeps nothing on disk. It is
 * stopped, and its folder deleted, by {@link #close} or when the JVM ends.
 */
public final class RedisServer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  /** What a cluster's node adds to its port for the bus between nodes. */
  private static final int BUS = 10_000;

  private static final int HIGHEST_PORT = 65_535;

  private final int port;
  private final List<String> arguments;
  private final Path folder = TemporaryFolders.create("weir-redis");
  private final Thread hook = new Thread(this::kill);
  private @Nullable Process process;

  private RedisServer(int port, List<String> arguments) {
    this.port = port;
    this.arguments = arguments;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a server, and returns when it answers.
   *
   * @param options of {@code redis-server}, such as {@code --appendonly no}
   */
  public static RedisServer start(String... options) {
    int port = freePort();
    List<String> arguments = new ArrayList<>(List.of("--save", "", "--appendonly", "no"));
    arguments.addAll(List.of(options));
    RedisServer server = new RedisServer(port, arguments);
    server.restart();
    return server;
  }

  /** Starts a Sentinel that watches {@code master}, and returns when it answers. */
  public static RedisServer startSentinel(String master, RedisServer of) {
    RedisServer server = new RedisServer(freePort(), List.of());
    try {
      Path config = server.folder.resolve("sentinel.conf");
      Files.writeString(
          config,
          String.join(
              "\n",
              "sentinel monitor " + master + " " + HOST + " " + of.port() + " 1",
              "sentinel down-after-milliseconds " + master + " 500",
              "sentinel failover-timeout " + master + " 3000",
              ""));
      server.launch(List.of(config.toString(), "--sentinel"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return server;
  }

  public int port() {
    return port;
  }

  public String host() {
    return HOST;
  }

  /** Returns {@code 127.0.0.1:port}. */
  public String address() {
    return HOST + ":" + port;
  }

  /** Returns {@code redis://127.0.0.1:port}. */
  public String url() {
    return "redis://" + address();
  }

  /** Returns a new connection, to be closed by the caller. */
  public Jedis connect() {
    return new Jedis(HOST, port);
  }

  /** Kills the server as a crash would. What it held is gone. */
  public void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      try {
        running.waitFor(10, SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Starts the server again on its port, empty, and returns when it answers. */
  public void restart() {
    launch(arguments);
  }

  /** Stops the process without ending it: connections stay, and nothing is answered. */
  public void pause() {
    signal("STOP");
  }

  /** Lets a paused process go on. */
  public void resume() {
    signal("CONT");
  }

  @Override
  public void close() {
    kill();
    Runtime.getRuntime().removeShutdownHook(hook);
    TemporaryFolders.delete(folder);
  }

  /** Returns a port that nobody listens at, and that leaves room for a cluster's second one. */
  static int freePort() {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (socket.getLocalPort() + BUS <= HIGHEST_PORT) {
          return socket.getLocalPort();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException("no free port below " + (HIGHEST_PORT - BUS));
  }

  private void launch(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(RedisExecutable.find().toString());
    command.addAll(options);
    command.addAll(
        List.of("--port", String.valueOf(port), "--bind", HOST, "--dir", folder.toString()));
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Awaitility.await("a redis-server that answers: " + command)
        .atMost(20, SECONDS)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsInstanceOf(JedisException.class)
        .until(this::answers);
  }

  private boolean answers() {
    Process running = process;
    if (running == null || !running.isAlive()) {
      throw new IllegalStateException("redis-server ended: " + log());
    }
    try (Jedis jedis = connect()) {
      return jedis.ping().equals("PONG");
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void signal(String name) {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("not running");
    }
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(running.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
