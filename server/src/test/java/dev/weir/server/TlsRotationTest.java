package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are replaced while the server runs. */
class TlsRotationTest {
  @TempDir Path folder;

  private final List<Runnable> everyMinute = new ArrayList<>();

  @Test
  void newConnectionsGetTheNewCertificateAndOldOnesGoOn() throws Exception {
    Pem first = Pem.create(folder, "first");
    Pem second = Pem.create(folder, "second");
    Path certificate = Files.copy(first.certificate(), folder.resolve("server.crt"));
    Path key = Files.copy(first.key(), folder.resolve("server.key"));
    TlsConfig config = new TlsConfig(Optional.of(certificate), Optional.of(key), Optional.empty());
    try (ScheduledThreadPoolExecutor timer = new ByHand()) {
      Server server = start(Tls.credentials(config, "grpc", timer));
      ManagedChannel early = channel(server, trusting(first));
      assertThat(health(early)).isEqualTo(ServingStatus.SERVING);

      replace(certificate, second.certificate());
      replace(key, second.key());
      everyMinute.forEach(Runnable::run);

      ManagedChannel late = channel(server, trusting(second));
      assertThat(health(late)).isEqualTo(ServingStatus.SERVING);
      assertThat(health(early)).isEqualTo(ServingStatus.SERVING);
      ManagedChannel outdated = channel(server, trusting(first));
      StatusRuntimeException refused =
          catchThrowableOfType(StatusRuntimeException.class, () -> health(outdated));
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      List.of(early, late, outdated).forEach(ManagedChannel::shutdownNow);
      server.shutdownNow();
    }
  }

  @Test
  void filesThatCannotBeUsedChangeNothing() throws Exception {
    Pem first = Pem.create(folder, "first");
    TlsConfig config =
        new TlsConfig(Optional.of(first.certificate()), Optional.of(first.key()), Optional.empty());
    try (ScheduledThreadPoolExecutor timer = new ByHand()) {
      Server server = start(Tls.credentials(config, "grpc", timer));
      ChannelCredentials trusting = trusting(first);
      Path broken = Files.writeString(folder.resolve("broken"), "half a file");
      replace(first.certificate(), broken);
      replace(first.key(), broken);
      everyMinute.forEach(Runnable::run);

      ManagedChannel channel = channel(server, trusting);
      assertThat(health(channel)).isEqualTo(ServingStatus.SERVING);
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  private static Server start(ServerCredentials credentials) throws Exception {
    return NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials)
        .addService(new HealthStatusManager().getHealthService())
        .build()
        .start();
  }

  private static ChannelCredentials trusting(Pem pem) throws Exception {
    return TlsChannelCredentials.newBuilder().trustManager(pem.certificate().toFile()).build();
  }

  private static ManagedChannel channel(Server server, ChannelCredentials credentials) {
    return Grpc.newChannelBuilder("127.0.0.1:" + server.getPort(), credentials).build();
  }

  private static ServingStatus health(ManagedChannel channel) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  /** The time of a file tells that it changed: not left to how finely the disk keeps it. */
  private static void replace(Path file, Path by) throws Exception {
    Files.copy(by, file, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));
  }

  /** Runs nothing by itself. */
  private final class ByHand extends ScheduledThreadPoolExecutor {
    ByHand() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable task, long initialDelay, long delay, TimeUnit unit) {
      everyMinute.add(task);
      return super.schedule(() -> {}, 0, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
        Runnable task, long initialDelay, long period, TimeUnit unit) {
      return scheduleWithFixedDelay(task, initialDelay, period, unit);
    }
  }
}
