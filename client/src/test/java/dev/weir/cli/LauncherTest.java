package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the launcher in a copy of the project's folders, with a Maven and a JDK that only write down
 * how they were called.
 */
@Timeout(120)
class LauncherTest {
  private static final Path LAUNCHER = Path.of("..", "weir");

  @TempDir private Path folder;
  private Path root;
  private Path jdk;

  @BeforeEach
  void copy() throws IOException {
    root = Files.createDirectories(folder.resolve("a project"));
    jdk = folder.resolve("a jdk");
    write(root.resolve("weir"), Files.readString(LAUNCHER));
    for (String module : List.of("proto", "client", "server")) {
      Files.createDirectories(root.resolve(module).resolve("src/main/java"));
      Files.writeString(root.resolve(module).resolve("pom.xml"), "<project/>");
    }
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    Files.writeString(root.resolve("server/src/main/java/A.java"), "class A {}");
    maven("");
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.1\"\n");
    write(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    java("for each in \"$@\"; do printf '%s\\n' \"$each\"; done\n");
  }

  private void maven(String first) throws IOException {
    write(
        root.resolve("mvnw"),
        "#!/bin/sh\n"
            + first
            + "\necho \"$@\" >>calls\nmkdir -p server/target/lib\n"
            + "touch server/target/weir-server-1.jar server/target/lib/weir-client-1.jar\n");
  }

  private void java(String script) throws IOException {
    write(jdk.resolve("bin/java"), "#!/bin/sh\n" + script);
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Process start(Path launcher, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().remove("WEIR_JAVA_OPTS");
    return builder.start();
  }

  private static Weir.Run finish(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Weir.Run(process.waitFor(), out, err);
  }

  private Weir.Run run(String... arguments) throws IOException, InterruptedException {
    return finish(start(root.resolve("weir"), arguments));
  }

  private List<String> builds() throws IOException {
    Path calls = root.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  @Test
  void theFirstUseBuildsAndTheSecondDoesNot() throws Exception {
    Weir.Run first = run("check", "--account", "a 1");
    Weir.Run second = run("check", "--account", "a 1");

    assertThat(first.err()).contains("weir: building Weir").contains("weir: built in");
    assertThat(second.err()).isEmpty();
    assertThat(builds()).containsExactly("-B -ntp -q -DskipTests -pl server -am package");
    assertThat(second.out().lines())
        .contains("dev.weir.server.Main", "check", "--account", "a 1")
        .contains(
            root.toRealPath().resolve("server/target/weir-server-1.jar")
                + ":"
                + root.toRealPath().resolve("server/target/lib/*"));
  }

  @Test
  void onlyASimulationBuildsWhatIsNotShipped() throws Exception {
    maven(
        "case $* in *bench*) mkdir -p bench/target/lib;"
            + " touch bench/target/weir-bench-1.jar bench/target/lib/weir-client-1.jar;; esac\n");
    Files.createDirectories(root.resolve("bench/src/main"));
    Files.writeString(root.resolve("bench/pom.xml"), "<project/>");

    run("check");
    run("simulate", "demo");
    Weir.Run simulated = run("simulate", "demo");
    Weir.Run shown = run("demo");
    Weir.Run measured = run("bench");
    Files.setLastModifiedTime(
        root.resolve("bench/pom.xml"), FileTime.from(Instant.now().plusSeconds(2)));
    run("serve");

    assertThat(builds())
        .containsExactly(
            "-B -ntp -q -DskipTests -pl server -am package",
            "-B -ntp -q -DskipTests -pl bench -am package");
    assertThat(simulated.out().lines())
        .contains("dev.weir.simulate.SimulateMain", "simulate", "demo");
    assertThat(shown.out().lines())
        .contains("dev.weir.demo.DemoMain", "demo", "-XX:+UseCompactObjectHeaders");
    assertThat(measured.out().lines())
        .contains("dev.weir.load.LoadMain", "bench", "-XX:+UseCompactObjectHeaders");
  }

  @Test
  void aBuildForASimulationKeepsTheServerThatAnotherCommandMayBeStarting() throws Exception {
    maven(
        "case $* in *bench*) [ -f server/target/weir-server-1.jar ] || exit 1; mkdir -p"
            + " bench/target/lib; touch bench/target/weir-bench-1.jar"
            + " bench/target/lib/weir-client-1.jar;; esac\n");
    Files.createDirectories(root.resolve("bench/src/main"));
    Files.writeString(root.resolve("bench/pom.xml"), "<project/>");

    run("replay");

    assertThat(run("simulate").exitCode()).isZero();
  }

  @Test
  void whatMavenBuiltItselfIsNotBuiltAgain() throws Exception {
    Files.createDirectories(root.resolve("server/target/lib"));
    Files.createFile(root.resolve("server/target/weir-server-1.jar"));
    Files.createFile(root.resolve("server/target/lib/weir-client-1.jar"));

    assertThat(run("check").err()).isEmpty();
    assertThat(builds()).isEmpty();
  }

  @Test
  void aSourceThatChangedIsBuilt() throws Exception {
    run("check");
    Files.setLastModifiedTime(
        root.resolve("server/src/main/java/A.java"), FileTime.from(Instant.now().plusSeconds(2)));

    run("check");

    assertThat(builds()).hasSize(2);
  }

  @Test
  void aSourceThatIsGoneIsBuilt() throws Exception {
    run("check");
    Files.delete(root.resolve("server/src/main/java/A.java"));
    Files.setLastModifiedTime(
        root.resolve("server/src/main/java"), FileTime.from(Instant.now().plusSeconds(2)));

    run("check");

    assertThat(builds()).hasSize(2);
  }

  @Test
  void librariesThatAreNoLongerNeededAreRemoved() throws Exception {
    run("check");
    Path old = Files.createFile(root.resolve("server/target/lib/old-1.jar"));
    Files.setLastModifiedTime(root.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(2)));

    run("check");

    assertThat(old).doesNotExist();
  }

  @Test
  void aBuildThatFailsShowsItsLogAndRunsNothing() throws Exception {
    maven("echo '[ERROR] A.java:1 it does not compile'; exit 1");

    Weir.Run run = run("check");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("[ERROR] A.java:1 it does not compile")
        .contains("weir: the build failed; its whole output is in ");
  }

  @Test
  void afterABuildThatFailedTheNextUseBuildsAgain() throws Exception {
    maven("exit 1");
    run("check");
    maven("");

    assertThat(run("check").exitCode()).isZero();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void twoStartsAtOnceBuildOnce() throws Exception {
    maven("sleep 1");
    Process one = start(root.resolve("weir"), "check");
    Process other = start(root.resolve("weir"), "check");

    assertThat(finish(one).exitCode()).isZero();
    assertThat(finish(other).exitCode()).isZero();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void aLockWhoseOwnerIsGoneIsBroken() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Path lock = Files.createDirectories(root.resolve("target/launcher/lock"));
    Files.writeString(lock.resolve("owner"), gone.pid() + "\n");

    assertThat(run("check").exitCode()).isZero();
    assertThat(builds()).hasSize(1);
    assertThat(lock).doesNotExist();
  }

  @Test
  void itIsFoundThroughLinks() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path link = Files.createSymbolicLink(bin.resolve("w"), Path.of("../a project/weir"));
    Path linkToLink = Files.createSymbolicLink(folder.resolve("ww"), link);

    assertThat(finish(start(linkToLink, "check")).out()).contains("/a project/server/target/lib/*");
  }

  @Test
  void signalsReachTheServer() throws Exception {
    run("--version");
    java(
        """
        trap 'echo reloaded' HUP
        trap 'echo drained; exit 0' TERM
        echo serving
        while :; do sleep 0.05; done
        """);
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(root.resolve("weir").toString(), "serve").redirectOutput(out.toFile());
    builder.environment().put("JAVA_HOME", jdk.toString());
    Process server = builder.start();
    try {
      await().until(() -> Files.readString(out).contains("serving"));
      assertThat(new ProcessBuilder("kill", "-HUP", "" + server.pid()).start().waitFor()).isZero();
      await().until(() -> Files.readString(out).contains("reloaded"));
      server.destroy();

      assertThat(server.waitFor()).isZero();
      assertThat(out).hasContent("serving\nreloaded\ndrained");
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void aServerGetsOtherFlagsThanACommandThatEndsAtOnce() throws Exception {
    assertThat(run("serve").out())
        .contains("-XX:+UseCompactObjectHeaders")
        .doesNotContain("SerialGC");
    assertThat(run("check").out()).contains("-XX:+UseSerialGC").contains("TieredStopAtLevel=1");
  }

  @Test
  void optionsForJavaComeLastSoThatTheyHold() throws Exception {
    ProcessBuilder builder = new ProcessBuilder(root.resolve("weir").toString(), "check");
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("WEIR_JAVA_OPTS", "-Xmx2g -Dx=*");

    List<String> arguments = finish(builder.start()).out().lines().toList();

    assertThat(arguments).containsSubsequence("-XX:+UseSerialGC", "-Xmx2g", "-Dx=*", "-cp");
  }

  @Test
  void anOldJavaHomeIsPassedOver() throws Exception {
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    java("echo old\n");

    assertThat(run("--version").out()).doesNotContain("old");
  }

  @Test
  void withoutAJdkItSaysWhatToInstall() throws Exception {
    write(
        root.resolve("weir"),
        Files.readString(LAUNCHER).replace("oldest_java=25", "oldest_java=9999"));

    Weir.Run run = run("check");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("no JDK 9999 or newer found")
        .contains("Install one, such as Temurin")
        .contains("JAVA_HOME");
    assertThat(builds()).isEmpty();
  }
}
