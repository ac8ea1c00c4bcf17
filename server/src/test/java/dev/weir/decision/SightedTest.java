package dev.weir.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.cohort.LiveCohorts;
import dev.weir.cohort.TraitHash;
import dev.weir.policy.Policies;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller chooses hides nothing else that it shows. */
final class SightedTest {
  private static final long NOW = 1_800_000_000_000L;

  private final Policy policy = Policies.load(Optional.empty(), () -> NOW).get();
  private final MemoryStore store = new MemoryStore(() -> NOW, MemoryConfig.defaults());
  private final TraitHash hash = TraitHash.keyed(new byte[TraitHash.SHORTEST_KEY]);
  private final LiveCohorts cohorts =
      new LiveCohorts(
          store.cohorts(), policy::cohorts, hash, new LiveCohorts.Room(1 << 10, 1 << 10, 1 << 10));

  /** These have one {@code String.hashCode} with the other. */
  @ParameterizedTest
  @ValueSource(strings = {"AaAa", "AaBB", "BBAa"})
  void aDeviceIsSeenBehindAnotherOfTheSameHashCode(String other) {
    assertThat(other.hashCode()).isEqualTo("BBBB".hashCode());

    meet("BBBB");
    meet(other);

    assertSeen("BBBB");
    assertSeen(other);
  }

  private void meet(String device) {
    Facts facts =
        new Facts(
            "",
            new Facts.Principal("a1", "", "", ""),
            new Facts.Network("10.1.2.3", 64_500, "DE", "t13d", "curl/8", 0, device),
            Facts.Operation.UNKNOWN,
            Facts.Prompt.UNKNOWN,
            Map.of(),
            Map.of(),
            "");
    cohorts.meet(new Sighted(policy, facts, Account.unknown("a1"), Level.NONE, NOW));
  }

  private void assertSeen(String device) {
    cohorts.learn(NOW).toCompletableFuture().join();
    assertThat(store.cohorts().find(hash.cohort("device", device)).toCompletableFuture().join())
        .as(device)
        .hasValueSatisfying(cohort -> assertThat(cohort.sample().members()).hasSize(1));
  }
}
