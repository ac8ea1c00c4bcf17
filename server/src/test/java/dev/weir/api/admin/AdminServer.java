package dev.weir.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.ErrorInfo;
import dev.weir.account.Pseudonyms;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.challenge.ChallengeConfig;
import dev.weir.challenge.ChallengeListener;
import dev.weir.challenge.ChallengeService;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * All administrative services over one memory store, without authentication, on a clock that
 * stands.
 */
final class AdminServer implements AutoCloseable {
  static final long NOW = 1_800_000_000_000L;

  final AtomicLong clock = new AtomicLong(NOW);
  final MemoryStore store = new MemoryStore(clock::get, MemoryConfig.defaults());
  final ChallengeService challenges;
  final ManagedChannel channel;
  private final Server server;

  static AdminServer start(Pseudonyms pseudonyms) {
    try {
      return new AdminServer(pseudonyms);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AdminServer(Pseudonyms pseudonyms) throws IOException {
    String name = "admin-" + System.identityHashCode(this);
    GrpcErrors errors = new GrpcErrors(() -> 0);
    challenges =
        ChallengeService.create(
            store.challenges(),
            store.accounts(),
            ChallengeConfig.defaults(),
            new SecureRandom(),
            ChallengeListener.NONE,
            NOW);
    server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(new AccountGrpcService(store.accounts(), pseudonyms, clock::get, errors))
            .addService(new LimitGrpcService(store.overrides(), pseudonyms, clock::get, errors))
            .addService(new ChallengeGrpcService(challenges, pseudonyms, clock::get, errors))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  /** Asserts that a call fails with a status, a reason, and a field (empty if none). */
  static void assertRefused(Status.Code code, String reason, String field, ThrowingCallable call) {
    StatusRuntimeException thrown = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(thrown).isNotNull();
    assertThat(thrown.getStatus().getCode()).isEqualTo(code);
    ErrorInfo info = info(thrown);
    assertThat(info.getReason()).isEqualTo(reason);
    assertThat(info.getMetadataOrDefault("field", "")).isEqualTo(field);
  }

  private static ErrorInfo info(StatusRuntimeException thrown) {
    try {
      return Objects.requireNonNull(StatusProto.fromThrowable(thrown))
          .getDetails(0)
          .unpack(ErrorInfo.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    challenges.close();
  }
}
