package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.policy.LoadedPolicy.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyWatcherTest {
  /** So long that only the system's notice can be the reason for a reload. */
  private static final Duration NEVER = Duration.ofHours(1);

  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final Duration SETTLE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final List<AutoCloseable> closed = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : closed) {
      closeable.close();
    }
  }

  private static String yaml(String name) {
    return "apiVersion: weir.dev/v1\nname: " + name + '\n';
  }

  private Policies watch(Path file, Duration interval) {
    Policies policies = Policies.load(Optional.of(file), () -> 0);
    closed.add(PolicyWatcher.start(policies, interval, SETTLE));
    return policies;
  }

  private static void awaitName(Policies policies, String name) {
    await().atMost(PATIENCE).until(() -> policies.current().policy().name().equals(name));
  }

  @Test
  void reloadsAFileThatIsWrittenInPlace() throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yaml"), yaml("one"));
    Policies policies = watch(file, OFTEN);
    Files.writeString(file, yaml("two"));
    awaitName(policies, "two");
    assertThat(policies.current().origin()).isEqualTo(Origin.FILE);
  }

  @Test
  void reloadsAFileThatAnEditorReplaces() throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yaml"), yaml("one"));
    Policies policies = watch(file, OFTEN);
    for (String name : List.of("two", "three")) {
      replace(file, yaml(name));
      awaitName(policies, name);
    }
  }

  private void replace(Path file, String text) throws IOException {
    Path written = Files.writeString(folder.resolve(".policy.yaml.swp"), text);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void reloadsAConfigMapThatKubernetesSwaps() throws IOException {
    Path file = configMap("2026_01", yaml("one"));
    Policies policies = watch(file, OFTEN);
    configMap("2026_02", yaml("two"));
    awaitName(policies, "two");
    configMap("2026_03", yaml("three"));
    awaitName(policies, "three");
  }

  /**
   * Lays files out as the kubelet does: the file links through {@code ..data}, which alone is
   * swapped.
   */
  private Path configMap(String version, String yaml) throws IOException {
    Path content = Files.createDirectory(folder.resolve(".." + version));
    Files.writeString(content.resolve("policy.yaml"), yaml);
    Path swapped = Files.createSymbolicLink(folder.resolve("..data_tmp"), content.getFileName());
    Files.move(swapped, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    Path file = folder.resolve("policy.yaml");
    if (!Files.isSymbolicLink(file)) {
      Files.createSymbolicLink(file, Path.of("..data", "policy.yaml"));
    }
    return file;
  }

  @Test
  void reloadsWhenTheSystemSaysSoWithoutWaitingForTheNextLook() throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yaml"), yaml("one"));
    Policies policies = watch(file, NEVER);
    // The watcher may not watch yet when this first writes; it looks once when it does.
    Files.writeString(file, yaml("two"));
    awaitName(policies, "two");
    Files.writeString(file, yaml("three"));
    awaitName(policies, "three");
  }

  @Test
  void noticesAChangeSinceThePolicyWasLoaded() throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yaml"), yaml("one"));
    Policies policies = Policies.load(Optional.of(file), () -> 0);
    Files.writeString(file, yaml("two"));
    closed.add(PolicyWatcher.start(policies, NEVER, SETTLE));
    awaitName(policies, "two");
  }

  @Test
  void triesABadFileOnceAndTakesTheNextGoodOne() throws Exception {
    Path file = Files.writeString(folder.resolve("policy.yaml"), yaml("one"));
    Policies policies = watch(file, OFTEN);
    List<String> told = new CopyOnWriteArrayList<>();
    closed.add(
        policies.onChange(
            new Policies.Listener() {
              @Override
              public void replaced(LoadedPolicy policy, List<PolicyProblem> warnings) {
                told.add("replaced " + policy.policy().name());
              }

              @Override
              public void rejected(
                  Origin origin, List<PolicyProblem> problems, LoadedPolicy inForce) {
                told.add("rejected");
              }
            }));
    replace(file, yaml("two") + "rule: []\n");
    await().atMost(PATIENCE).until(() -> told.contains("rejected"));
    assertThat(policies.current().policy().name()).isEqualTo("one");
    replace(file, yaml("three"));
    awaitName(policies, "three");
    await().atMost(PATIENCE).until(() -> told.contains("replaced three"));
    assertThat(told).containsExactly("rejected", "replaced three");
  }

  @Test
  void endsItsThreadWhenClosed() throws Exception {
    Path file = Files.writeString(folder.resolve("policy.yaml"), yaml("one"));
    Policies policies = Policies.load(Optional.of(file), () -> 0);
    PolicyWatcher.start(policies, NEVER, SETTLE).close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("weir-policy-watcher");
  }

  @Test
  void hasNothingToWatchWithoutAFile() {
    Policies policies = Policies.load(Optional.empty(), () -> 0);
    assertThatThrownBy(() -> PolicyWatcher.start(policies, NEVER, SETTLE))
        .hasMessage("the shipped policy has no file");
  }
}
