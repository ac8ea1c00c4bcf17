package dev.weir.load;

import dev.weir.config.Endpoint;
import dev.weir.load.LoadScenario.Fault;
import dev.weir.load.LoadScenario.Server;
import dev.weir.load.LoadScenario.Store;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that was started for a scenario, each a process of its own, in a folder that is deleted at
 * the end. Thread-safe where it says so.
 */
final class Rig implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rig.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(2);

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Path folder;
  private final List<String> javaOptions;
  private boolean closed;
  private Optional<OwnRedis> redis = Optional.empty();
  private Optional<OwnProcess> server = Optional.empty();

  private Rig(Path folder, List<String> javaOptions) {
    this.folder = folder;
    this.javaOptions = javaOptions;
  }

  /**
   * Creates one that has started nothing yet.
   *
   * @param javaOptions of servers, beside those of the launcher, which they win over
   */
  static Rig create(List<String> javaOptions) throws IOException {
    return new Rig(Files.createTempDirectory("weir-bench-"), javaOptions);
  }

  /**
   * Starts what a scenario needs.
   *
   * @param budget of each check
   * @return where to ask
   * @throws IOException where something does not start; says what and why
   */
  Endpoint start(LoadScenario scenario, Duration budget) throws IOException, InterruptedException {
    Path ready = folder.resolve("ready.json");
    OwnServer own = serve("the server", program(scenario, budget, ready), ready);
    server = Optional.of(own.process());
    return own.grpc();
  }

  /**
   * Starts a Redis that writes down all that it does before it answers, so that none of it is lost
   * where it is killed.
   *
   * @throws IOException where it does not start; says why
   */
  LocalRedis startLasting() throws IOException, InterruptedException {
    return own(
        LocalRedis.start(LocalRedis.executable(folder), folder, List.of("--appendonly", "yes")));
  }

  /**
   * Starts Weir.
   *
   * @param name of this replica, in this rig
   * @param share of each limit, while it cannot reach Redis
   * @throws IOException where it does not start; says what and why
   */
  OwnServer startWeir(String name, String policyYaml, String store, double share)
      throws IOException, InterruptedException {
    Path home = Files.createDirectory(folder.resolve(name));
    Path policy = Files.writeString(home.resolve("policy.yaml"), policyYaml);
    Path ready = home.resolve("ready.json");
    List<String> program = new ArrayList<>(weir(home, policy, store, ready));
    program.addAll(List.of("--set", "store.fallback.share=" + share));
    return serve(name, program, ready);
  }

  private OwnServer serve(String name, List<String> program, Path ready)
      throws IOException, InterruptedException {
    List<String> command = java();
    command.addAll(javaOptions);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(program);
    Path log = ready.resolveSibling("server.log");
    OwnProcess process = keep(OwnProcess.start(name, log, command));
    process.await(() -> Files.exists(ready), PATIENCE);
    JsonNode ports = JsonMapper.shared().readTree(Files.readString(ready));
    return new OwnServer(
        process,
        Endpoint.parse(ports.path("grpc").asString()),
        // A server that decides nothing has no metrics either.
        Optional.of(ports.path("http").asString("")).filter(at -> !at.isEmpty()));
  }

  /** Returns the CPU time of the server, in nanoseconds. Thread-safe. */
  Optional<Long> serverCpu() {
    return server.flatMap(OwnProcess::cpu);
  }

  /** Returns the CPU time of Redis, in nanoseconds. Thread-safe. */
  Optional<Long> redisCpu() {
    return redis.flatMap(OwnRedis::cpu);
  }

  /** Returns the Redis that was started, if one was. */
  Optional<OwnRedis> redis() {
    return redis;
  }

  /**
   * Returns what is to be done to Redis.
   *
   * @param ticker a monotonic clock in nanoseconds
   */
  RedisFault fault(Fault kind, LongSupplier ticker) {
    return redis.orElseThrow().fault(kind, ticker);
  }

  /** Ends all that was started, and deletes its files. A second call does nothing. Thread-safe. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    endAll();
    delete();
  }

  /** Returns the class of a server and its arguments. */
  private List<String> program(LoadScenario scenario, Duration budget, Path ready)
      throws IOException, InterruptedException {
    if (scenario.server() == Server.ECHO) {
      return List.of(EchoServer.class.getName(), ready.toString());
    }
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(policy, LoadPolicy.yaml(scenario.rules(), scenario.limits(), budget));
    String store = store(scenario.store());
    if (scenario.server() == Server.SCRIPT) {
      return script(policy, store, ready, ScriptServer.PIPELINED);
    }
    if (scenario.server() == Server.LONE_SCRIPT) {
      return script(policy, store, ready, 1);
    }
    return weir(folder, policy, store, ready);
  }

  private static List<String> script(Path policy, String store, Path ready, int pipelined) {
    return List.of(
        ScriptServer.class.getName(),
        ready.toString(),
        policy.toString(),
        store,
        Integer.toString(pipelined));
  }

  private static List<String> weir(Path home, Path policy, String store, Path ready) {
    List<String> program = new ArrayList<>();
    program.addAll(List.of("dev.weir.server.Main", "serve", "--policy", policy.toString()));
    program.addAll(List.of("--store", store, "--ready-file", ready.toString()));
    for (String port : List.of("--grpc", "--admin", "--http")) {
      program.addAll(List.of(port, "127.0.0.1:0"));
    }
    program.addAll(List.of("--set", "home=" + home, "--set", "log.level=warn"));
    return program;
  }

  private String store(Store store) throws IOException, InterruptedException {
    return switch (store) {
      case MEMORY -> "memory";
      case REDIS -> own(LocalRedis.start(folder)).url();
      case FAR_REDIS -> {
        InetSocketAddress address = own(LocalRedis.start(folder)).address();
        yield "redis://127.0.0.1:" + keep(DelayProxy.start(address, DELAY)).address().getPort();
      }
      case CLUSTER -> own(LocalCluster.start(folder, false)).url();
      case REPLICATED_CLUSTER -> own(LocalCluster.start(folder, true)).url();
    };
  }

  private <T extends OwnRedis> T own(T started) throws IOException, InterruptedException {
    keep(started).awaitReady();
    redis = Optional.of(started);
    return started;
  }

  private synchronized <T extends AutoCloseable> T keep(T closeable) throws IOException {
    started.push(closeable);
    if (closed) {
      // It was started meanwhile, and nobody else would end it.
      endAll();
      throw new IOException("interrupted");
    }
    return closeable;
  }

  private synchronized void endAll() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        // The others are to be ended all the same.
        LOG.error("What was started is perhaps not ended", e);
      }
    }
  }

  /** As the image starts a server, in a pod of 1 GiB. */
  private static List<String> java() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx665m",
            "-XX:+UseParallelGC",
            "-XX:NewSize=64m",
            "-XX:MaxNewSize=64m",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError"));
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.error("The folder {} is not deleted: {}", folder, e.toString());
    }
  }
}
