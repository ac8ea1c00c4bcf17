package dev.weir.policy;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.weir.account.Level;
import dev.weir.decision.Inputs;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Tells of most requests that a condition does not hold, for a tenth of what it costs to evaluate
 * it: nearly all conditions are of rare things. It knows comparisons of two plain values, and what
 * {@code &&}, {@code ||} and {@code !} make of them, as the CEL specification has it; where a part
 * is anything else, that part may hold. Immutable, thread-safe.
 */
@FunctionalInterface
interface Guard {
  /** Of a condition of which nothing is known without evaluating it. */
  Guard ANY = inputs -> true;

  /** Returns false only if the condition does not hold, and its evaluation does not fail. */
  boolean mayHold(Inputs inputs);

  /**
   * Returns the guard of a condition.
   *
   * @param expr bound, and of checked types
   * @param variables all that it reads, by name
   */
  static Guard of(CelExpr expr, Map<String, Variable> variables) {
    return switch (expr.getKind()) {
      case IDENT -> {
        Variable variable = variables.get(expr.ident().name());
        yield variable != null && variable.type().equals(SimpleType.BOOL)
            ? inputs -> isTrue(variable.read().read(inputs))
            : ANY;
      }
      case CALL -> of(expr.call(), variables);
      default -> ANY;
    };
  }

  private static Guard of(CelCall call, Map<String, Variable> variables) {
    if (call.target().isPresent()) {
      return ANY;
    }
    return switch (call.function()) {
      case "_&&_" -> both(of(call.args().get(0), variables), of(call.args().get(1), variables));
      case "_||_" -> either(of(call.args().get(0), variables), of(call.args().get(1), variables));
      case "!_" -> not(call.args().getFirst(), variables);
      case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_" -> comparison(call, variables);
      default -> ANY;
    };
  }

  private static Guard both(Guard one, Guard other) {
    if (one.equals(ANY) || other.equals(ANY)) {
      return one.equals(ANY) ? other : one;
    }
    return inputs -> one.mayHold(inputs) && other.mayHold(inputs);
  }

  private static Guard either(Guard one, Guard other) {
    return one.equals(ANY) || other.equals(ANY)
        ? ANY
        : inputs -> one.mayHold(inputs) || other.mayHold(inputs);
  }

  /** Of a single value only: what may hold says nothing of what may not. */
  private static Guard not(CelExpr expr, Map<String, Variable> variables) {
    if (expr.getKind() != CelExpr.ExprKind.Kind.IDENT) {
      return ANY;
    }
    Guard holds = of(expr, variables);
    return holds.equals(ANY) ? ANY : inputs -> !holds.mayHold(inputs);
  }

  private static Guard comparison(CelCall call, Map<String, Variable> variables) {
    Optional<Variable> left = value(call.args().get(0), variables);
    Optional<Variable> right = value(call.args().get(1), variables);
    if (left.isEmpty() || right.isEmpty() || !left.get().type().equals(right.get().type())) {
      return ANY;
    }
    Variable.Reader one = left.get().read();
    Variable.Reader other = right.get().read();
    CelType type = left.get().type();
    String operator = call.function();
    if (type.equals(SimpleType.DOUBLE)) {
      return doubles(operator, one, other);
    }
    if (type.equals(SimpleType.INT)
        || type.equals(SimpleType.DURATION)
        || type.equals(Vocabulary.LEVEL)) {
      return ordered(operator, one, other);
    }
    boolean equality =
        type.equals(SimpleType.STRING)
            || type.equals(SimpleType.BOOL)
            || type.equals(Vocabulary.STATUS);
    return switch (operator) {
      case "_==_" -> equality ? inputs -> equal(one, other, inputs) : ANY;
      case "_!=_" -> equality ? inputs -> !equal(one, other, inputs) : ANY;
      default -> ANY;
    };
  }

  private static Guard doubles(String operator, Variable.Reader one, Variable.Reader other) {
    return switch (operator) {
      case "_==_" -> inputs -> number(one, inputs) == number(other, inputs);
      case "_!=_" -> inputs -> number(one, inputs) != number(other, inputs);
      case "_<_" -> inputs -> number(one, inputs) < number(other, inputs);
      case "_<=_" -> inputs -> number(one, inputs) <= number(other, inputs);
      case "_>_" -> inputs -> number(one, inputs) > number(other, inputs);
      default -> inputs -> number(one, inputs) >= number(other, inputs);
    };
  }

  private static Guard ordered(String operator, Variable.Reader one, Variable.Reader other) {
    return switch (operator) {
      case "_==_" -> inputs -> compare(one, other, inputs) == 0;
      case "_!=_" -> inputs -> compare(one, other, inputs) != 0;
      case "_<_" -> inputs -> compare(one, other, inputs) < 0;
      case "_<=_" -> inputs -> compare(one, other, inputs) <= 0;
      case "_>_" -> inputs -> compare(one, other, inputs) > 0;
      default -> inputs -> compare(one, other, inputs) >= 0;
    };
  }

  /** Returns what an operand is, if it is a variable or a constant. */
  static Optional<Variable> value(CelExpr expr, Map<String, Variable> variables) {
    return switch (expr.getKind()) {
      case IDENT -> Optional.ofNullable(variables.get(expr.ident().name()));
      case CONSTANT -> constant(expr.constant());
      default -> Optional.empty();
    };
  }

  private static Optional<Variable> constant(CelConstant constant) {
    return switch (constant.getKind()) {
      case DOUBLE_VALUE ->
          Optional.of(Variable.constant("", SimpleType.DOUBLE, constant.doubleValue()));
      case INT64_VALUE -> Optional.of(Variable.constant("", SimpleType.INT, constant.int64Value()));
      case STRING_VALUE ->
          Optional.of(Variable.constant("", SimpleType.STRING, constant.stringValue()));
      case BOOLEAN_VALUE ->
          Optional.of(Variable.constant("", SimpleType.BOOL, constant.booleanValue()));
      default -> Optional.empty();
    };
  }

  private static boolean isTrue(Optional<Object> value) {
    return Boolean.TRUE.equals(value.orElseThrow());
  }

  private static double number(Variable.Reader reader, Inputs inputs) {
    return (Double) reader.read(inputs).orElseThrow();
  }

  private static boolean equal(Variable.Reader one, Variable.Reader other, Inputs inputs) {
    return one.read(inputs).orElseThrow().equals(other.read(inputs).orElseThrow());
  }

  private static int compare(Variable.Reader one, Variable.Reader other, Inputs inputs) {
    Object left = one.read(inputs).orElseThrow();
    Object right = other.read(inputs).orElseThrow();
    return switch (left) {
      case Level level -> level.compareTo((Level) right);
      case Long number -> number.compareTo((Long) right);
      default -> ((Duration) left).compareTo((Duration) right);
    };
  }
}
