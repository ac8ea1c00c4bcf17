package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.decision.Inputs;
import dev.weir.policy.Comparison.Operator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VariableIndexTest {
  private static final List<Double> BOUNDS =
      List.of(0.5, -0.0, 0.25, 0.0, 0.5, -1.0, Double.POSITIVE_INFINITY);

  private static final List<Operator> OPERATORS = List.of(Operator.values());

  private final Inputs inputs =
      Request.ofUnknownAccount()
          .inputs(
              PolicyCompiler.compile("test.yaml", "apiVersion: weir.dev/v1\nname: test\n")
                  .policy()
                  .orElseThrow());

  @ParameterizedTest
  @ValueSource(
      doubles = {
        Double.NEGATIVE_INFINITY,
        -1,
        -0.5,
        -0.0,
        0,
        Double.MIN_VALUE,
        0.25,
        0.5,
        2,
        Double.POSITIVE_INFINITY
      })
  void findsTheComparisonsOfNumbersThatHold(double value) {
    long[] bits = index(value).find(inputs);
    for (int i = 0; i < comparisons(); i++) {
      assertThat(isSet(bits, i)).as("%s %s", value, name(i)).isEqualTo(holds(value, i));
    }
  }

  @Test
  void rulesOutNothingThatHoldsOfNoNumber() {
    long[] bits = index(Double.NaN).find(inputs);
    for (int i = 0; i < comparisons(); i++) {
      assertThat(isSet(bits, i)).as("NaN %s", name(i)).isIn(true, holds(Double.NaN, i));
    }
  }

  @Test
  void leavesTheBitsOfOtherVariablesSet() {
    // 42 comparisons of 71 alternatives: all bits from the 43rd on, and none after the last.
    long[] bits = index(7).find(inputs);
    assertThat(bits[0] >>> comparisons()).isEqualTo(-1L >>> comparisons());
    assertThat(bits[1]).isEqualTo((1L << (71 - Long.SIZE)) - 1);
    assertThat(bits).hasSize(2);
  }

  private static VariableIndex index(double value) {
    Variable variable = Variable.number("x", Vocabulary.FACTS, "", inputs -> value);
    VariableIndex.Builder builder = new VariableIndex.Builder(variable, 71);
    for (int i = 0; i < comparisons(); i++) {
      builder.add(i, new Comparison(variable, operator(i), bound(i)));
    }
    return builder.build();
  }

  private static int comparisons() {
    return BOUNDS.size() * OPERATORS.size();
  }

  private static Operator operator(int i) {
    return OPERATORS.get(i % OPERATORS.size());
  }

  private static double bound(int i) {
    return BOUNDS.get(i / OPERATORS.size());
  }

  private static String name(int i) {
    return operator(i) + " " + bound(i);
  }

  /** What Java, and so CEL, says. */
  private static boolean holds(double value, int i) {
    return switch (operator(i)) {
      case EQUAL -> value == bound(i);
      case NOT_EQUAL -> value != bound(i);
      case LESS -> value < bound(i);
      case AT_MOST -> value <= bound(i);
      case GREATER -> value > bound(i);
      case AT_LEAST -> value >= bound(i);
    };
  }

  private static boolean isSet(long[] bits, int i) {
    return (bits[i / Long.SIZE] & (1L << i)) != 0;
  }
}
