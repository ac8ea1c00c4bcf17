package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.limit.LimitOverride;
import dev.weir.limit.LimitOverride.Owner;
import dev.weir.limit.OverrideStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link OverrideStore} does. */
public abstract class OverrideStoreContract extends StoreContract {

  private OverrideStore overrides() {
    return store.overrides();
  }

  private LimitOverride override(String limit, Owner owner, String ownerId, long max) {
    return new LimitOverride(unique(limit), owner, ownerId, max, NOW + 365 * DAY);
  }

  /** Returns this test's overrides. */
  private List<LimitOverride> mine() throws Exception {
    return get(overrides().list()).stream()
        .filter(override -> override.limit().endsWith(unique("")))
        .toList();
  }

  @Test
  void listsEveryOverrideThatWasPut() throws Exception {
    LimitOverride account = override("requests", Owner.ACCOUNT, "a|b:\"ä\"", 5);
    LimitOverride organization = override("requests", Owner.ORGANIZATION, "a|b:\"ä\"", 0);
    LimitOverride endless = new LimitOverride(unique("tokens"), Owner.ACCOUNT, "a", 1L << 50, 0);
    for (LimitOverride override : List.of(account, organization, endless)) {
      get(overrides().put(override));
    }
    assertThat(mine()).containsExactlyInAnyOrder(account, organization, endless);
  }

  @Test
  void replacesAnOverrideOfTheSameKey() throws Exception {
    LimitOverride other = override("requests", Owner.ACCOUNT, "a", 7);
    get(overrides().put(override("requests", Owner.ACCOUNT, "a", 5)));
    get(overrides().put(other));
    assertThat(mine()).containsExactly(other);
  }

  @Test
  void forgetsADeletedOverrideAndNoOther() throws Exception {
    LimitOverride kept = override("requests", Owner.ORGANIZATION, "a", 5);
    LimitOverride deleted = override("requests", Owner.ACCOUNT, "a", 5);
    get(overrides().put(kept));
    get(overrides().put(deleted));
    get(overrides().delete(deleted.key()));
    assertThat(mine()).containsExactly(kept);
    get(overrides().delete(deleted.key()));
  }

  @Test
  void tellsListenersOfEveryChangeUntilTheyAreClosed() throws Exception {
    LimitOverride override = override("requests", Owner.ACCOUNT, "a", 5);
    AtomicInteger closed = new AtomicInteger();
    AtomicInteger open = new AtomicInteger();
    AutoCloseable registration = overrides().onChange(closed::incrementAndGet);
    try (AutoCloseable other = overrides().onChange(open::incrementAndGet)) {
      assertThat(other).isNotNull();
      await()
          .untilAsserted(
              () -> {
                get(overrides().put(override));
                assertThat(closed).hasPositiveValue();
                assertThat(open).hasPositiveValue();
              });
      registration.close();
      int heard = closed.get();
      open.set(0);
      await()
          .untilAsserted(
              () -> {
                get(overrides().delete(override.key()));
                assertThat(open).hasPositiveValue();
              });
      // One call may have been under way when it was closed; after that nothing comes.
      assertThat(closed.get() - heard).isLessThanOrEqualTo(1);
    }
  }
}
