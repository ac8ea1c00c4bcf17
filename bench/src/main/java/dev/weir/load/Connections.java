package dev.weir.load;

import dev.weir.cli.CommandFailure;
import dev.weir.cli.ExitCode;
import dev.weir.config.Endpoint;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Connections to one server, without TLS. Made before anything is asked: what waits for a
 * connection would otherwise count as slow.
 */
record Connections(List<ManagedChannel> channels) implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  /**
   * Makes connections.
   *
   * @throws CommandFailure where one cannot be made
   */
  static Connections open(Endpoint target, int count) throws InterruptedException {
    Connections connections =
        new Connections(IntStream.range(0, count).mapToObj(_ -> channel(target)).toList());
    try {
      for (ManagedChannel channel : connections.channels) {
        awaitReady(channel, target);
      }
      return connections;
    } catch (CommandFailure | InterruptedException e) {
      connections.close();
      throw e;
    }
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  /**
   * A channel has one connection. Answers are taken on its network thread: handing them to another
   * would cost more than all that is done with them.
   */
  private static ManagedChannel channel(Endpoint target) {
    return NettyChannelBuilder.forAddress(target.host(), target.port())
        .usePlaintext()
        .directExecutor()
        .build();
  }

  private static void awaitReady(ManagedChannel channel, Endpoint target)
      throws InterruptedException {
    ConnectivityState state = channel.getState(true);
    while (state != ConnectivityState.READY) {
      CountDownLatch changed = new CountDownLatch(1);
      channel.notifyWhenStateChanged(state, changed::countDown);
      if (state == ConnectivityState.TRANSIENT_FAILURE
          || !changed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new CommandFailure(
            ExitCode.UNREACHABLE, "no server answers at " + target + "; is it running there?");
      }
      state = channel.getState(true);
    }
  }
}
