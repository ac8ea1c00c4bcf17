package dev.weir.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What limits and demands refuse, and how they settle. */
final class DemandTest {
  private static final LimitSpec COST =
      new LimitSpec("cost", Measure.COST, Algorithm.SLIDING_WINDOW, 60_000);
  private static final LimitSpec SLOTS =
      new LimitSpec("slots", Measure.CONCURRENCY, Algorithm.SLOTS, 60_000);
  private static final Subject SUBJECT = new Subject("account:a", 1);

  private static Demand demand(LimitSpec limit, long max, long amount, double weight) {
    return new Demand(limit, SUBJECT, max, amount, new TokenWeights(weight, weight), true);
  }

  @Test
  void settlesToTheWeightedTokensRoundedUp() {
    Demand demand = new Demand(COST, SUBJECT, 1, 1, new TokenWeights(0.15, 0.6), true);
    assertThat(demand.settledAmount(0, 0)).isZero();
    assertThat(demand.settledAmount(1, 0)).isEqualTo(1);
    assertThat(demand.settledAmount(33, 44)).isEqualTo(32);
  }

  @Test
  void settlesToAtMostTheLargestCount() {
    assertThat(demand(COST, 1, 1, 1e300).settledAmount(Long.MAX_VALUE, 1))
        .isEqualTo(LimitBounds.MAX_COUNT);
  }

  @Test
  void settlesSlotsToNothing() {
    assertThat(demand(SLOTS, 1, 1, 1).settledAmount(100, 100)).isZero();
  }

  @Test
  void cutsWhatIsTooLargeToCount() {
    assertThat(demand(COST, Long.MAX_VALUE, Long.MAX_VALUE, 0))
        .isEqualTo(demand(COST, LimitBounds.MAX_COUNT, LimitBounds.MAX_COUNT, 0));
    assertThat(demand(SLOTS, Long.MAX_VALUE, 1, 0).max()).isEqualTo(LimitBounds.MAX_SLOTS);
    assertThat(demand(COST, 1, 1, 0).withMax(Long.MAX_VALUE).max())
        .isEqualTo(LimitBounds.MAX_COUNT);
  }

  @ParameterizedTest
  @CsvSource({"-1,0", "0,-1"})
  void refusesWhatIsNegative(long max, long amount) {
    assertThatThrownBy(() -> demand(COST, max, amount, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of limit cost")
        .hasMessageContaining("at least 0");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesWeightsThatAreNegativeOrNoNumber(double weight) {
    assertThatThrownBy(() -> new TokenWeights(weight, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(weight + " and 0.0 (expected: finite, at least 0)");
    assertThatThrownBy(() -> new TokenWeights(0, weight))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.0 and " + weight);
  }

  /** Stores find a limit's state by it. */
  @Test
  void isTheSameLimitIfNothingDiffers() {
    LimitSpec same = new LimitSpec("cost", Measure.COST, Algorithm.SLIDING_WINDOW, 60_000);
    assertThat(same).isEqualTo(COST).hasSameHashCodeAs(COST);
    assertThat(COST)
        .isNotEqualTo(new LimitSpec("costs", Measure.COST, Algorithm.SLIDING_WINDOW, 60_000))
        .isNotEqualTo(new LimitSpec("cost", Measure.TOKENS, Algorithm.SLIDING_WINDOW, 60_000))
        .isNotEqualTo(new LimitSpec("cost", Measure.COST, Algorithm.EXACT_LOG, 60_000))
        .isNotEqualTo(new LimitSpec("cost", Measure.COST, Algorithm.SLIDING_WINDOW, 61_000))
        .isNotEqualTo(SUBJECT);
  }

  @ParameterizedTest
  @CsvSource({"999", "31622400001", "86400001", "0", "-1"})
  void refusesAWindowThatCannotBeCountedExactly(long window) {
    assertThatThrownBy(() -> new LimitSpec("cost", Measure.COST, Algorithm.SLIDING_WINDOW, window))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("windowMillis of limit cost: " + window);
  }

  @ParameterizedTest
  @CsvSource({"1000,1", "86400000,1", "86401000,1000", "31622400000,1000"})
  void slidesByAStepThatDividesTheWindow(long window, long step) {
    assertThat(
            new LimitSpec("c", Measure.COST, Algorithm.SLIDING_WINDOW, window).resolutionMillis())
        .isEqualTo(step);
  }

  @ParameterizedTest
  @CsvSource({"CONCURRENCY,SLIDING_WINDOW", "CONCURRENCY,EXACT_LOG", "REQUESTS,SLOTS"})
  void refusesAlgorithmsThatDoNotSuitTheMeasure(Measure measure, Algorithm algorithm) {
    assertThatThrownBy(() -> new LimitSpec("l", measure, algorithm, 1_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("algorithm of limit l: " + algorithm);
  }

  @Test
  void waitsForEnforcedLimitsOnlyBeforeItIsAdmitted() {
    LimitStatus soon = new LimitStatus("a", 1, 0, true, 10, 20, 60_000);
    LimitStatus late = new LimitStatus("b", 1, 0, true, 30, 40, 60_000);
    Outcome outcome = new Outcome("d", false, false, false, List.of(soon, late));
    Demand first = named("a");
    Demand second = named("b");
    assertThat(outcome.retryAfterMillis(List.of(first, second))).isEqualTo(30);
    assertThat(outcome.retryAfterMillis(List.of(first, second.unenforced()))).isEqualTo(10);
    assertThat(outcome.retryAfterMillis(List.of(second.unenforced(), first))).isEqualTo(10);
    assertThat(outcome.retryAfterMillis(List.of(named("added later"), second))).isEqualTo(30);
  }

  /** What refuses nothing decides nothing. */
  @Test
  void isConclusiveOnlyWhereItIsEnforced() {
    Demand demand = named("a").asConclusive();
    assertThat(demand.conclusive()).isTrue();
    assertThat(demand.withMax(5).conclusive()).isTrue();
    assertThat(demand.unenforced().conclusive()).isFalse();
    assertThat(demand.unenforced().asConclusive().conclusive()).isFalse();
  }

  @Test
  void isLeasedWhereALeaseSavesSomething() {
    Demand demand = named("a").withMax(10);
    assertThat(demand.isLeased()).isFalse();
    assertThat(demand.withLease(1).isLeased()).isFalse();
    assertThat(demand.withLease(2)).returns(2L, Demand::lease).returns(true, Demand::isLeased);
    assertThat(demand.withLease(10).asConclusive().isLeased()).isTrue();
    assertThat(demand.withLease(10).unenforced().isLeased()).isFalse();
    assertThat(demand.withLease(10).withMax(5).isLeased()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "REQUESTS,SLIDING_WINDOW,11",
    "REQUESTS,SLIDING_WINDOW,-1",
    "REQUESTS,EXACT_LOG,2",
    "TOKENS,SLIDING_WINDOW,2",
    "CONCURRENCY,SLOTS,2"
  })
  void refusesALeaseThatCannotBe(Measure measure, Algorithm algorithm, long lease) {
    LimitSpec spec = new LimitSpec("l", measure, algorithm, 60_000);
    Demand demand = new Demand(spec, new Subject("account:a1", 7), 10, 1, TokenWeights.NONE, true);
    assertThatThrownBy(() -> demand.withLease(lease))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lease of limit l: " + lease + " (expected: from 0 to max, 10;");
  }

  private static Demand named(String limit) {
    LimitSpec spec = new LimitSpec(limit, Measure.REQUESTS, Algorithm.SLIDING_WINDOW, 60_000);
    return new Demand(spec, new Subject("account:a1", 7), 1, 1, TokenWeights.NONE, true);
  }
}
