package dev.weir.store.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/** Brings commands to the servers that keep what they are about. Thread-safe; never blocks. */
interface Router extends AutoCloseable {

  /**
   * Sends a command, all of whose keys have the tag {@code tag}, and returns its reply. Commands of
   * one tag reach Redis in the order in which they were sent, except where a cluster moves a slot.
   * Fails with {@code StoreException} only.
   */
  CompletionStage<@Nullable Object> send(int tag, Command command);

  /**
   * Sends commands as {@link #send(int, Command)} does, but in one write as a rule, and returns the
   * reply to each.
   */
  List<CompletionStage<@Nullable Object>> send(int tag, List<Command> commands);

  /** Returns whether keys of different tags may be on different servers. */
  boolean isSharded();

  /** Returns a server at which to listen to channels; throws where none is known. */
  HostAndPort listenAt();

  /** Returns all pipelines, for metrics. */
  List<Pipeline> pipelines();

  @Override
  void close();
}
