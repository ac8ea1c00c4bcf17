package dev.weir.store.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Finding out whether the store is back is the probe's business, and no caller's. */
final class CircuitTest {
  private final HandTimer timer = new HandTimer();
  private final Deque<CompletableFuture<Long>> probes = new ArrayDeque<>();
  private final Circuit circuit =
      new Circuit(
          new FallbackConfig(
              1, 50, Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofMillis(10)),
          () -> {
            CompletableFuture<Long> probe = new CompletableFuture<>();
            probes.add(probe);
            return probe;
          },
          timer);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  private void open() {
    for (int i = 0; i < 10; i++) {
      circuit.failed(1, StoreException.unavailable("gone", null));
    }
    assertThat(circuit.isClosed()).isFalse();
  }

  private CompletableFuture<Long> nextProbe() {
    timer.due.remove().run();
    return probes.remove();
  }

  /** As where a busy replica stands still for a moment: all calls of that moment are late. */
  @Test
  void staysWithAStoreThatFailsFewOfManyCalls() {
    for (int i = 0; i < 5_000; i++) {
      circuit.succeeded(1);
    }
    for (int i = 0; i < 1_000; i++) {
      circuit.failed(1, StoreException.unavailable("late", null));
      assertThat(circuit.isClosed()).isTrue();
    }
  }

  @Test
  void judgesByFiveCallsAtLeast() {
    for (int i = 0; i < 4; i++) {
      circuit.failed(1, StoreException.unavailable("gone", null));
    }
    assertThat(circuit.isClosed()).isTrue();
    circuit.failed(1, StoreException.unavailable("gone", null));
    assertThat(circuit.isClosed()).isFalse();
  }

  @Test
  void letsNoCallerThroughUntilThreeProbesInARowWereAnswered() {
    open();
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Long> probe = nextProbe();
      assertThat(circuit.isClosed()).as("while a probe is under way").isFalse();
      probe.complete(1L);
      assertThat(circuit.isClosed()).as("after %d probes", i + 1).isEqualTo(i == 2);
    }
    assertThat(timer.due).as("probes that are still to come").isEmpty();
  }

  @Test
  void beginsAgainWhereAProbeFails() {
    open();
    nextProbe().complete(1L);
    nextProbe().complete(1L);
    nextProbe().completeExceptionally(StoreException.unavailable("gone", null));
    nextProbe().complete(1L);
    nextProbe().complete(1L);
    assertThat(circuit.isClosed()).isFalse();

    nextProbe().complete(1L);
    assertThat(circuit.isClosed()).isTrue();
  }

  @Test
  void hasOneProbeUnderWayAndNoMore() {
    open();
    CompletableFuture<Long> probe = nextProbe();
    assertThat(timer.due).isEmpty();

    probe.completeExceptionally(StoreException.unavailable("gone", null));
    assertThat(timer.due).hasSize(1);
  }

  /** Runs what is due when it is told to. */
  private static final class HandTimer extends ScheduledThreadPoolExecutor {
    final Deque<Runnable> due = new ArrayDeque<>();

    HandTimer() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
      due.add(command);
      return super.schedule(() -> {}, 0, unit);
    }
  }
}
