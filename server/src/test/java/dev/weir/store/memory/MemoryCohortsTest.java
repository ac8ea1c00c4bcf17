package dev.weir.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.account.Level;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.Cohorts.Seen;
import dev.weir.cohort.LiveCohorts;
import dev.weir.cohort.Standing;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Cohorts as they are observed, judged and regarded, over the store in memory. */
final class MemoryCohortsTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
  private static final Cohort.Key CARD = new Cohort.Key("card", 7);
  private static final Cohort.Key OTHER = new Cohort.Key("card", 8);

  private final MemoryCohorts store = new MemoryCohorts(1_000);
  private final LiveCohorts cohorts = new LiveCohorts(store, 10_000, 10_000);

  @Test
  void asksAFewThenEverybodyWhoSharesATraitThatNobodyAnswersFor() {
    populate();
    for (int i = 0; i < 30; i++) {
      see("fake-" + i, Level.NONE, NOW, false, CARD);
    }
    judge(NOW);
    assertThat(asked(30)).as("probed").isEqualTo(4);

    for (int i = 0; i < 30; i++) {
      String account = "fake-" + i;
      see(account, Level.NONE, NOW, cohorts.regard(account, Level.NONE, List.of(CARD)).ask(), CARD);
    }
    judge(NOW + 120 * MINUTE);

    assertThat(store.standing().toCompletableFuture().join())
        .extracting(Cohort::key, Cohort::standing)
        .containsExactly(tuple(CARD, Standing.CONFIRMED));
    assertThat(asked(30)).isEqualTo(30);
    assertThat(cohorts.regard("never seen", Level.NONE, List.of(CARD)).ask()).isTrue();
    assertThat(cohorts.regard("never seen", Level.IDENTITY, List.of(CARD)).ask()).isFalse();
    assertThat(cohorts.regard("never seen", Level.NONE, List.of(OTHER)).ask()).isFalse();
  }

  @Test
  void asksWhoWasAskedForWhateverItSendsNext() {
    populate();
    for (int i = 0; i < 30; i++) {
      see("fake-" + i, Level.NONE, NOW, i == 3, CARD);
    }
    judge(NOW);

    assertThat(cohorts.regard("fake-3", Level.NONE, List.of(OTHER)).ask()).isTrue();
    assertThat(cohorts.regard("fake-3", Level.IDENTITY, List.of(OTHER)).ask()).isFalse();
  }

  @Test
  void leavesACrowdAloneThatAnswers() {
    populate();
    for (int i = 0; i < 30; i++) {
      see("student-" + i, Level.EMAIL, NOW, false, CARD);
    }
    judge(NOW);
    for (int i = 0; i < 30; i++) {
      String account = "student-" + i;
      if (cohorts.regard(account, Level.EMAIL, List.of(CARD)).ask()) {
        see(account, Level.EMAIL, NOW, true, CARD);
        see(account, Level.IDENTITY, NOW + 10 * MINUTE, false, CARD);
      }
    }
    judge(NOW + 10 * MINUTE);

    assertThat(store.standing().toCompletableFuture().join())
        .extracting(Cohort::standing)
        .containsExactly(Standing.CLEARED);
    for (int i = 0; i < 30; i++) {
      assertThat(cohorts.regard("student-" + i, Level.EMAIL, List.of(CARD)).ask()).isFalse();
    }
  }

  @Test
  void writesABusyAccountOnceAnHour() {
    for (int i = 0; i < 1_000; i++) {
      see("busy", Level.EMAIL, NOW + i, false, CARD);
    }
    cohorts.flush().toCompletableFuture().join();
    assertThat(requests()).isEqualTo(1);

    see("busy", Level.EMAIL, NOW + 60 * MINUTE, false, CARD);
    cohorts.flush().toCompletableFuture().join();
    assertThat(requests()).as("those that were not written before").isEqualTo(1_001);
  }

  @Test
  void dropsAndCountsWhatFindsNoRoom() {
    LiveCohorts small = new LiveCohorts(store, 2, 10);
    for (int i = 0; i < 5; i++) {
      small.observe(new Seen("a" + i, Level.NONE, NOW, false, false, false, NOW), List.of(CARD));
    }
    assertThat(small.dropped()).isEqualTo(3);
  }

  /** 500 accounts as others are: verified, old, each with a card of its own. */
  private void populate() {
    for (int i = 0; i < 500; i++) {
      Cohort.Key own = new Cohort.Key("card", 1_000 + i);
      Seen seen =
          new Seen(
              "real-" + i, Level.PAYMENT, NOW - 400L * 24 * 60 * MINUTE, false, false, false, NOW);
      cohorts.observe(seen, List.of(own));
    }
  }

  private void see(String account, Level level, long at, boolean asked, Cohort.Key... traits) {
    cohorts.observe(
        new Seen(account, level, NOW - 10 * MINUTE, true, false, asked, at), List.of(traits));
  }

  private void judge(long now) {
    cohorts.flush().toCompletableFuture().join();
    cohorts.assess(now).toCompletableFuture().join();
    cohorts.refresh().toCompletableFuture().join();
  }

  private long asked(int accounts) {
    long asked = 0;
    for (int i = 0; i < accounts; i++) {
      asked += cohorts.regard("fake-" + i, Level.NONE, List.of(CARD)).ask() ? 1 : 0;
    }
    return asked;
  }

  private long requests() {
    return store.population().toCompletableFuture().join().members().getFirst().requests();
  }
}
