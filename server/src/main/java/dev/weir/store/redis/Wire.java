package dev.weir.store.redis;

import java.net.Socket;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A connection that is logged in. For one thread, but for its two ways once they are apart. */
final class Wire extends Connection {
  private final Sockets sockets;

  /** Connects, and logs in. */
  Wire(HostAndPort address, JedisClientConfig config) {
    this(new Sockets(address, config), config);
  }

  private Wire(Sockets sockets, JedisClientConfig config) {
    super(sockets, config);
    this.sockets = sockets;
  }

  /**
   * Returns the two ways apart; the connection itself is then only to be closed.
   *
   * @param silenceMillis after how long without a reply {@code silence} is told, again and again
   */
  Duplex duplex(int silenceMillis, Duplex.Silence silence) {
    setSoTimeout(silenceMillis);
    Socket socket = sockets.last;
    if (socket == null) {
      throw new JedisConnectionException("the connection is closed");
    }
    return new Duplex(socket, silence);
  }

  /** Remembers the socket, which a connection keeps to itself. */
  private static final class Sockets extends DefaultJedisSocketFactory {
    private @Nullable Socket last;

    Sockets(HostAndPort address, JedisClientConfig config) {
      super(address, config);
    }

    @Override
    public Socket createSocket() {
      Socket socket = super.createSocket();
      last = socket;
      return socket;
    }
  }
}
