package dev.weir.policy;

/**
 * A variable compared with a constant of its own type, which cannot fail.
 *
 * @param constant a {@link Comparable} where the operator orders
 */
record Comparison(Variable variable, Operator operator, Object constant) {

  /** The operators of CEL, under its names for them. */
  enum Operator {
    EQUAL("_==_"),
    NOT_EQUAL("_!=_"),
    LESS("_<_"),
    AT_MOST("_<=_"),
    GREATER("_>_"),
    AT_LEAST("_>=_");

    private final String function;

    Operator(String function) {
      this.function = function;
    }

    static Operator of(String function) {
      for (Operator operator : values()) {
        if (operator.function.equals(function)) {
          return operator;
        }
      }
      throw new IllegalArgumentException(function);
    }

    /** Returns the operator that says the same with the operands exchanged. */
    Operator mirrored() {
      return switch (this) {
        case EQUAL, NOT_EQUAL -> this;
        case LESS -> GREATER;
        case AT_MOST -> AT_LEAST;
        case GREATER -> LESS;
        case AT_LEAST -> AT_MOST;
      };
    }

    /** Returns whether the operator orders, and does not only tell what is equal. */
    boolean orders() {
      return this != EQUAL && this != NOT_EQUAL;
    }

    /**
     * Returns whether the comparison holds.
     *
     * @param order of the left operand and the right one, as {@code compareTo} returns it
     */
    boolean holds(int order) {
      return switch (this) {
        case EQUAL -> order == 0;
        case NOT_EQUAL -> order != 0;
        case LESS -> order < 0;
        case AT_MOST -> order <= 0;
        case GREATER -> order > 0;
        case AT_LEAST -> order >= 0;
      };
    }
  }
}
