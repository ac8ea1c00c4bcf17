package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** How the command finds a server, and what it says of one that does not answer. */
class CheckServerTest extends CheckFixture {
  @Test
  void aServerThatIsNotThereExitsWith3() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    Weir.Run run = new Weir().run("check", "--account", "a1", "--server", "127.0.0.1:" + free);

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .isEqualTo(
            "weir check: cannot reach Weir at 127.0.0.1:"
                + free
                + " (Connection refused); start it with 'weir serve', or name another with"
                + " --server\n");
  }

  @Test
  void aServerThatDoesNotAnswerExitsWith3() {
    server.onCheck((request, answer) -> {});

    Weir.Run run = check("--account", "a1", "--timeout", "50ms");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .contains("no answer")
        .contains("within 50 milliseconds")
        .contains("--timeout");
  }

  @Test
  void aServerThatFailsExitsWith1AndShowsNoStackTrace() {
    server.onCheck(
        (request, answer) ->
            answer.onError(Status.INTERNAL.withDescription("oops").asRuntimeException()));

    Weir.Run run = check("--account", "a1");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo("weir check: Weir at " + server.address() + " failed with INTERNAL: oops\n");
  }

  @Test
  void theServersAddressComesFromTheEnvironmentToo() {
    Weir.Run run = new Weir().with("WEIR_SERVER", server.address()).run("check", "--account", "a1");

    assertThat(run.exitCode()).isZero();
    assertThat(server.checks()).hasSize(1);
  }

  @Test
  void anAddressThatIsNoneIsRefused() {
    Weir.Run run = new Weir().run("check", "--account", "a1", "--server", "nohost");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("weir check: --server: nohost (expected: HOST:PORT, such as 127.0.0.1:9090)\n");
  }
}
