package dev.weir.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ServerSocketFactory;

/**
 * Stands between a client and a server, and makes faults: delay, stall and cut, each until {@link
 * #restore}. Listens at a free port of the loopback address.
 */
public final class TcpProxy implements AutoCloseable {
  private static final int BUFFER = 16_384;

  private enum Fault {
    NONE,
    DELAY,
    STALL,
    CUT
  }

  private final String host;
  private final int port;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Fault fault = Fault.NONE;
  private long delayMillis;

  private TcpProxy(String host, int port, ServerSocketFactory sockets) {
    this.host = host;
    this.port = port;
    try {
      listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("accept", this::accept);
  }

  /** Starts a proxy before a server. */
  public static TcpProxy before(RedisServer server) {
    return before(server, ServerSocketFactory.getDefault());
  }

  /** Starts a proxy before a server that clients reach as {@code sockets} say, such as by TLS. */
  public static TcpProxy before(RedisServer server, ServerSocketFactory sockets) {
    return new TcpProxy(server.host(), server.port(), sockets);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Returns the url by which a client reaches the server through the proxy. */
  public String url() {
    return "redis://127.0.0.1:" + port();
  }

  /** Passes on what the server sends only after some time. */
  public void delay(long millis) {
    set(Fault.DELAY, millis);
  }

  /** Passes nothing on, and keeps every connection. */
  public void stall() {
    set(Fault.STALL, 0);
  }

  /** Closes every connection, and accepts none. */
  public void cut() {
    set(Fault.CUT, 0);
    closeSockets();
  }

  /** Ends the fault; what was held back goes on. */
  public void restore() {
    set(Fault.NONE, 0);
  }

  @Override
  public void close() {
    cut();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void set(Fault next, long millis) {
    lock.lock();
    try {
      fault = next;
      delayMillis = millis;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        // Kept before anything fails: what is not kept is not closed.
        sockets.add(client);
        if (isCut()) {
          closeSockets();
          continue;
        }
        Socket server = new Socket(host, port);
        sockets.add(server);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        start("requests", () -> pass(client, server, false));
        start("replies", () -> pass(server, client, true));
      } catch (IOException e) {
        // Closed, or the server is down: the client sees its connection end.
        closeSockets();
      }
    }
  }

  private boolean isCut() {
    lock.lock();
    try {
      return fault == Fault.CUT;
    } finally {
      lock.unlock();
    }
  }

  private void pass(Socket from, Socket to, boolean replies) {
    byte[] buffer = new byte[BUFFER];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int read = in.read(buffer);
      while (read >= 0) {
        await(replies);
        out.write(buffer, 0, read);
        out.flush();
        read = in.read(buffer);
      }
    } catch (IOException e) {
      // One side has gone: so goes the other.
      sockets.remove(from);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sockets.remove(from);
    sockets.remove(to);
  }

  /** Returns when bytes may go on; throws where they may not. */
  private void await(boolean replies) throws InterruptedException, IOException {
    lock.lock();
    try {
      if (fault == Fault.DELAY && replies) {
        long left = TimeUnit.MILLISECONDS.toNanos(delayMillis);
        while (left > 0 && fault == Fault.DELAY) {
          left = changed.awaitNanos(left);
        }
      }
      while (fault == Fault.STALL) {
        changed.await();
      }
      if (fault == Fault.CUT) {
        throw new IOException("cut");
      }
    } finally {
      lock.unlock();
    }
  }

  private void closeSockets() {
    for (Socket socket : List.copyOf(sockets)) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      // Not all at once: one may have come meanwhile, and is open.
      sockets.remove(socket);
    }
  }

  private void start(String name, Runnable task) {
    Thread.ofPlatform().name("proxy-" + name).daemon().start(task);
  }
}
