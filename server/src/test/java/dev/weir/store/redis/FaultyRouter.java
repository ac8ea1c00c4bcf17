package dev.weir.store.redis;

import dev.weir.store.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/** Passes commands on, all but one: that one meets a fault. */
final class FaultyRouter implements Router {
  /** What becomes of a command. */
  enum Fault {
    /** It fails, and never gets to Redis. */
    NOT_SENT,
    /** Redis does it, and nobody hears of it. */
    NOT_ANSWERED,
    /** It waits. */
    HELD
  }

  private final Router router;

  /** How many commands are left until the fault, with that one; at most 0 once it is over. */
  private final AtomicInteger left = new AtomicInteger();

  private volatile Fault fault = Fault.NOT_SENT;
  private volatile CompletableFuture<Boolean> gate = new CompletableFuture<>();

  /** Passes commands on to a router, which is closed with this one. */
  FaultyRouter(Router router) {
    this.router = router;
  }

  /**
   * Makes one command meet a fault.
   *
   * @param number which one from now on, from 1
   */
  void meet(Fault next, int number) {
    fault = next;
    gate = new CompletableFuture<>();
    left.set(number);
  }

  /** Returns whether the command came that meets the fault. */
  boolean isMet() {
    return left.get() < 1;
  }

  /** Lets a command go on that is held. */
  void letGo() {
    gate.complete(true);
  }

  @Override
  public CompletionStage<@Nullable Object> send(int tag, Command command) {
    if (left.getAndDecrement() != 1) {
      return router.send(tag, command);
    }
    return switch (fault) {
      case NOT_SENT -> lost();
      case NOT_ANSWERED -> router.send(tag, command).thenCompose(reply -> lost());
      case HELD -> gate.thenCompose(open -> router.send(tag, command));
    };
  }

  @Override
  public List<CompletionStage<@Nullable Object>> send(int tag, List<Command> commands) {
    return commands.stream().map(command -> send(tag, command)).toList();
  }

  @Override
  public boolean isSharded() {
    return router.isSharded();
  }

  @Override
  public HostAndPort listenAt() {
    return router.listenAt();
  }

  @Override
  public List<Pipeline> pipelines() {
    return router.pipelines();
  }

  @Override
  public void close() {
    router.close();
  }

  private static CompletionStage<@Nullable Object> lost() {
    return CompletableFuture.failedFuture(StoreException.unavailable("lost", null));
  }
}
