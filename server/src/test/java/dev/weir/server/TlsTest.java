package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.config.ConfigException;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  @TempDir Path folder;

  private Pem server;
  private Pem client;

  @BeforeEach
  void certificates() throws Exception {
    server = Pem.create(folder, "server");
    client = Pem.create(folder, "client");
  }

  @Test
  void servesByTls() throws Exception {
    try (WeirServer weir = TestServers.start(folder, tls("grpc"))) {
      ChannelCredentials trusting =
          TlsChannelCredentials.newBuilder().trustManager(server.certificate().toFile()).build();

      assertThat(health(weir, trusting)).isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void asksClientsForACertificateWhereConfigured() throws Exception {
    Map<String, String> settings = new HashMap<>(tls("grpc"));
    settings.put("grpc.tls.client_ca", client.certificate().toString());
    try (WeirServer weir = TestServers.start(folder, settings)) {
      TlsChannelCredentials.Builder trusting =
          TlsChannelCredentials.newBuilder().trustManager(server.certificate().toFile());
      StatusRuntimeException refused =
          catchThrowableOfType(StatusRuntimeException.class, () -> health(weir, trusting.build()));
      ChannelCredentials known =
          trusting.keyManager(client.certificate().toFile(), client.key().toFile()).build();

      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(health(weir, known)).isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void opensAdministrationBeyondThisMachineOnlyWithTls() throws Exception {
    Map<String, String> settings = new HashMap<>(tls("admin"));
    settings.put("admin.address", "0.0.0.0:0");

    TestServers.start(folder, settings).close();
  }

  @Test
  void saysWhichFileCannotBeUsed() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.key"), "no key");
    WeirConfig config =
        TestServers.config(
            folder,
            Map.of(
                "grpc.tls.certificate", server.certificate().toString(),
                "grpc.tls.key", broken.toString()));

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> WeirServer.start(config, TestServers.surroundings()).close())
        .withMessageContaining("grpc.tls")
        .withMessageContaining("broken.key");
  }

  @Test
  void aCertificateWithoutItsKeyIsAMistake() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> TestServers.config(folder, Map.of("grpc.tls.certificate", "x.crt")))
        .withMessage("grpc.tls.key: not set (expected: both certificate and key, or neither)");
  }

  private Map<String, String> tls(String section) {
    return Map.of(
        section + ".tls.certificate", server.certificate().toString(),
        section + ".tls.key", server.key().toString());
  }

  private static ServingStatus health(WeirServer weir, ChannelCredentials credentials) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(weir.decisions().toString(), credentials).build();
    try {
      return HealthGrpc.newBlockingStub(channel)
          .check(HealthCheckRequest.getDefaultInstance())
          .getStatus();
    } finally {
      channel.shutdownNow();
    }
  }
}
