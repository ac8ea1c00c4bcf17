package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.policy.LoadedPolicy.Origin;
import dev.weir.policy.Policies.Change;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PoliciesTest {
  private final AtomicLong clock = new AtomicLong(1);

  @TempDir Path folder;

  private static String yaml(String name) {
    return "apiVersion: weir.dev/v1\nname: " + name + '\n';
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("policy.yaml"), text);
  }

  private Policies load(String text) throws IOException {
    return Policies.load(Optional.of(write(text)), clock::get);
  }

  @Test
  void loadTheShippedPolicyWhereThereIsNoFile() {
    LoadedPolicy loaded = Policies.load(Optional.empty(), clock::get).current();
    assertThat(loaded.policy().name()).isEqualTo("model-api");
    assertThat(loaded.origin()).isEqualTo(Origin.DEFAULT);
    assertThat(loaded.loadedAt()).isEqualTo(1);
    assertThat(loaded.yaml()).isEqualTo(Policies.defaultYaml());
  }

  @Test
  void nameAVersionByTheTextsDigest() throws IOException {
    Policies policies = load(yaml("one"));
    // printf 'apiVersion: weir.dev/v1\nname: one\n' | sha256sum
    assertThat(policies.get().digest())
        .isEqualTo("743722a668ae44668407f3cae015f9ec4e7b5990bab54bbb857de2c346a354e0");
    assertThat(policies.get().version())
        .isEqualTo("one@" + policies.get().digest().substring(0, 12));
  }

  @Test
  void refuseToStartWithABadPolicyAndSayWhy() throws IOException {
    Path file = write("name: one\n");
    assertThatThrownBy(() -> Policies.load(Optional.of(file), clock::get))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessage(file + ":1:1: error: no \"apiVersion\" (expected: weir.dev/v1)");
  }

  @Test
  void refuseToStartWithoutTheFile() {
    Path file = folder.resolve("absent.yaml");
    assertThatThrownBy(() -> Policies.load(Optional.of(file), clock::get))
        .hasMessage(file + ":1:1: error: no such file");
  }

  @Test
  void refuseAFileThatIsNotText() throws IOException {
    Path file = Files.write(folder.resolve("policy.yaml"), new byte[] {(byte) 0xff, 0x20});
    assertThatThrownBy(() -> Policies.load(Optional.of(file), clock::get))
        .hasMessage(file + ":1:1: error: not UTF-8");
  }

  @Test
  void refuseAFileThatIsTooLarge() throws IOException {
    Path file = write("#".repeat(4 * Yaml.LARGEST + 1));
    assertThatThrownBy(() -> Policies.load(Optional.of(file), clock::get))
        .hasMessage(
            file + ":1:1: error: 1048577 bytes (expected: a policy of at most 262144 characters)");
  }

  @Test
  void reloadTheFile() throws IOException {
    Policies policies = load(yaml("one"));
    write(yaml("two"));
    clock.set(2);
    Change change = policies.reload();
    assertThat(change.applied()).isTrue();
    assertThat(change.inForce()).isEqualTo(policies.current());
    assertThat(policies.current().policy().name()).isEqualTo("two");
    assertThat(policies.current().loadedAt()).isEqualTo(2);
  }

  @Test
  void keepAGoodPolicyWhereTheNextIsBad() throws IOException {
    Policies policies = load(yaml("one"));
    LoadedPolicy before = policies.current();
    Path file = write(yaml("two") + "rule: []\n");
    Change change = policies.reload();
    assertThat(change.applied()).isFalse();
    assertThat(change.problems())
        .extracting(PolicyProblem::toString)
        .singleElement()
        .asString()
        .startsWith(file + ":3:1: error: rule: unknown key \"rule\"");
    assertThat(policies.current()).isSameAs(before);
    Files.delete(file);
    assertThat(policies.reload().applied()).isFalse();
    assertThat(policies.current()).isSameAs(before);
  }

  @Test
  void applyWhatAnOperatorSendsUntilTheNextReload() throws IOException {
    Policies policies = load(yaml("one"));
    assertThat(policies.apply(yaml("two")).applied()).isTrue();
    assertThat(policies.current().origin()).isEqualTo(Origin.API);
    assertThat(policies.current().policy().name()).isEqualTo("two");
    assertThat(policies.apply("name: three").applied()).isFalse();
    assertThat(policies.current().policy().name()).isEqualTo("two");
    policies.reload();
    assertThat(policies.current().policy().name()).isEqualTo("one");
  }

  @Test
  void validateWithoutChangingAnything() throws IOException {
    Policies policies = load(yaml("one"));
    LoadedPolicy before = policies.current();
    assertThat(policies.validate(yaml("two"))).isEmpty();
    assertThat(policies.validate("name: two")).hasSize(1);
    assertThat(policies.current()).isSameAs(before);
  }

  @Test
  void tellListenersWhatBecameOfEachAttempt() throws Exception {
    Policies policies = load(yaml("one"));
    List<String> told = new ArrayList<>();
    AutoCloseable listening =
        policies.onChange(
            new Policies.Listener() {
              @Override
              public void replaced(LoadedPolicy policy, List<PolicyProblem> warnings) {
                told.add("replaced " + policy.policy().name() + ' ' + warnings.size());
              }

              @Override
              public void rejected(
                  Origin origin, List<PolicyProblem> problems, LoadedPolicy inForce) {
                told.add(
                    "rejected " + origin + ' ' + problems.size() + ' ' + inForce.policy().name());
              }
            });
    policies.apply(yaml("two") + "rules: [{name: r, when: false, verdict: deny}]\n");
    policies.apply("name: three");
    policies.reload();
    listening.close();
    policies.apply(yaml("four"));
    assertThat(told).containsExactly("replaced two 1", "rejected API 1 two", "replaced one 0");
  }

  @Test
  void showReadersWholePoliciesOnlyWhileTheyAreReplaced() throws Exception {
    Policies policies = load(yaml("p0"));
    AtomicBoolean done = new AtomicBoolean();
    ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
    CountDownLatch reading = new CountDownLatch(2);
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      readers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    reading.countDown();
                    while (!done.get()) {
                      LoadedPolicy seen = policies.current();
                      if (!seen.yaml().equals(yaml(seen.policy().name()))) {
                        broken.add(seen.yaml());
                      }
                    }
                  }));
    }
    reading.await();
    List<Thread> writers = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      int writer = i;
      writers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 20; n++) {
                      policies.apply(n % 3 == 2 ? "name: bad" : yaml("p" + writer + '_' + n));
                    }
                  }));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    done.set(true);
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(broken).isEmpty();
    assertThat(policies.current().policy().name()).matches("p[12]_19");
  }

  @Test
  void readTheFileAsUtf8() throws IOException {
    Path file = folder.resolve("policy.yaml");
    Files.write(file, (yaml("one") + "# Zürich\n").getBytes(StandardCharsets.UTF_8));
    assertThat(Policies.load(Optional.of(file), clock::get).current().yaml()).contains("Zürich");
  }
}
