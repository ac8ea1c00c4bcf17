package dev.weir.load;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis of a run's own, that keeps nothing on disk: the {@code redis-server} on the PATH, or else
 * the one that embedded-redis carries.
 */
final class LocalRedis implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path executable;
  private final Path folder;
  private final int port;
  private OwnProcess process;
  private boolean restarted;
  private boolean closed;

  private LocalRedis(Path executable, Path folder, int port) throws IOException {
    this.executable = executable;
    this.folder = folder;
    this.port = port;
    this.process = launch();
  }

  /**
   * Starts a Redis. Does not wait.
   *
   * @param folder for its files, which stay there
   * @throws IOException where it cannot be started; says why
   */
  static LocalRedis start(Path folder) throws IOException {
    return new LocalRedis(executable(folder), folder, freePort());
  }

  /**
   * Returns when it answers.
   *
   * @throws IOException where it ends before, or takes too long
   */
  void awaitAnswer() throws IOException, InterruptedException {
    process.await(this::answers, PATIENCE);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /**
   * Returns the CPU time that its process has spent, in nanoseconds; none once there was a second
   * process, whose time would be compared with the first one's.
   */
  synchronized Optional<Long> cpu() {
    return restarted ? Optional.empty() : process.cpu();
  }

  synchronized void pause() throws IOException {
    process.pause();
  }

  synchronized void resume() throws IOException {
    process.resume();
  }

  /** Kills it as a crash would. */
  synchronized void kill() {
    process.close();
  }

  /** Starts it again at its port, empty. Does not wait. */
  synchronized void restart() throws IOException {
    if (!closed) {
      restarted = true;
      process = launch();
    }
  }

  /** Kills it for good. */
  @Override
  public synchronized void close() {
    closed = true;
    kill();
  }

  private OwnProcess launch() throws IOException {
    List<String> command =
        List.of(
            executable.toString(),
            "--port",
            String.valueOf(port),
            "--bind",
            HOST,
            "--dir",
            folder.toString(),
            "--save",
            "",
            "--appendonly",
            "no");
    return OwnProcess.start("redis-server", folder.resolve("redis.log"), command);
  }

  private boolean answers() {
    try (Jedis jedis = new Jedis(HOST, port)) {
      return jedis.ping().equals("PONG");
    } catch (JedisException e) {
      return false;
    }
  }

  private static Path executable(Path folder) throws IOException {
    try {
      return ExecutableProvider.newExecutableInPath("redis-server").get().toPath();
    } catch (FileNotFoundException e) {
      Path copy = Files.createDirectory(folder.resolve("redis-server"));
      try {
        return ExecutableProvider.newJarResourceProvider(copy.toFile()).get().toPath();
      } catch (UncheckedIOException | IllegalStateException none) {
        throw new IOException("no redis-server on the PATH, and none for this system", none);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
