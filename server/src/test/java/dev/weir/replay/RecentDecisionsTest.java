package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RecentDecisionsTest {
  private static final long SPAN = 1_000;

  private final RecentDecisions recent = new RecentDecisions(SPAN, 100);

  @Test
  void givesADecisionOnce() {
    recent.put("r", "a", "d", 0);
    assertThat(recent.take("r", "a")).contains("d");
    assertThat(recent.take("r", "a")).isEmpty();
  }

  @Test
  void takesAReportThatNamesNoAccountButNotAnothers() {
    recent.put("r", "a", "d", 0);
    assertThat(recent.take("r", "b")).isEmpty();
    assertThat(recent.take("r", "")).contains("d");
  }

  @Test
  void keepsADecisionForItsSpanAndNotForTwo() {
    recent.put("first", "a", "d1", 0);
    recent.put("second", "a", "d2", SPAN);
    assertThat(recent.take("first", "a")).contains("d1");
    recent.put("third", "a", "d3", 2 * SPAN);
    assertThat(recent.take("second", "a")).contains("d2");
    recent.put("fourth", "a", "d4", 4 * SPAN);
    assertThat(recent.take("third", "a")).isEmpty();
  }

  @Test
  void holdsNoMoreThanTwoGenerations() {
    for (int i = 0; i < 1_000; i++) {
      recent.put("r" + i, "a", "d" + i, 0);
    }
    assertThat(recent.take("r799", "a")).isEmpty();
    assertThat(recent.take("r999", "a")).contains("d999");
  }
}
