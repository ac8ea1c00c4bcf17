package dev.weir.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.limit.LimitOverride.Owner;
import dev.weir.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveOverridesTest {
  private static final Duration NEVER = Duration.ofDays(1);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ScriptedStore store = new ScriptedStore();

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void readsTheOverridesAtTheStart() {
    store.held.add(override(7));
    try (LiveOverrides live = new LiveOverrides(store, timer, NEVER)) {
      assertThat(max(live)).isEqualTo(7);
    }
  }

  @Test
  void readsThemAgainAfterAChange() {
    try (LiveOverrides live = new LiveOverrides(store, timer, NEVER)) {
      assertThat(max(live)).isEqualTo(1);
      store.held.add(override(9));
      store.announce();
      assertThat(max(live)).isEqualTo(9);
    }
  }

  @Test
  void readsThemOnceInEachPeriodWithoutAnyWord() {
    try (LiveOverrides live = new LiveOverrides(store, timer, Duration.ofMillis(5))) {
      store.held.add(override(9));
      Awaitility.await().untilAsserted(() -> assertThat(max(live)).isEqualTo(9));
    }
  }

  @Test
  void keepsTheLastOnesWhileTheStoreFails() {
    store.held.add(override(7));
    try (LiveOverrides live = new LiveOverrides(store, timer, NEVER)) {
      store.away = true;
      store.announce();
      store.announce();
      assertThat(max(live)).isEqualTo(7);
      assertThat(live.failures()).isEqualTo(2);

      store.away = false;
      store.held.set(0, override(8));
      store.announce();
      assertThat(max(live)).isEqualTo(8);
    }
  }

  @Test
  void readsAgainWhatChangedDuringARead() {
    store.byHand = true;
    try (LiveOverrides live = new LiveOverrides(store, timer, NEVER)) {
      CompletableFuture<List<LimitOverride>> first = store.pending.remove();
      store.announce();
      store.announce();
      assertThat(store.pending).isEmpty();

      first.complete(List.of(override(7)));
      assertThat(max(live)).isEqualTo(7);
      store.pending.remove().complete(List.of(override(8)));
      assertThat(max(live)).isEqualTo(8);
      assertThat(store.pending).isEmpty();
    }
  }

  @Test
  void listensUntilItIsClosed() {
    LiveOverrides live = new LiveOverrides(store, timer, NEVER);
    int reads = store.reads.get();
    live.close();
    store.announce();

    assertThat(store.reads).hasValue(reads);
  }

  private static LimitOverride override(long max) {
    return new LimitOverride("rpm", Owner.ACCOUNT, "a1", max, 0);
  }

  private static long max(LiveOverrides live) {
    return live.get().max("rpm", "a1", "", 0, 1);
  }

  private static final class ScriptedStore implements OverrideStore {
    final List<LimitOverride> held = new ArrayList<>();
    final Deque<CompletableFuture<List<LimitOverride>>> pending = new ArrayDeque<>();
    final AtomicInteger reads = new AtomicInteger();
    final List<Runnable> listeners = new ArrayList<>();
    boolean away;
    boolean byHand;

    void announce() {
      listeners.forEach(Runnable::run);
    }

    @Override
    public CompletionStage<List<LimitOverride>> list() {
      reads.incrementAndGet();
      if (byHand) {
        CompletableFuture<List<LimitOverride>> read = new CompletableFuture<>();
        pending.add(read);
        return read;
      }
      return away
          ? CompletableFuture.failedStage(StoreException.unavailable("away", new IOException()))
          : CompletableFuture.completedStage(List.copyOf(held));
    }

    @Override
    public CompletionStage<Void> put(LimitOverride override) {
      throw new AssertionError("only read");
    }

    @Override
    public CompletionStage<Void> delete(LimitOverride.Key key) {
      throw new AssertionError("only read");
    }

    @Override
    public AutoCloseable onChange(Runnable listener) {
      listeners.add(listener);
      return () -> listeners.remove(listener);
    }
  }
}
