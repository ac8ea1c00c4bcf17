package dev.weir.store.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * One command on its way. Its reply is what Redis answered: bytes, a number, a list of these, or
 * null for nothing; or it fails with {@code StoreException}.
 */
final class Command {
  private final ProtocolCommand name;
  private final byte[][] arguments;
  private final @Nullable Script script;
  private final boolean asking;
  private final CompletableFuture<@Nullable Object> reply;

  /** When it was written; of the pipeline alone. */
  private long writtenAt;

  private Command(
      ProtocolCommand name,
      byte[][] arguments,
      @Nullable Script script,
      boolean asking,
      CompletableFuture<@Nullable Object> reply) {
    this.name = name;
    this.arguments = arguments;
    this.script = script;
    this.asking = asking;
    this.reply = reply;
  }

  /** Returns a plain command. */
  static Command of(ProtocolCommand name, byte[]... arguments) {
    return new Command(name, arguments, null, false, new CompletableFuture<>());
  }

  /** Returns a call of a script. */
  static Command call(Script script, List<byte[]> keys, byte[]... arguments) {
    byte[][] all = new byte[2 + keys.size() + arguments.length][];
    all[0] = script.digest();
    all[1] = Protocol.toByteArray(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      all[2 + i] = keys.get(i);
    }
    System.arraycopy(arguments, 0, all, 2 + keys.size(), arguments.length);
    return new Command(Protocol.Command.EVALSHA, all, script, false, new CompletableFuture<>());
  }

  /** Returns the same command with a reply of its own, to be sent where the cluster said. */
  Command again(boolean afterAsking) {
    return new Command(name, arguments, script, afterAsking, new CompletableFuture<>());
  }

  /** Returns the same call, with the same reply, that brings the text of its script. */
  Command withText() {
    if (script == null) {
      throw new IllegalStateException(name + " is no script");
    }
    return new Command(Protocol.Command.EVAL, withText(script), script, asking, reply);
  }

  private byte[][] withText(Script called) {
    byte[][] withText = arguments.clone();
    withText[0] = called.text();
    return withText;
  }

  CompletableFuture<@Nullable Object> reply() {
    return reply;
  }

  /** Returns whether the reply comes after one to ASKING. */
  boolean isAsking() {
    return asking;
  }

  /**
   * Writes the command. The first call of a script on a connection brings its text: were it sent
   * again for want of it, commands behind it would be before it.
   */
  void write(Duplex to) {
    if (asking) {
      to.write(Protocol.Command.ASKING);
    }
    if (script != null && to.isFirst(script)) {
      to.write(Protocol.Command.EVAL, withText(script));
    } else {
      to.write(name, arguments);
    }
  }

  /** Returns when it was written, by the clock of whoever wrote it. */
  long writtenAt() {
    return writtenAt;
  }

  /** Remembers when it is written; before anybody else may ask. */
  void writtenAt(long nanoTime) {
    writtenAt = nanoTime;
  }
}
