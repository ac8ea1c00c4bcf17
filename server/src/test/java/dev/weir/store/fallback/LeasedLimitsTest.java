package dev.weir.store.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.weir.limit.Acquisition;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.limit.Usage;
import dev.weir.store.StoreException;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is decided by slices of a limit that were taken in advance, and what is not. */
final class LeasedLimitsTest extends LeasedLimitsCase {
  @Test
  void asksRarelyForABusySubject() {
    int calls =
        callsOf(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                assertThat(at(NOW + i, leased(100_000)).admitted()).isTrue();
              }
            });

    assertThat(calls).as("of 10,000 checks").isLessThan(100);
    assertThat(limits.decided()).isGreaterThan(9_900);
    limits.tidy(NOW + 11_000);
    assertThat(shared.counted()).isEqualTo(10_000);
  }

  @Test
  void asksForEachCheckOfASubjectThatIsNotBusy() {
    int calls =
        callsOf(
            () -> {
              for (int i = 0; i < 150; i++) {
                at(NOW + i * 67L, leased(MAX));
              }
            });

    assertThat(calls).isEqualTo(150);
    assertThat(limits.slices()).isZero();
  }

  @Test
  void asksForEachCheckOfALimitWithoutALease() {
    Demand demand = leased(MAX).withLease(0);
    assertThat(
            callsOf(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    at(NOW, demand);
                  }
                }))
        .isEqualTo(100);
    assertThat(limits.held()).isZero();
  }

  @Test
  void admitsAsMuchAsTheMaxAndNoMore() {
    long admitted = 0;
    for (int i = 0; i < 2_000; i++) {
      admitted += at(NOW + i / 10, leased(1_000)).admitted() ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(1_000);
  }

  @Test
  void takesNoMoreThanTheLease() {
    for (int i = 0; i < 5_000; i++) {
      at(NOW, leased(MAX));
      assertThat(limits.unspent()).isLessThanOrEqualTo(MAX / 10);
    }
  }

  @Test
  void tellsWhatRemainsAndUntilWhen() {
    warm(NOW + 10);
    long spent = used(NOW + 10) - limits.unspent();

    LimitStatus status = at(NOW + 20, leased(MAX)).limits().getFirst();

    assertThat(status)
        .isEqualTo(new LimitStatus("minute", MAX, MAX - spent - 1, false, 0, 119_980, 60_000));
  }

  @Test
  void spendsNothingAfterAPeriodAndGivesItBack() {
    long left = warm(NOW);
    long counted = shared.counted();

    assertThat(callsOf(() -> at(NOW + 999, leased(MAX)))).isZero();
    assertThat(callsOf(() -> limits.tidy(NOW + 999))).isZero();
    limits.tidy(NOW + 1_000);

    assertThat(limits.unspent()).isZero();
    assertThat(shared.counted()).isEqualTo(counted - left + 1);
    assertThat(used(NOW + 1_000)).isEqualTo(counted - left + 1);
    assertThat(callsOf(() -> at(NOW + 1_000, leased(MAX)))).isPositive();
  }

  /** Or a bucket would admit what another has counted. */
  @Test
  void spendsNothingBeyondTheBucketThatCountedIt() {
    long end = NOW + 60_000;
    warm(end - 10);

    assertThat(callsOf(() -> at(end - 1, leased(MAX)))).isZero();
    long decided = limits.decided();
    at(end, leased(MAX));

    assertThat(limits.decided()).isEqualTo(decided);
    limits.tidy(end + 1_000);
    assertThat(used(end + 60_000)).as("of the second minute").isEqualTo(1);
  }

  @Test
  void spendsNothingUnderAnotherMax() {
    warm(NOW);
    Acquisition raised = acquisition("", leased(MAX + 1));
    at(limits, NOW, raised);
    assertThat(shared.lastAsked()).isEqualTo(raised);
    Acquisition lowered = acquisition("", leased(10));
    assertThat(at(limits, NOW, lowered).admitted()).isFalse();
    assertThat(shared.lastAsked()).isEqualTo(lowered);
  }

  @Test
  void asksForWhatIsNotLeasedOnly() {
    warm(NOW);
    Demand settling = tokens(10);
    Acquisition both = acquisition("", leased(MAX), settling);

    Outcome outcome = at(limits, NOW, both);

    assertThat(shared.lastAsked()).isEqualTo(both.withDemands(List.of(settling)));
    assertThat(outcome.admitted()).isTrue();
    assertThat(outcome.decisionId()).isEqualTo(both.decisionId());
    assertThat(outcome.limits()).extracting(LimitStatus::name).containsExactly("minute", "tokens");
    assertThat(get(limits.settle(new Usage(both.decisionId(), 1, 1), NOW))).isTrue();
  }

  @Test
  void asksTheStoreAsEverWhereItGrantsNoSlice() {
    Demand demand = leased(20);
    for (int i = 0; i < 18; i++) {
      assertThat(at(NOW, demand).admitted()).isTrue();
    }
    assertThat(limits.slices()).isEqualTo(2);
    long admitted = 0;
    for (int i = 0; i < 10; i++) {
      admitted += at(NOW, demand).admitted() ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(2);
    long slices = limits.slices();
    long room = NOW + at(NOW, demand).limits().getFirst().retryAfterMillis();
    at(room - 1, demand);
    assertThat(limits.slices()).as("while there is no room").isEqualTo(slices);
  }

  @Test
  void asksForNoSliceForAPeriodAfterTheStoreFailed() {
    CompletionStage<Outcome> failed =
        CompletableFuture.failedStage(StoreException.unavailable("gone", null));
    LeasedLimits replica =
        new LeasedLimits(shared, (slice, now) -> failed, Ticker.disabledTicker());
    for (int i = 0; i < 100; i++) {
      assertThat(at(replica, NOW, acquisition("", leased(MAX))).admitted()).isTrue();
    }
    assertThat(replica.slices()).isEqualTo(1);
    for (int i = 0; i < 100; i++) {
      at(replica, NOW + 1_000, acquisition("", leased(MAX)));
    }
    assertThat(replica.slices()).isEqualTo(2);
    assertThat(shared.counted()).isEqualTo(200);
  }

  @Test
  void givesBackASliceThatCameTooLate() {
    holdsSlices = true;
    for (int i = 0; i < 100; i++) {
      at(NOW, leased(MAX));
    }
    assertThat(limits.slices()).as("one is waited for").isEqualTo(1);
    assertThat(shared.counted()).isGreaterThan(100);

    answers.forEach(Runnable::run);
    holdsSlices = false;
    limits.tidy(NOW + 1_000);

    assertThat(shared.counted()).isEqualTo(100);
  }

  @Test
  void asksAgainWhereNoAnswerComes() {
    holdsSlices = true;
    for (int i = 0; i < 20; i++) {
      at(NOW, leased(MAX));
    }
    for (int i = 0; i < 20; i++) {
      at(NOW + 9_999, leased(MAX));
    }
    assertThat(limits.slices()).isEqualTo(1);
    at(NOW + 10_000, leased(MAX));
    assertThat(limits.slices()).isEqualTo(2);
  }

  @Test
  void countsOverThreadsWhatItAdmits() throws Exception {
    LimitStore store = new MemoryStore(() -> 0, MemoryConfig.defaults()).limits();
    LeasedLimits replica = new LeasedLimits(store, store::acquire, Ticker.disabledTicker());
    List<Callable<Long>> loads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      loads.add(
          () -> {
            long admitted = 0;
            for (int j = 0; j < 5_000; j++) {
              admitted += at(replica, NOW + j / 50, named(j, leased(MAX))).admitted() ? 1 : 0;
              replica.tidy(NOW + j / 50);
            }
            return admitted;
          });
    }
    long admitted = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Long> load : threads.invokeAll(loads)) {
        admitted += load.get();
      }
    }
    assertThat(admitted).isLessThanOrEqualTo(MAX);
    replica.tidy(NOW + 2_000);
    assertThat(replica.unspent()).isZero();
    Demand none = new Demand(MINUTE, SUBJECT, MAX, 0, TokenWeights.NONE, true);
    assertThat(get(store.acquire(named(0, none), NOW + 2_000)).limits().getFirst().remaining())
        .isEqualTo(MAX - admitted);
  }

  private static Acquisition named(int id, Demand demand) {
    return new Acquisition("d" + id, "", List.of(demand), 0, Long.MAX_VALUE);
  }

  /** Those that make room give back what they have. */
  @Test
  void watchesSoManySubjectsAndNoMore() {
    long admitted = 0;
    for (int i = 0; i < LeasedLimits.MOST + 2_000; i++) {
      Demand demand = of(new Subject("a" + i, TAG), MAX);
      for (int j = 0; j < Lease.BUSY + 1; j++) {
        admitted += at(NOW, demand).admitted() ? 1 : 0;
      }
    }
    assertThat(limits.held()).isBetween(LeasedLimits.MOST / 2L, (long) LeasedLimits.MOST);
    assertThat(shared.counted()).isGreaterThan(admitted);

    limits.tidy(NOW + 1_000);

    assertThat(shared.counted()).isEqualTo(admitted);
  }
}
