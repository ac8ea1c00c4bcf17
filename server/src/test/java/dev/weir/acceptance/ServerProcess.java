package dev.weir.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.v1.DecisionServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code weir serve} as a process of its own, on free ports, with a home of its own. */
final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;
  private final JsonNode ports;
  private final ManagedChannel channel;

  private ServerProcess(Process process, Path log, JsonNode ports) {
    this.process = process;
    this.log = log;
    this.ports = ports;
    this.channel =
        NettyChannelBuilder.forTarget(ports.get("grpc").asString()).usePlaintext().build();
  }

  /** Starts a server in {@code folder}, which is empty, and waits until it is ready. */
  static ServerProcess start(Path folder, String... options) {
    try {
      Files.createDirectories(folder);
      Path ready = folder.resolve("ready.json");
      Path log = folder.resolve("server.log");
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:TieredStopAtLevel=1",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "dev.weir.server.Main",
                  "serve",
                  "--grpc",
                  "127.0.0.1:0",
                  "--admin",
                  "127.0.0.1:0",
                  "--http",
                  "127.0.0.1:0",
                  "--set",
                  "home=" + folder,
                  "--ready-file",
                  ready.toString()));
      command.addAll(List.of(options));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        return whenReady(process, log, ready);
      } catch (Throwable e) {
        // Nobody else knows of it, and could close it.
        kill(process);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerProcess whenReady(Process process, Path log, Path ready) throws IOException {
    Awaitility.await().atMost(START).until(() -> Files.exists(ready) || !process.isAlive());
    assertThat(process.isAlive()).as("the server ended: %s", Files.readString(log)).isTrue();
    return new ServerProcess(process, log, new ObjectMapper().readTree(Files.readString(ready)));
  }

  /** Returns a stub for decisions; its calls carry no deadline of their own. */
  DecisionServiceGrpc.DecisionServiceBlockingStub decisions() {
    return DecisionServiceGrpc.newBlockingStub(channel);
  }

  String admin() {
    return ports.get("admin").asString();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        kill(process);
      }
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when it has ended, also to a thread that is interrupted. */
  private static void kill(Process process) {
    process.destroyForcibly().onExit().join();
  }
}
