package dev.weir.policy;

import com.google.common.collect.ImmutableMap;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.ast.CelMutableExpr.CelMutableComprehension;
import dev.cel.common.ast.CelMutableExpr.CelMutableIdent;
import dev.cel.common.ast.CelMutableExpr.CelMutableSelect;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Binds the names of one parsed condition: every {@code a.b.c} that is a variable becomes one flat
 * name, and so do single signals and labels and durations in quotes, which then cost no call at
 * each evaluation. A name that is no variable is a problem here, where it can be told from all that
 * are valid.
 */
final class ConditionBinder {
  /**
   * Stands for a name that is not valid, so that the rest of its condition can still be checked.
   */
  static final Variable UNKNOWN = Variable.constant("?", SimpleType.DYN, false);

  private final Map<String, Variable> vocabulary;
  private final Map<Long, Integer> positions;
  private final Report report;
  private final Map<String, Variable> bound = new LinkedHashMap<>();

  /** Is told what is wrong, and at which code point of the condition. */
  interface Report {
    void error(int offset, String message);
  }

  private ConditionBinder(
      Map<String, Variable> vocabulary, Map<Long, Integer> positions, Report report) {
    this.vocabulary = vocabulary;
    this.positions = positions;
    this.report = report;
  }

  /** Rewrites {@code ast} and returns every variable that it then reads. */
  static Collection<Variable> bind(
      CelMutableAst ast,
      ImmutableMap<Long, Integer> positions,
      Map<String, Variable> vocabulary,
      Report report) {
    ConditionBinder binder = new ConditionBinder(vocabulary, positions, report);
    binder.bind(ast.expr(), Set.of());
    return binder.bound.values();
  }

  private void bind(CelMutableExpr expr, Set<String> scope) {
    switch (expr.getKind()) {
      case IDENT, SELECT -> bindName(expr, scope);
      case CALL -> bindCall(expr, scope);
      case LIST -> expr.list().elements().forEach(element -> bind(element, scope));
      case MAP ->
          expr.map()
              .entries()
              .forEach(
                  entry -> {
                    bind(entry.key(), scope);
                    bind(entry.value(), scope);
                  });
      case STRUCT -> expr.struct().entries().forEach(entry -> bind(entry.value(), scope));
      case COMPREHENSION -> bindComprehension(expr.comprehension(), scope);
      default -> {}
    }
  }

  private void bindName(CelMutableExpr expr, Set<String> scope) {
    List<String> path = path(expr);
    if (path.isEmpty() || scope.contains(path.getFirst())) {
      if (expr.getKind() == Kind.SELECT) {
        bind(expr.select().operand(), scope);
      }
      return;
    }
    String name = String.join(".", path);
    if (expr.getKind() == Kind.SELECT && expr.select().testOnly()) {
      bindTest(expr, path, name);
      return;
    }
    Optional<Variable> variable = variable(path, name);
    if (variable.isPresent()) {
      replace(expr, variable.get());
    } else if (isBelowVariable(path)) {
      // Such as account.tags.x: what is wrong with it is for the type checker to say.
      bind(expr.select().operand(), scope);
    } else {
      report.error(start(expr), "unknown name \"" + name + '"' + hint(path));
      replace(expr, UNKNOWN);
    }
  }

  private void bindTest(CelMutableExpr expr, List<String> path, String name) {
    if (path.size() == 2 && isMap(path.getFirst())) {
      replace(expr, Vocabulary.has(path.get(0), path.get(1)));
      return;
    }
    report.error(
        start(expr),
        "has("
            + name
            + ") (expected: has() of a signal or a label"
            + (vocabulary.containsKey(name) ? "; " + name + " always has a value)" : ")"));
    replace(expr, UNKNOWN);
  }

  private void bindCall(CelMutableExpr expr, Set<String> scope) {
    CelMutableCall call = expr.call();
    Optional<String> text = call.args().isEmpty() ? Optional.empty() : text(call.args().getLast());
    if (call.function().equals("_[_]") && text.isPresent()) {
      List<String> path = path(call.args().getFirst());
      if (path.size() == 1 && isMap(path.getFirst()) && !scope.contains(path.getFirst())) {
        replace(expr, entry(path.getFirst(), text.get()));
        return;
      }
    }
    if (call.target().isEmpty() && text.isPresent() && bindConstant(expr, text.get())) {
      return;
    }
    if (call.function().equals("matches") && text.isPresent()) {
      checkPattern(call.args().getLast(), text.get());
    }
    call.target().ifPresent(target -> bind(target, scope));
    call.args().forEach(argument -> bind(argument, scope));
    checkTexts(call);
  }

  /** Durations in quotes are spelt as everywhere in a policy, days included. */
  private boolean bindConstant(CelMutableExpr expr, String text) {
    return switch (expr.call().function()) {
      case "duration" ->
          bindConstant(
              expr,
              text,
              SimpleType.DURATION,
              FieldTypes.duration(text),
              "a duration such as 90s, 10m, 12h or 7d");
      case "timestamp" ->
          bindConstant(
              expr,
              text,
              SimpleType.TIMESTAMP,
              instant(text),
              "a time such as 2026-02-01T00:00:00Z");
      default -> false;
    };
  }

  private boolean bindConstant(
      CelMutableExpr expr, String text, CelType type, Optional<?> value, String expected) {
    if (value.isEmpty()) {
      report.error(
          start(expr.call().args().getFirst()), Found.show(text) + " (expected: " + expected + ")");
      replace(expr, UNKNOWN);
    } else {
      String name = expr.call().function() + '(' + text + ')';
      replace(expr, Variable.constant(name, type, value.get()));
    }
    return true;
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /**
   * Conditions match by RE2, in time linear in the text: it has no look-around and no
   * back-references.
   */
  private void checkPattern(CelMutableExpr expr, String pattern) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      report.error(
          start(expr),
          Found.show(pattern) + " (expected: an RE2 pattern; " + e.getDescription() + ")");
    }
  }

  private void bindComprehension(CelMutableComprehension loop, Set<String> scope) {
    bind(loop.iterRange(), scope);
    bind(loop.accuInit(), scope);
    Set<String> inner = new TreeSet<>(scope);
    inner.add(loop.accuVar());
    bind(loop.result(), inner);
    inner.add(loop.iterVar());
    inner.add(loop.iterVar2());
    bind(loop.loopCondition(), inner);
    bind(loop.loopStep(), inner);
  }

  /**
   * Finds texts that a variable can never equal, such as the name of a tier that does not exist.
   */
  private void checkTexts(CelMutableCall call) {
    List<CelMutableExpr> texts = new ArrayList<>();
    List<String> valid = List.of();
    switch (call.function()) {
      case "_==_", "_!=_" -> {
        texts.addAll(call.args());
        valid =
            call.args().stream()
                .map(this::valid)
                .filter(known -> !known.isEmpty())
                .findFirst()
                .orElse(List.of());
      }
      case "@in" -> {
        valid = valid(call.args().getFirst());
        if (call.args().getLast().getKind() == Kind.LIST) {
          texts.addAll(call.args().getLast().list().elements());
        }
      }
      default -> {}
    }
    if (valid.isEmpty()) {
      return;
    }
    for (CelMutableExpr expr : texts) {
      Optional<String> text = text(expr);
      if (text.isPresent() && !text.get().isEmpty() && !valid.contains(text.get())) {
        report.error(
            start(expr),
            Found.show(text.get())
                + " (expected: one of "
                + String.join(", ", valid)
                + ")"
                + Names.suggestion(text.get(), valid));
      }
    }
  }

  private List<String> valid(CelMutableExpr expr) {
    if (expr.getKind() != Kind.IDENT) {
      return List.of();
    }
    Variable variable = bound.get(expr.ident().name());
    return variable == null ? List.of() : variable.valid();
  }

  private Optional<Variable> variable(List<String> path, String name) {
    Variable variable = vocabulary.get(name);
    if (variable != null) {
      return Optional.of(variable);
    }
    return path.size() == 2 && isMap(path.getFirst())
        ? Optional.of(entry(path.get(0), path.get(1)))
        : Optional.empty();
  }

  private boolean isBelowVariable(List<String> path) {
    for (int i = 1; i < path.size(); i++) {
      if (variable(path.subList(0, i), String.join(".", path.subList(0, i))).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Returns the valid name that is near an unknown one, else those that could stand there. */
  private String hint(List<String> path) {
    Set<String> roots = new TreeSet<>();
    vocabulary.keySet().forEach(valid -> roots.add(valid.replaceFirst("\\..*", "")));
    Optional<String> root =
        roots.contains(path.getFirst())
            ? Optional.of(path.getFirst())
            : Names.nearest(path.getFirst(), roots);
    if (root.isEmpty()) {
      return " (expected: one of " + String.join(", ", roots) + ")";
    }
    String rest = String.join(".", path.subList(1, path.size()));
    List<String> below = below(root.get());
    Optional<String> nearest = rest.isEmpty() ? Optional.empty() : Names.nearest(rest, below);
    if (nearest.isPresent()) {
      return "; did you mean \"" + root.get() + '.' + nearest.get() + "\"?";
    }
    return below.isEmpty()
        ? "; did you mean \"" + root.get() + "\"?"
        : " (expected: " + root.get() + ".NAME, one of " + String.join(", ", below) + ")";
  }

  /** Returns what can follow the first part of a name. */
  private List<String> below(String root) {
    String prefix = root + '.';
    return vocabulary.keySet().stream()
        .filter(valid -> valid.startsWith(prefix))
        .map(valid -> valid.substring(prefix.length()))
        .sorted()
        .toList();
  }

  private void replace(CelMutableExpr expr, Variable variable) {
    bound.put(variable.name(), variable);
    expr.setIdent(CelMutableIdent.create(variable.name()));
  }

  private int start(CelMutableExpr expr) {
    CelMutableExpr first = expr;
    while (first.getKind() == Kind.SELECT) {
      first = first.select().operand();
    }
    return positions.getOrDefault(first.id(), 0);
  }

  private static Variable entry(String map, String name) {
    return map.equals(Vocabulary.SIGNALS) ? Vocabulary.signal(name) : Vocabulary.label(name);
  }

  private static boolean isMap(String name) {
    return name.equals(Vocabulary.SIGNALS) || name.equals(Vocabulary.LABELS);
  }

  /** Returns the parts of a dotted name; empty if the expression is none. */
  private static List<String> path(CelMutableExpr expr) {
    List<String> path = new ArrayList<>();
    CelMutableExpr at = expr;
    while (at.getKind() == Kind.SELECT) {
      CelMutableSelect select = at.select();
      path.addFirst(select.field());
      at = select.operand();
      if (at.getKind() == Kind.SELECT && at.select().testOnly()) {
        return List.of();
      }
    }
    if (at.getKind() != Kind.IDENT) {
      return List.of();
    }
    path.addFirst(at.ident().name());
    return path;
  }

  private static Optional<String> text(CelMutableExpr expr) {
    return expr.getKind() == Kind.CONSTANT
            && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? Optional.of(expr.constant().stringValue())
        : Optional.empty();
  }
}
