package dev.weir.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The limit falls where requests take too long for some time, and only then, and rises again. */
final class InFlightLimitTest {
  private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(100);

  private final InFlightLimit limit = InFlightLimit.adaptive(8, 1_000);
  private long now;

  private void enter(int requests) {
    for (int i = 0; i < requests; i++) {
      assertThat(limit.tryAcquire()).isTrue();
    }
  }

  private void leave(int requests) {
    for (int i = 0; i < requests; i++) {
      limit.release();
    }
  }

  /** Judges one window of 20 requests with as many under way as are; so many are slow. */
  private void window(int slow) {
    for (int i = 0; i < 20; i++) {
      limit.waited(i < slow, now);
      now += WINDOW / 19 + 1;
    }
  }

  @Test
  void fallsBelowWhatWasUnderWayWhereRequestsAreSlowForSomeTime() {
    enter(100);
    window(20);
    window(20);
    assertThat(limit.limit()).isEqualTo(1_000);

    window(20);
    assertThat(limit.limit()).isEqualTo(80);
    leave(20);
    window(20);
    assertThat(limit.limit()).isEqualTo(64);
  }

  @Test
  void fallsNoLowerThanItsMinimum() {
    enter(10);
    for (int i = 0; i < 10; i++) {
      window(20);
    }

    assertThat(limit.limit()).isEqualTo(8);
  }

  @Test
  void risesAgainWhereItIsUsedAndRequestsAreQuick() {
    enter(100);
    window(20);
    window(20);
    window(20);
    leave(20);

    window(0);
    assertThat(limit.limit()).isEqualTo(88);
    for (int i = 0; i < 100; i++) {
      enter(limit.limit() - limit.inFlight());
      window(0);
    }
    assertThat(limit.limit()).isEqualTo(1_000);
  }

  @Test
  void doesNotRiseWhereNothingIsKnownOfMore() {
    enter(100);
    window(20);
    window(20);
    window(20);
    leave(99);
    window(0);

    assertThat(limit.limit()).isEqualTo(80);
  }

  @Test
  void bearsOneInTenThatIsSlow() {
    enter(100);
    for (int i = 0; i < 10; i++) {
      window(2);
    }

    assertThat(limit.limit()).isEqualTo(1_000);
  }

  @Test
  void bearsThePausesThatACollectorMakes() {
    enter(100);
    for (int i = 0; i < 10; i++) {
      window(20);
      window(20);
      window(0);
    }

    assertThat(limit.limit()).isEqualTo(1_000);
  }

  @Test
  void judgesNobodyByAFewRequests() {
    enter(100);
    for (int i = 0; i < 9; i++) {
      now += 10 * WINDOW;
      limit.waited(true, now);
    }

    assertThat(limit.limit()).isEqualTo(1_000);
  }

  @Test
  void staysAsItIsWhereItIsFixed() {
    InFlightLimit fixed = InFlightLimit.fixed(2);
    for (int i = 0; i < 100; i++) {
      now += WINDOW;
      fixed.waited(true, now);
    }

    assertThat(fixed.tryAcquire()).isTrue();
    assertThat(fixed.tryAcquire()).isTrue();
    assertThat(fixed.tryAcquire()).isFalse();
    assertThat(fixed.limit()).isEqualTo(2);
    assertThat(fixed.shed()).isEqualTo(1);
  }

  @Test
  void refusesBoundsThatMakeNoSense() {
    assertThatThrownBy(() -> InFlightLimit.adaptive(3, 2))
        .hasMessage("in flight: 3 to 2 (expected: at least 1, in order)");
  }
}
