package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Environment;
import dev.weir.cli.ExitCode;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ServeCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void printsWhatWouldBeInForceAndWhy() {
    int exit =
        run(
            Map.of("WEIR_STORE_URL", "redis://user:hunter2@db:6379", "WEIR_ADMIN_TOKEN", "x"),
            "--print-config",
            "--grpc",
            "127.0.0.1:7",
            "--set",
            "audit.queue=99");

    assertThat(exit).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains("  address: 127.0.0.1:7  # --grpc")
        .contains("  queue: 99  # --set audit.queue")
        .contains("  url: \"redis://<redacted>@db:6379\"  # environment variable WEIR_STORE_URL")
        .contains("  address: 127.0.0.1:9091  # default")
        .doesNotContain("hunter2");
  }

  @Test
  void readsTheFileThatTheEnvironmentNames() throws Exception {
    Path file = Files.writeString(folder.resolve("weir.yaml"), "grpc:\n  address: 127.0.0.1:8\n");

    assertThat(run(Map.of("WEIR_CONFIG", file.toString()), "--print-config"))
        .isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("127.0.0.1:8  # " + file + ":2:12");
  }

  @Test
  void reportsEveryMistakeInALineOfItsOwn() throws Exception {
    Path file = Files.writeString(folder.resolve("weir.yaml"), "grpc:\n  adress: x\n");

    int exit =
        run(
            Map.of("WEIR_ENGINE_MAX_IN_FLIGHT", "many"),
            "--config",
            file.toString(),
            "--set",
            "http.address=9092");

    assertThat(exit).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().lines())
        .containsExactlyInAnyOrder(
            "weir serve: "
                + file
                + ":2:11: grpc.adress: no such setting (did you mean grpc.address?)",
            "weir serve: environment variable WEIR_ENGINE_MAX_IN_FLIGHT: engine.max_in_flight:"
                + " \"many\" (expected: a whole number)",
            "weir serve: --set http.address: http.address: \"9092\" (expected: host:port, such as"
                + " 127.0.0.1:9090 or [::1]:9090)");
  }

  @Test
  void aServerThatCannotStartSaysWhyInOneLine() {
    int exit =
        run(Map.of("WEIR_HOME", folder.toString()), "--policy", folder.resolve("no").toString());

    assertThat(exit).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("weir serve: ")
        .contains("no such file");
  }

  private int run(Map<String, String> variables, String... arguments) {
    Environment environment =
        new Environment(variables, folder, InputStream.nullInputStream(), Clock.systemUTC(), false);
    CommandLine weir = Main.commandLine(environment);
    weir.setOut(new PrintWriter(out));
    weir.setErr(new PrintWriter(err));
    String[] all = new String[arguments.length + 1];
    all[0] = "serve";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return weir.execute(all);
  }
}
