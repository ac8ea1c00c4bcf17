package dev.weir.store.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/** One server that has everything: standalone, or whichever one the Sentinels call the master. */
final class SingleRouter implements Router {
  private final Supplier<HostAndPort> address;
  private final List<Pipeline> pipelines;

  /**
   * Starts connecting.
   *
   * @param name of the server, for messages
   * @param address asked before each connection; may block, and throw {@code JedisException}
   */
  SingleRouter(String name, Supplier<HostAndPort> address, Wires wires, PipelineCounters counters) {
    this.address = address;
    this.pipelines =
        IntStream.range(0, wires.config().connections())
            .mapToObj(
                i ->
                    new Pipeline(
                        name,
                        () -> wires.connect(address.get()),
                        wires.config(),
                        counters,
                        () -> {}))
            .toList();
  }

  @Override
  public CompletionStage<@Nullable Object> send(int tag, Command command) {
    return pipelines.get(tag % pipelines.size()).send(command);
  }

  @Override
  public List<CompletionStage<@Nullable Object>> send(int tag, List<Command> commands) {
    pipelines.get(tag % pipelines.size()).send(commands);
    return commands.stream().<CompletionStage<@Nullable Object>>map(Command::reply).toList();
  }

  @Override
  public boolean isSharded() {
    return false;
  }

  @Override
  public HostAndPort listenAt() {
    return address.get();
  }

  @Override
  public List<Pipeline> pipelines() {
    return pipelines;
  }

  /** Connects anew: the server is another one now. */
  void reconnect() {
    pipelines.forEach(Pipeline::reconnect);
  }

  @Override
  public void close() {
    pipelines.forEach(Pipeline::close);
  }
}
