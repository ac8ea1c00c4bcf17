package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerClockTest {
  private static final long NOW = 1_790_000_000_000L;

  private final AtomicLong local = new AtomicLong(NOW);
  private final ServerClock clock = new ServerClock(local::get);

  @Test
  void isTheMachinesOwnBeforeAnythingIsMeasured() {
    assertThat(clock.getAsLong()).isEqualTo(NOW);
  }

  @Test
  void takesASmallDifferenceInSteps() {
    measure(25, 0);
    assertThat(clock.offsetMillis()).isEqualTo(10);
    measure(25, 0);
    assertThat(clock.offsetMillis()).isEqualTo(20);
    measure(25, 0);
    assertThat(clock.offsetMillis()).isEqualTo(25);
    assertThat(clock.getAsLong()).isEqualTo(NOW + 25);
  }

  @Test
  void takesAnHourAtOnce() {
    measure(-3_600_000, 0);

    assertThat(clock.getAsLong()).isEqualTo(NOW - 3_600_000);
  }

  @Test
  void takesTheAnswerToBeFromTheMiddleOfTheWay() {
    measure(4, 100);

    assertThat(clock.offsetMillis()).isEqualTo(4);
  }

  @Test
  void isNotMovedByAFewSlowAnswers() {
    for (int i = 0; i < 20; i++) {
      measure(5, 0);
    }
    for (int i = 0; i < 4; i++) {
      // All of the way was before the store looked at its clock: half of it is mistaken for an
      // offset.
      clock.measured(NOW, NOW + 400, NOW + 5 + 400);
    }

    assertThat(clock.offsetMillis()).isEqualTo(5);
  }

  @Test
  void followsADriftThatStays() {
    for (int i = 0; i < 20; i++) {
      measure(5, 0);
    }
    for (int i = 0; i < 20; i++) {
      measure(8, 0);
    }

    assertThat(clock.offsetMillis()).isEqualTo(8);
  }

  private void measure(long offset, long roundTrip) {
    clock.measured(NOW, NOW + roundTrip, NOW + roundTrip / 2 + offset);
  }
}
