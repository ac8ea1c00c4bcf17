package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.policy.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a server as a process of its own, and sends it signals. */
class ProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void sighupReadsThePolicyAgainAndSigtermDrains() throws Exception {
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(policy, Policies.defaultYaml());
    Process process = serve(policy);
    try {
      await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("ready.json")));
      assertThat(Files.readString(folder.resolve("ready.json")))
          .contains("\"pid\":" + process.pid(), "\"grpc\":\"127.0.0.1:");

      Files.writeString(policy, Policies.defaultYaml().replace("name: model-api", "name: other"));
      signal(process, "HUP");
      await().atMost(PATIENCE).until(() -> log().contains("Policy other@"));

      Files.writeString(policy, "name: [");
      signal(process, "HUP");
      await().atMost(PATIENCE).until(() -> log().contains("stays in force"));

      signal(process, "TERM");
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(folder.resolve("ready.json")).doesNotExist();
      assertThat(log()).doesNotContain("\tat ");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private Process serve(Path policy) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "serve", "--policy", policy.toString()));
    command.addAll(List.of("--ready-file", folder.resolve("ready.json").toString()));
    for (String port : List.of("--grpc", "--admin", "--http")) {
      command.addAll(List.of(port, "127.0.0.1:0"));
    }
    command.addAll(List.of("--set", "policy.watch=false", "--set", "log.format=text"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
    builder.environment().put("WEIR_HOME", folder.resolve("home").toString());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    return builder.start();
  }

  private static void signal(Process process, String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }
}
