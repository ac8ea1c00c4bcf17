package dev.weir.policy;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.weir.policy.Comparison.Operator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Says of a condition what must be so of plain values for it to hold: its disjunctive normal form,
 * with all left out that is no plain comparison. Where none of the alternatives holds, the
 * condition does not hold, and its evaluation does not fail: in CEL what is false makes {@code &&}
 * false even beside what fails, and {@code ||} is given alternatives only where both of its sides
 * have them.
 */
final class DisjunctiveForm {
  /** The most alternatives of one condition: what has more is told apart by fewer comparisons. */
  static final int MOST_ALTERNATIVES = 8;

  private static final List<Conjunction> UNKNOWN = List.of(Conjunction.ALWAYS);

  private static final Set<CelType> ORDERED =
      Set.of(SimpleType.DOUBLE, SimpleType.INT, SimpleType.DURATION, Vocabulary.LEVEL);

  private static final Set<CelType> UNORDERED =
      Set.of(SimpleType.STRING, SimpleType.BOOL, Vocabulary.STATUS);

  private final Map<String, Variable> variables;

  private DisjunctiveForm(Map<String, Variable> variables) {
    this.variables = variables;
  }

  /**
   * Returns the alternatives of a condition.
   *
   * @param expr bound, and of checked types
   * @param variables all that it reads, by name
   */
  static List<Conjunction> of(CelExpr expr, Map<String, Variable> variables) {
    return new DisjunctiveForm(variables).of(expr);
  }

  private List<Conjunction> of(CelExpr expr) {
    return switch (expr.getKind()) {
      case IDENT -> truth(expr, true);
      case CALL -> expr.call().target().isPresent() ? UNKNOWN : of(expr.call());
      default -> UNKNOWN;
    };
  }

  private List<Conjunction> of(CelCall call) {
    List<CelExpr> args = call.args();
    return switch (call.function()) {
      case "_&&_" -> both(of(args.get(0)), of(args.get(1)));
      case "_||_" -> either(of(args.get(0)), of(args.get(1)));
      case "!_" -> truth(args.getFirst(), false);
      case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_" ->
          comparison(Operator.of(call.function()), args.get(0), args.get(1));
      default -> UNKNOWN;
    };
  }

  private static List<Conjunction> both(List<Conjunction> one, List<Conjunction> other) {
    if (one.size() * other.size() > MOST_ALTERNATIVES) {
      // Each side alone must hold, too.
      return one.size() <= other.size() ? one : other;
    }
    return one.stream().flatMap(left -> other.stream().map(left::and)).toList();
  }

  private static List<Conjunction> either(List<Conjunction> one, List<Conjunction> other) {
    List<Conjunction> all = Stream.concat(one.stream(), other.stream()).toList();
    return all.size() > MOST_ALTERNATIVES || all.contains(Conjunction.ALWAYS) ? UNKNOWN : all;
  }

  private List<Conjunction> truth(CelExpr expr, boolean value) {
    Optional<Variable> variable = Guard.value(expr, variables);
    return variable.isPresent() && variable.get().type().equals(SimpleType.BOOL)
        ? comparison(Operator.EQUAL, variable.get(), Variable.constant("", SimpleType.BOOL, value))
        : UNKNOWN;
  }

  private List<Conjunction> comparison(Operator operator, CelExpr left, CelExpr right) {
    Optional<Variable> one = Guard.value(left, variables);
    Optional<Variable> other = Guard.value(right, variables);
    return one.isPresent() && other.isPresent() && one.get().type().equals(other.get().type())
        ? comparison(operator, one.get(), other.get())
        : UNKNOWN;
  }

  private static List<Conjunction> comparison(Operator operator, Variable one, Variable other) {
    if (!ORDERED.contains(one.type()) && (operator.orders() || !UNORDERED.contains(one.type()))) {
      return UNKNOWN;
    }
    Optional<Object> left = constant(one);
    Optional<Object> right = constant(other);
    if (left.isPresent() == right.isPresent()) {
      return UNKNOWN;
    }
    Comparison comparison =
        right.isPresent()
            ? new Comparison(one, operator, right.get())
            : new Comparison(other, operator.mirrored(), left.orElseThrow());
    return List.of(new Conjunction(List.of(comparison)));
  }

  private static Optional<Object> constant(Variable variable) {
    return variable.read() instanceof Variable.Constant(Optional<Object> value)
        ? value
        : Optional.empty();
  }

  /** Returns whether the values of a type are ordered. */
  static boolean isOrdered(CelType type) {
    return ORDERED.contains(type);
  }
}
