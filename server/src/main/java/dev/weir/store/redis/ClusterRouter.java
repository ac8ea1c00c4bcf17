package dev.weir.store.redis;

import dev.weir.store.StoreException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * A Redis Cluster: pipelines to each master, and a map of slots that is read anew when a node says
 * that a slot has moved, when a connection breaks, and every 15 s.
 */
final class ClusterRouter implements Router {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterRouter.class);
  private static final long REFRESH_MILLIS = 15_000;

  private final Wires wires;
  private final PipelineCounters counters;
  private final Upkeep upkeep;
  private final Map<HostAndPort, List<Pipeline>> pipelines = new ConcurrentHashMap<>();
  private final AtomicBoolean refreshing = new AtomicBoolean();
  private final AtomicInteger listeners = new AtomicInteger();
  private volatile SlotMap slots = SlotMap.EMPTY;
  private volatile boolean closed;

  /**
   * Reads the map of slots, or begins to try.
   *
   * @param upkeep runs what may block; not closed
   */
  ClusterRouter(Wires wires, PipelineCounters counters, Upkeep upkeep) {
    this.wires = wires;
    this.counters = counters;
    this.upkeep = upkeep;
    refresh();
    upkeep.every(REFRESH_MILLIS, this::refresh);
  }

  @Override
  public CompletionStage<@Nullable Object> send(int tag, Command command) {
    HostAndPort node = slots.master(Keys.slot(tag));
    if (node == null) {
      return CompletableFuture.failedFuture(noMaster());
    }
    var _ = pipeline(node, tag).send(command);
    return followed(tag, command);
  }

  @Override
  public List<CompletionStage<@Nullable Object>> send(int tag, List<Command> commands) {
    HostAndPort node = slots.master(Keys.slot(tag));
    if (node == null) {
      StoreException unknown = noMaster();
      return commands.stream()
          .<CompletionStage<@Nullable Object>>map(
              command -> CompletableFuture.failedFuture(unknown))
          .toList();
    }
    pipeline(node, tag).send(commands);
    return commands.stream().map(command -> followed(tag, command)).toList();
  }

  private StoreException noMaster() {
    refreshSoon();
    return StoreException.unavailable("No master of the Redis Cluster is known for the slot", null);
  }

  /** Returns the reply to a command that was sent, or to its second try elsewhere. */
  private CompletionStage<@Nullable Object> followed(int tag, Command command) {
    return command
        .reply()
        .exceptionallyCompose(error -> redirected(tag, command, Failures.unwrapped(error)));
  }

  @Override
  public boolean isSharded() {
    return true;
  }

  /** Returns another master each time: a message reaches all nodes of a cluster. */
  @Override
  public HostAndPort listenAt() {
    List<HostAndPort> masters = List.copyOf(slots.masters());
    if (masters.isEmpty()) {
      throw new JedisConnectionException("no node of the cluster is known");
    }
    return masters.get(Math.floorMod(listeners.getAndIncrement(), masters.size()));
  }

  @Override
  public List<Pipeline> pipelines() {
    return pipelines.values().stream().flatMap(List::stream).toList();
  }

  @Override
  public void close() {
    closed = true;
    pipelines.values().forEach(ofNode -> ofNode.forEach(Pipeline::close));
  }

  /**
   * Sends a command again, once, if its failure says that another node has the slot: then it did
   * not run.
   */
  private CompletionStage<@Nullable Object> redirected(int tag, Command command, Throwable error) {
    if (!(error.getCause() instanceof JedisRedirectionException redirection)) {
      return CompletableFuture.failedFuture(error);
    }
    boolean asking = redirection instanceof JedisAskDataException;
    if (!asking) {
      refreshSoon();
    }
    return pipeline(redirection.getTargetNode(), tag).send(command.again(asking));
  }

  private Pipeline pipeline(HostAndPort node, int tag) {
    List<Pipeline> ofNode = pipelines.computeIfAbsent(node, this::open);
    return ofNode.get(tag % ofNode.size());
  }

  private List<Pipeline> open(HostAndPort node) {
    if (closed) {
      throw StoreException.unavailable("The store is closed", null);
    }
    return IntStream.range(0, wires.config().connections())
        .mapToObj(
            i ->
                new Pipeline(
                    node.toString(),
                    () -> wires.connect(node),
                    wires.config(),
                    counters,
                    this::refreshSoon))
        .toList();
  }

  private void refreshSoon() {
    if (!closed && refreshing.compareAndSet(false, true)) {
      upkeep.soon(this::refresh);
    }
  }

  private void refresh() {
    refreshing.set(false);
    Set<HostAndPort> candidates = new LinkedHashSet<>(slots.masters());
    candidates.addAll(wires.url().nodes());
    for (HostAndPort candidate : candidates) {
      if (closed) {
        return;
      }
      try (Wire wire = wires.connect(candidate)) {
        wire.sendCommand(Protocol.Command.CLUSTER, "SLOTS");
        SlotMap read = SlotMap.read(wire.getOne(), candidate);
        if (!read.masters().isEmpty()) {
          use(read);
          return;
        }
      } catch (JedisException | StoreException e) {
        LOG.debug("The Redis Cluster node {} does not tell the slots", candidate, e);
      }
    }
    LOG.warn("No node of the Redis Cluster {} tells who has which slot", wires.url());
  }

  private void use(SlotMap read) {
    slots = read;
    read.masters().forEach(node -> pipelines.computeIfAbsent(node, this::open));
    for (HostAndPort node : List.copyOf(pipelines.keySet())) {
      if (!read.masters().contains(node)) {
        pipelines.getOrDefault(node, List.of()).forEach(Pipeline::close);
        pipelines.remove(node);
      }
    }
  }
}
