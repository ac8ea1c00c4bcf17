package dev.weir.api.admin;

import static dev.weir.api.admin.AdminServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.account.Pseudonyms;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import dev.weir.v1.LimitServiceGrpc;
import dev.weir.v1.ListLimitOverridesRequest;
import dev.weir.v1.ListLimitOverridesResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminAuthenticatorTest {
  private static final String FIRST = "first-token-of-thirty-two-letters";
  private static final String SECOND = "second-token-of-thirty-two-letters";

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private Path file;
  private AdminAuthenticator authenticator;
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("admin.token");
    write("# the first\n" + FIRST + "\n\n", 1);
    authenticator = new AdminAuthenticator(new AdminTokens(file, nanos::get), nanos::get);
    String name = "authenticated-" + System.identityHashCode(this);
    MemoryStore store = new MemoryStore(() -> 1, MemoryConfig.defaults());
    server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .intercept(authenticator)
            .addService(
                new LimitGrpcService(
                    store.overrides(), Pseudonyms.none(), () -> 1, new GrpcErrors(nanos::get)))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer ", "BEARER  "})
  void letsATokenThrough(String scheme) {
    assertThat(call(scheme + FIRST)).isEqualTo(ListLimitOverridesResponse.getDefaultInstance());
    assertThat(authenticator.refused()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic Zmlyc3Q6", FIRST})
  void asksForAToken(String authorization) {
    assertRefused(Status.Code.UNAUTHENTICATED, "TOKEN_MISSING", "", () -> call(authorization));
    assertThat(authenticator.refused()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer ",
        "Bearer first-token-of-thirty-two-letter",
        "Bearer first-token-of-thirty-two-letterss",
        "Bearer # the first",
        "Bearer second-token-of-thirty-two-letters"
      })
  void refusesAnotherToken(String authorization) {
    assertRefused(Status.Code.UNAUTHENTICATED, "TOKEN_UNKNOWN", "", () -> call(authorization));
  }

  @Test
  void saysWhatToDo() {
    assertThatThrownBy(() -> call("Bearer nothing"))
        .hasMessageContaining("send \"authorization: Bearer TOKEN\"");
  }

  @Test
  void changesItsTokensWithTheFile() throws IOException {
    write(FIRST + "\n" + SECOND + "\n", 2);
    assertRefused(Status.Code.UNAUTHENTICATED, "TOKEN_UNKNOWN", "", () -> call("Bearer " + SECOND));

    nanos.set(TimeUnit.SECONDS.toNanos(1));
    assertThat(call("Bearer " + SECOND)).isNotNull();
    assertThat(call("Bearer " + FIRST)).isNotNull();

    write(SECOND + "\n", 3);
    nanos.set(TimeUnit.SECONDS.toNanos(2));
    assertThat(call("Bearer " + SECOND)).isNotNull();
    assertRefused(Status.Code.UNAUTHENTICATED, "TOKEN_UNKNOWN", "", () -> call("Bearer " + FIRST));
  }

  @Test
  void keepsItsTokensWhenTheFileBecomesUnusable() throws IOException {
    write("short\n", 2);
    nanos.set(TimeUnit.SECONDS.toNanos(1));
    assertThat(call("Bearer " + FIRST)).isNotNull();

    Files.delete(file);
    nanos.set(TimeUnit.SECONDS.toNanos(2));
    assertThat(call("Bearer " + FIRST)).isNotNull();
  }

  @Test
  void saysWhatIsWrongWithATokenFile() throws IOException {
    Path missing = folder.resolve("missing");
    Path empty = Files.writeString(folder.resolve("empty"), "# nothing\n");
    Path weak = Files.writeString(folder.resolve("weak"), "\nhunter2\n");

    assertThatThrownBy(() -> new AdminTokens(missing, nanos::get))
        .hasMessage("admin token file " + missing + ": there is no such file");
    assertThatThrownBy(() -> new AdminTokens(empty, nanos::get))
        .hasMessage("admin token file " + empty + ": holds no token (expected: one on each line)");
    assertThatThrownBy(() -> new AdminTokens(weak, nanos::get))
        .hasMessage(
            "admin token file " + weak + ":2: a token of 7 characters (expected: at least 32)");
  }

  @Test
  void writesARandomTokenThatOnlyItsOwnerReads() throws IOException {
    Path first = folder.resolve("home").resolve("admin.token");
    Path second = folder.resolve("other").resolve("admin.token");

    assertThat(AdminTokens.createIfMissing(first, new SecureRandom())).isTrue();
    assertThat(AdminTokens.createIfMissing(second, new SecureRandom())).isTrue();
    String token = Files.readString(first).strip();
    assertThat(AdminTokens.createIfMissing(first, new SecureRandom())).isFalse();

    assertThat(token).hasSize(43).isNotEqualTo(Files.readString(second).strip());
    assertThat(new AdminTokens(first, nanos::get).contains(token)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("home"))))
        .isEqualTo("rwx------");
  }

  @Test
  void saysInOneLineWhyATokenFileCannotBeWritten() throws IOException {
    Path notAFolder = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(
            () ->
                AdminTokens.createIfMissing(
                    notAFolder.resolve("sub").resolve("admin.token"), new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("admin token file " + notAFolder)
        .hasMessageContaining(": cannot be written: ")
        .hasMessageEndingWith(
            "(set WEIR_HOME to a folder that can, or name a token file that exists)");
  }

  private ListLimitOverridesResponse call(String authorization) {
    Metadata headers = new Metadata();
    if (!authorization.isEmpty()) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
    }
    return LimitServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .listLimitOverrides(ListLimitOverridesRequest.getDefaultInstance());
  }

  /** Writes the file with a time of its own: a test is faster than a file system's clock. */
  private void write(String text, int version) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(version * 1_000L));
  }
}
