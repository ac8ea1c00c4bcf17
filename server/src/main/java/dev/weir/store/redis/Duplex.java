package dev.weir.store.redis;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.PushConsumerChainImpl;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;
import redis.clients.jedis.util.RedisOutputStream;

/**
 * The two ways of a connection, apart: one thread may write while another waits for a reply. Each
 * way is for one thread at a time. Where the connection breaks, each throws {@code
 * JedisConnectionException}, and is of no use any more.
 */
final class Duplex {
  /** By RESP2 there are none. */
  private static final PushConsumerChain PUSHES = PushConsumerChainImpl.of();

  private final RedisOutputStream out;
  private final Buffered in;

  /** Whose text was written; of whoever writes. */
  private final Set<Script> scripts = new HashSet<>();

  /** Is told when nothing came for as long as the socket waits. */
  @FunctionalInterface
  interface Silence {
    /** Returns where that is no matter; throws where something should have come. */
    void kept() throws SocketTimeoutException;
  }

  /**
   * Takes the two ways of a socket.
   *
   * @param socket on which every reply has been read so far
   */
  Duplex(Socket socket, Silence silence) {
    try {
      this.out = new RedisOutputStream(socket.getOutputStream());
      this.in = new Buffered(new Patient(socket.getInputStream(), silence));
    } catch (IOException e) {
      throw new JedisConnectionException("the socket is closed", e);
    }
  }

  /** Returns whether a script was not called here before, and remembers that it is now. */
  boolean isFirst(Script script) {
    return scripts.add(script);
  }

  /** Writes a command, as a rule into a buffer only. */
  void write(ProtocolCommand name, byte[]... arguments) {
    Protocol.sendCommand(out, new CommandArguments(name).addObjects((Object[]) arguments));
  }

  /** Sends what was written. */
  void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new JedisConnectionException(e);
    }
  }

  /** Waits for the next reply, and returns it; an error that Redis replied is one of its own. */
  @Nullable Object read() {
    try {
      return Protocol.read(in, PUSHES);
    } catch (JedisDataException e) {
      return e;
    }
  }

  /** Returns whether some of the next reply is here already. */
  boolean hasMore() {
    return in.hasMore();
  }

  private static final class Buffered extends RedisInputStream {
    Buffered(InputStream in) {
      super(in);
    }

    boolean hasMore() {
      return count < limit;
    }
  }

  /** Waits on, after a silence that is no matter. */
  private static final class Patient extends FilterInputStream {
    private final Silence silence;

    Patient(InputStream in, Silence silence) {
      super(in);
      this.silence = silence;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      while (true) {
        try {
          return super.read(into, from, length);
        } catch (SocketTimeoutException e) {
          silence.kept();
        }
      }
    }
  }
}
