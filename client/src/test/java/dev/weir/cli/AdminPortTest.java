package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the administrative port is found and what opens it. */
class AdminPortTest {
  @AutoClose private final FakeAdmin admin = FakeAdmin.start();

  @Test
  void theTokenComesFromAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), FakeAdmin.TOKEN + "\n");

    Weir.Run run =
        new Weir()
            .with("WEIR_ADMIN_TOKEN", "another")
            .run("policy", "show", "--admin", admin.address(), "--token-file", file.toString());

    assertThat(run.exitCode()).isZero();
  }

  @Test
  void theTokenComesFromWhatAServerWroteAtHome(@TempDir Path home) throws IOException {
    Files.createDirectory(home.resolve(".weir"));
    Files.writeString(home.resolve(".weir/admin.token"), FakeAdmin.TOKEN);

    Weir.Run run = new Weir().home(home).run("policy", "show", "--admin", admin.address());

    assertThat(run.exitCode()).isZero();
  }

  @Test
  void theHomeOfAServerCanBeElsewhere(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("admin.token"), FakeAdmin.TOKEN);

    Weir.Run run =
        new Weir()
            .with("WEIR_HOME", folder.toString())
            .with("WEIR_ADMIN", admin.address())
            .run("policy", "show");

    assertThat(run.exitCode()).isZero();
  }

  @Test
  void withoutATokenItSaysWhereOneCanComeFrom() {
    Weir.Run run = new Weir().run("policy", "show", "--admin", admin.address());

    assertThat(run)
        .isEqualTo(
            new Weir.Run(
                2,
                "",
                "weir policy show: no admin token: give --token-file FILE, set WEIR_ADMIN_TOKEN, or"
                    + " start a server here, which writes /nonexistent/.weir/admin.token\n"));
  }

  @Test
  void aWrongTokenIsRefusedAndNotShown() {
    Weir.Run run =
        new Weir()
            .with("WEIR_ADMIN_TOKEN", "wrong-token")
            .run("policy", "show", "--admin", admin.address());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("refused the admin token in WEIR_ADMIN_TOKEN; give the right one")
        .doesNotContain("wrong-token");
    assertThat(admin.requests()).isEmpty();
  }

  @Test
  void anotherPortIsNamed() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.start();
    try {
      String address = "127.0.0.1:" + http.getAddress().getPort();
      assertThat(
              new Weir()
                  .with("WEIR_ADMIN_TOKEN", FakeAdmin.TOKEN)
                  .run("policy", "show", "--admin", address))
          .isEqualTo(
              new Weir.Run(
                  1,
                  "",
                  "weir policy show: "
                      + address
                      + " does not speak gRPC; check the address that --admin names\n"));
    } finally {
      http.stop(0);
    }
    assertThat(
            new Weir()
                .with("WEIR_ADMIN_TOKEN", FakeAdmin.TOKEN)
                .run("policy", "show", "--admin", "localhost")
                .err())
        .endsWith("--admin: localhost (expected: HOST:PORT, such as 127.0.0.1:9091)\n");
  }
}
