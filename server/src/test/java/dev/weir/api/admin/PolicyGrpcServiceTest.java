package dev.weir.api.admin;

import static dev.weir.api.admin.AdminServer.NOW;
import static dev.weir.api.admin.AdminServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.policy.Policies;
import dev.weir.v1.ApplyPolicyRequest;
import dev.weir.v1.ApplyPolicyResponse;
import dev.weir.v1.GetPolicyRequest;
import dev.weir.v1.Policy;
import dev.weir.v1.PolicyServiceGrpc;
import dev.weir.v1.PolicyServiceGrpc.PolicyServiceBlockingStub;
import dev.weir.v1.ReloadPolicyRequest;
import dev.weir.v1.ReloadPolicyResponse;
import dev.weir.v1.ValidatePolicyRequest;
import dev.weir.v1.ValidatePolicyResponse;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyGrpcServiceTest {
  private static final String DEFAULT = Policies.defaultYaml();
  private static final String OTHER = DEFAULT.replaceFirst("(?m)^name: .*$", "name: another");
  private static final String BROKEN =
      DEFAULT.replaceFirst("(?m)^apiVersion: .*$", "apiVersion: weir.dev/v99");

  @TempDir private Path folder;
  private Path file;
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(folder.resolve("policy.yaml"), DEFAULT);
    String name = "policies-" + System.identityHashCode(this);
    server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(
                new PolicyGrpcService(
                    Policies.load(Optional.of(file), () -> NOW),
                    Runnable::run,
                    new GrpcErrors(() -> 0)))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void showsThePolicyInForce() {
    Policy policy = inForce();

    assertThat(policy.getName()).isEqualTo("model-api");
    assertThat(policy.getYaml()).isEqualTo(DEFAULT);
    assertThat(policy.getDigest()).hasSize(64);
    assertThat(policy.getVersion()).isEqualTo("model-api@" + policy.getDigest().substring(0, 12));
    assertThat(policy.getOrigin()).isEqualTo("file");
    assertThat(policy.getLoadedAt()).isEqualTo(Timestamps.fromMillis(NOW));
  }

  @Test
  void saysWhetherAPolicyWouldLoadAndChangesNothing() {
    ValidatePolicyResponse good = validate(OTHER);
    ValidatePolicyResponse bad = validate(BROKEN);

    assertThat(good.getValid()).isTrue();
    assertThat(bad.getValid()).isFalse();
    assertThat(bad.getProblems(0).getPath()).isEqualTo("apiVersion");
    assertThat(bad.getProblems(0).getLine()).isPositive();
    assertThat(bad.getProblems(0).getSeverity()).isEqualTo("ERROR");
    assertThat(inForce().getName()).isEqualTo("model-api");
  }

  @Test
  void putsAPolicyInForce() {
    ApplyPolicyResponse response = apply(OTHER);

    assertThat(response.getApplied()).isTrue();
    assertThat(response.getPolicy().getName()).isEqualTo("another");
    assertThat(inForce()).isEqualTo(response.getPolicy());
    assertThat(inForce().getOrigin()).isEqualTo("api");
  }

  @Test
  void keepsThePolicyWhereTheOfferedOneDoesNotLoad() {
    ApplyPolicyResponse response = apply(BROKEN);

    assertThat(response.getApplied()).isFalse();
    assertThat(response.getProblemsList()).isNotEmpty();
    assertThat(response.getPolicy().getName()).isEqualTo("model-api");
    assertThat(inForce()).isEqualTo(response.getPolicy());
  }

  @Test
  void readsTheFileAgain() throws IOException {
    Files.writeString(file, OTHER);
    assertThat(reload().getApplied()).isTrue();
    assertThat(inForce().getName()).isEqualTo("another");

    Files.writeString(file, BROKEN);
    assertThat(reload().getApplied()).isFalse();
    assertThat(inForce().getName()).isEqualTo("another");
  }

  @Test
  void asksForAPolicy() {
    assertRefused(Status.Code.INVALID_ARGUMENT, "INVALID_FIELD", "yaml", () -> validate(" "));
    assertRefused(Status.Code.INVALID_ARGUMENT, "INVALID_FIELD", "yaml", () -> apply(""));
  }

  private Policy inForce() {
    return stub().getPolicy(GetPolicyRequest.getDefaultInstance());
  }

  private ValidatePolicyResponse validate(String yaml) {
    return stub().validatePolicy(ValidatePolicyRequest.newBuilder().setYaml(yaml).build());
  }

  private ApplyPolicyResponse apply(String yaml) {
    return stub().applyPolicy(ApplyPolicyRequest.newBuilder().setYaml(yaml).build());
  }

  private ReloadPolicyResponse reload() {
    return stub().reloadPolicy(ReloadPolicyRequest.getDefaultInstance());
  }

  private PolicyServiceBlockingStub stub() {
    return PolicyServiceGrpc.newBlockingStub(channel);
  }
}
