package dev.weir.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy on a free port of this machine that hands on each byte so much later, on the way
 * there; what comes back is not delayed. So a round trip takes so much longer, and how many can be
 * under way is not bounded. Two threads for each way of each connection.
 */
final class DelayProxy implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final InetSocketAddress to;
  private final long delayNanos;
  private final ServerSocket listening;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

  /** Bytes, and when to hand them on; none at the end. */
  private static final class Chunk {
    private final byte[] bytes;
    private final long due;

    Chunk(byte[] bytes, long due) {
      this.bytes = bytes;
      this.due = due;
    }
  }

  /** What one side of a connection does until that side ends. */
  private interface Pump {
    void run() throws IOException, InterruptedException;
  }

  private DelayProxy(InetSocketAddress to, long delayNanos, ServerSocket listening) {
    this.to = to;
    this.delayNanos = delayNanos;
    this.listening = listening;
  }

  /**
   * Opens a port.
   *
   * @param to where connections go on to
   */
  static DelayProxy start(InetSocketAddress to, long delayNanos) throws IOException {
    DelayProxy proxy =
        new DelayProxy(to, delayNanos, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    proxy.thread(proxy::accept);
    return proxy;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort());
  }

  /** Closes its port and all connections. */
  @Override
  public void close() {
    closeQuietly(listening);
    sockets.forEach(DelayProxy::closeQuietly);
  }

  private void accept() throws IOException {
    while (true) {
      Socket here = open(listening.accept());
      try {
        Socket there = open(new Socket(to.getAddress(), to.getPort()));
        connect(here, there);
      } catch (IOException e) {
        here.close();
      }
    }
  }

  private void connect(Socket here, Socket there) {
    BlockingQueue<Chunk> waiting = new LinkedBlockingQueue<>();
    thread(() -> read(here, waiting));
    thread(() -> write(waiting, here, there));
    thread(() -> copy(there, here));
  }

  private Socket open(Socket socket) throws SocketException {
    socket.setTcpNoDelay(true);
    sockets.add(socket);
    return socket;
  }

  private void read(Socket from, BlockingQueue<Chunk> waiting)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        waiting.put(new Chunk(Arrays.copyOf(buffer, length), System.nanoTime() + delayNanos));
      }
    } finally {
      waiting.put(new Chunk(new byte[0], 0));
    }
  }

  private static void write(BlockingQueue<Chunk> waiting, Socket here, Socket there)
      throws IOException, InterruptedException {
    try (here;
        there) {
      OutputStream out = there.getOutputStream();
      for (Chunk chunk = waiting.take(); chunk.bytes.length > 0; chunk = waiting.take()) {
        long left = chunk.due - System.nanoTime();
        while (left > 0) {
          LockSupport.parkNanos(left);
          left = chunk.due - System.nanoTime();
        }
        out.write(chunk.bytes);
      }
    }
  }

  private static void copy(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    }
  }

  private void thread(Pump pump) {
    Thread.ofPlatform()
        .daemon()
        .name("delay-proxy")
        .start(
            () -> {
              try {
                pump.run();
              } catch (IOException e) {
                // One side has closed; both are closed by whoever sees it.
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // It is closed as well as it can be.
    }
  }
}
