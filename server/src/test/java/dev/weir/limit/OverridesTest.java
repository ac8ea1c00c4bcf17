package dev.weir.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.limit.LimitOverride.Owner;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OverridesTest {
  private static final LimitOverride ACCOUNT =
      new LimitOverride("requests", Owner.ACCOUNT, "a", 10, 1_000);
  private static final LimitOverride ORGANIZATION =
      new LimitOverride("requests", Owner.ORGANIZATION, "o", 20, 0);

  private static long max(Overrides overrides, String account, String organization, long now) {
    return overrides.max("requests", account, organization, now, 5);
  }

  @Test
  void leavesTheMaximumWhereThereIsNoOverride() {
    assertThat(max(Overrides.none(), "a", "o", 0)).isEqualTo(5);
    assertThat(max(Overrides.of(List.of(ACCOUNT, ORGANIZATION)), "b", "p", 0)).isEqualTo(5);
    assertThat(Overrides.of(List.of(ACCOUNT)).max("tokens", "a", "o", 0, 5)).isEqualTo(5);
  }

  @Test
  void prefersTheAccountsOverrideUntilItExpires() {
    Overrides both = Overrides.of(List.of(ORGANIZATION, ACCOUNT));
    assertThat(max(both, "a", "o", 999)).isEqualTo(10);
    assertThat(max(both, "a", "o", 1_000)).isEqualTo(20);
    assertThat(max(both, "b", "o", 0)).isEqualTo(20);
  }

  @Test
  void takesTheLaterOfTwoWithOneKey() {
    LimitOverride later = new LimitOverride("requests", Owner.ACCOUNT, "a", 7, 0);
    assertThat(max(Overrides.of(List.of(ACCOUNT, later)), "a", "", 0)).isEqualTo(7);
  }
}
