package dev.weir.store.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.limit.Algorithm;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.Measure;
import dev.weir.limit.Subject;
import dev.weir.store.fallback.Lease.Spent;
import dev.weir.store.fallback.Lease.Work;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of a limit is taken in advance, and for how long. */
final class LeaseTest {
  /** The start of a minute. */
  private static final long NOW = 1_800_000_000_000L;

  private static final long MOST = 1_000;

  private final Lease lease = of(60_000);

  private static Lease of(long window) {
    LimitSpec limit = new LimitSpec("l", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, window);
    return new Lease(new Lease.Key(limit, new Subject("account:a1", 7), 10_000, MOST), NOW);
  }

  private long wanted(long now) {
    Work work = lease.work(now);
    return work == null ? 0 : work.wanted();
  }

  private Slice grant(long amount, long now) {
    Slice slice = new Slice(amount, now, lease.endOf(now));
    assertThat(lease.granted(slice, new LimitStatus("l", 10_000, 77, false, 0, 5, 60_000)))
        .isTrue();
    return slice;
  }

  private Spent spend(long amount, long now) {
    return Objects.requireNonNull(lease.spend(amount, now));
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 0, 100",
    "1000, 950, 50",
    "5000, 0, 500",
    "60000, 0, 1000",
    "60000, 59999, 1",
    "86400000, 0, 1000"
  })
  void lastsForATenthOfTheWindowForASecondAndNoLongerThanTheBucket(
      long window, long after, long millis) {
    assertThat(of(window).endOf(NOW + after)).isEqualTo(NOW + after + millis);
  }

  @Test
  void wantsNothingBeforeItIsBusy() {
    for (int i = 1; i < Lease.BUSY; i++) {
      assertThat(lease.spend(1, NOW)).isNull();
      assertThat(wanted(NOW)).isZero();
    }
    lease.spend(1, NOW);
    assertThat(wanted(NOW)).isEqualTo(Lease.BUSY);
    assertThat(wanted(NOW)).as("asked for already").isZero();
  }

  @Test
  void wantsWhatAPeriodUsesOnceHalfOfItIsSpent() {
    lease.spend(100, NOW);
    assertThat(wanted(NOW + 1_000)).isEqualTo(100);
    grant(100, NOW + 1_000);
    spend(50, NOW + 1_000);
    assertThat(wanted(NOW + 1_000)).isZero();
    spend(1, NOW + 1_000);
    assertThat(wanted(NOW + 1_000)).isEqualTo(51);
  }

  @Test
  void wantsNoMoreThanTheLease() {
    lease.spend(5_000, NOW);
    assertThat(wanted(NOW)).isEqualTo(MOST);
  }

  @Test
  void forgetsWhatWasUsedBeforeTheLastPeriod() {
    lease.spend(100, NOW);
    lease.spend(1, NOW + 2_000);
    assertThat(wanted(NOW + 2_000)).isZero();
  }

  @Test
  void spendsTheOlderSliceFirstAndTellsWhatIsLeftOfBoth() {
    lease.spend(1_000, NOW);
    assertThat(wanted(NOW)).isEqualTo(1_000);
    Slice older = grant(1_000, NOW);
    spend(600, NOW + 10);
    assertThat(wanted(NOW + 10)).isEqualTo(600);
    Slice newer = grant(600, NOW + 10);

    assertThat(spend(400, NOW + 10).slice()).isSameAs(older);
    Spent spent = spend(1, NOW + 11);

    assertThat(spent.slice()).isSameAs(newer);
    assertThat(spent.status())
        .isEqualTo(new LimitStatus("l", 10_000, 77 + 599, false, 0, 4, 60_000));
    assertThat(lease.shed(NOW + 11)).as("used up").isSameAs(older);
    assertThat(lease.shed(NOW + 11)).isNull();
    assertThat(lease.shed(NOW + 1_010)).as("ended").isSameAs(newer);
  }

  /** What was spent may come back when it has been replaced. */
  @Test
  void takesBackNoMoreThanTheLease() {
    lease.spend(2_000, NOW);
    assertThat(wanted(NOW)).isEqualTo(MOST);
    Slice older = grant(MOST, NOW);
    spend(600, NOW);
    assertThat(wanted(NOW)).isEqualTo(600);
    assertThat(lease.putBack(older, 1)).as("while as much is asked for").isFalse();
    grant(600, NOW);
    assertThat(lease.putBack(older, 1)).isFalse();
    spend(10, NOW);
    assertThat(lease.putBack(older, 11)).isFalse();
    assertThat(lease.putBack(older, 10)).isTrue();
    assertThat(lease.unspent()).isEqualTo(MOST);
  }

  @Test
  void takesNothingBackOnceItWasGivenBack() {
    lease.spend(100, NOW);
    wanted(NOW);
    Slice slice = grant(100, NOW);
    spend(10, NOW);
    assertThat(lease.shed(NOW + 1_000)).isSameAs(slice);
    assertThat(lease.putBack(slice, 10)).isFalse();
    assertThat(slice.left()).isEqualTo(90);
  }

  @ParameterizedTest
  @CsvSource({"0, 1000", "1, 1000", "5000, 5000", "90000, 60000", "9223372036854775807, 60000"})
  void asksNoMoreUntilThereMayBeRoom(long wait, long pause) {
    lease.spend(100, NOW);
    assertThat(wanted(NOW)).isEqualTo(100);
    lease.notGranted(NOW, wait);
    lease.spend(100, NOW + pause - 1);
    assertThat(wanted(NOW + pause - 1)).isZero();
    assertThat(wanted(NOW + pause)).isGreaterThanOrEqualTo(100);
  }

  @Test
  void takesNothingOnceItIsRetired() {
    lease.spend(100, NOW);
    wanted(NOW);
    Slice slice = grant(100, NOW);
    spend(60, NOW);
    assertThat(wanted(NOW)).isEqualTo(60 + 60);
    assertThat(lease.retire()).containsExactly(slice);
    assertThat(lease.spend(1, NOW)).isNull();
    Slice late = new Slice(120, NOW, NOW + 1_000);
    assertThat(lease.granted(late, new LimitStatus("l", 10_000, 77, false, 0, 5, 60_000)))
        .isFalse();
    assertThat(wanted(NOW)).isZero();
  }
}
