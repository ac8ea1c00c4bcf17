package dev.weir.load;

import dev.weir.load.LoadScenario.Fault;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server of a run's own: the {@code redis-server} on the PATH, or else the one that
 * embedded-redis carries.
 */
final class LocalRedis implements OwnRedis {
  static final String HOST = "127.0.0.1";

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What a cluster's node adds to its port for the bus between nodes. */
  private static final int BUS = 10_000;

  private static final int HIGHEST_PORT = 65_535;
  private static final int ATTEMPTS = 1_000;

  private final Path executable;
  private final Path folder;
  private final List<String> options;
  private final int port;
  private OwnProcess process;
  private boolean restarted;
  private boolean closed;

  private LocalRedis(Path executable, Path folder, List<String> options, int port)
      throws IOException {
    this.executable = executable;
    this.folder = folder;
    this.options = options;
    this.port = port;
    this.process = launch();
  }

  /**
   * Starts a server by itself. Does not wait.
   *
   * @param folder for its files, which stay there
   * @throws IOException where it cannot be started; says why
   */
  static LocalRedis start(Path folder) throws IOException {
    return start(executable(folder), folder, List.of());
  }

  /**
   * Starts a server. Does not wait.
   *
   * @param executable from {@link #executable}
   * @param folder for its files, which stay there; for no other server
   * @param options of {@code redis-server}, such as {@code --cluster-enabled yes}
   * @throws IOException where it cannot be started; says why
   */
  static LocalRedis start(Path executable, Path folder, List<String> options) throws IOException {
    return new LocalRedis(executable, folder, options, freePort());
  }

  /**
   * Finds a {@code redis-server}.
   *
   * @param folder where a copy is put, if there is none on the PATH
   * @throws IOException where there is none
   */
  static Path executable(Path folder) throws IOException {
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

  @Override
  public void awaitReady() throws IOException, InterruptedException {
    await(this::answers, PATIENCE);
  }

  /**
   * Waits for something to be true of it.
   *
   * @throws IOException where its process ends before, or it takes longer; says its last words
   */
  void await(BooleanSupplier ready, Duration patience) throws IOException, InterruptedException {
    OwnProcess current;
    synchronized (this) {
      current = process;
    }
    current.await(ready, patience);
  }

  @Override
  public String url() {
    return "redis://" + HOST + ':' + port;
  }

  int port() {
    return port;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Returns a new connection, to be closed by the caller. */
  Jedis connect() {
    return new Jedis(HOST, port);
  }

  /** Returns whether a section of what it tells of itself has a line; not if it does not answer. */
  boolean says(String section, String line) {
    return asked(jedis -> hasLine(jedis.info(section), line));
  }

  /** Returns whether it knows so many nodes of its cluster, itself among them. */
  boolean knows(int nodes) {
    return asked(jedis -> hasLine(jedis.clusterInfo(), "cluster_known_nodes:" + nodes));
  }

  /** Returns whether its cluster works, as it sees it. */
  boolean isOfCluster() {
    return asked(jedis -> hasLine(jedis.clusterInfo(), "cluster_state:ok"));
  }

  @Override
  public synchronized Optional<Long> cpu() {
    return restarted ? Optional.empty() : process.cpu();
  }

  @Override
  public RedisFault fault(Fault kind, LongSupplier ticker) {
    return switch (kind) {
      case STOPPED -> new Outage(this, Outage.Kind.STOPPED);
      case KILLED -> new Outage(this, Outage.Kind.KILLED);
      case FAILING_OVER, MOVING_SLOTS ->
          throw new IllegalArgumentException(kind + " is of a cluster");
    };
  }

  synchronized void pause() throws IOException, InterruptedException {
    process.pause();
  }

  synchronized void resume() throws IOException, InterruptedException {
    process.resume();
  }

  /** Kills it as a crash would. */
  synchronized void kill() {
    process.close();
  }

  /** Starts it again at its port, with what it has kept: by default nothing. Does not wait. */
  synchronized void restart() throws IOException {
    if (!closed) {
      restarted = true;
      process = launch();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    kill();
  }

  private OwnProcess launch() throws IOException {
    List<String> command =
        new ArrayList<>(
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
                "no"));
    command.addAll(options);
    return OwnProcess.start("redis-server", folder.resolve("redis.log"), command);
  }

  /** Returns whether it answers: not while it stands still, nor while it reads its log. */
  boolean answers() {
    return asked(jedis -> jedis.ping().equals("PONG"));
  }

  private boolean asked(Predicate<Jedis> question) {
    try (Jedis jedis = connect()) {
      return question.test(jedis);
    } catch (JedisException e) {
      return false;
    }
  }

  private static boolean hasLine(String text, String line) {
    return text.lines().anyMatch(line::equals);
  }

  /** Returns a port at which nobody listens, nor at that of a bus that would go with it. */
  private static int freePort() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try (ServerSocket socket = listen(0)) {
        int port = socket.getLocalPort();
        if (port + BUS <= HIGHEST_PORT) {
          listen(port + BUS).close();
          return port;
        }
      } catch (BindException e) {
        // Somebody is at the second one; the next may do.
      }
    }
    throw new IOException("no two free ports that are " + BUS + " apart");
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }
}
