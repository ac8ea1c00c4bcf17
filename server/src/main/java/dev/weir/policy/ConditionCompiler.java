package dev.weir.policy;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelMutableAst;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelSource;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.CelVarDecl;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.weir.account.Level;
import dev.weir.decision.Input;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles conditions: parses, binds names, checks types, and plans. Every name that conditions of
 * the policy read is gathered, for {@link InputValues}.
 */
final class ConditionCompiler {
  /**
   * The most steps of all loops of one evaluation together; a request has at most 64 signals,
   * labels and tags each.
   */
  private static final int MOST_ITERATIONS = 5_000;

  private static final int MOST_NODES = 1_000;
  private static final int DEEPEST = 50;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .comprehensionMaxIterations(MOST_ITERATIONS)
          .maxExpressionCodePointSize(ConditionType.LONGEST)
          .maxParseExpressionNodeCount(MOST_NODES)
          .maxParseRecursionDepth(DEEPEST)
          .build();

  private final Problems problems;
  private final Map<String, Variable> vocabulary;
  private final CelCompiler compiler;
  private final CelRuntime runtime;
  private final Map<String, Variable> read = new HashMap<>();

  /**
   * Creates a compiler for the conditions of one policy.
   *
   * @param variables everything that they can read, but for single signals and labels
   */
  ConditionCompiler(Collection<Variable> variables, Problems problems) {
    this.problems = problems;
    this.vocabulary = HashMap.newHashMap(variables.size());
    variables.forEach(variable -> vocabulary.put(variable.name(), variable));
    this.compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addFunctionDeclarations(order("_<_"), order("_<=_"), order("_>_"), order("_>=_"))
            .addVarDeclarations(variables.stream().map(ConditionCompiler::declaration).toList())
            .setResultType(SimpleType.BOOL)
            .build();
    this.runtime =
        CelRuntimeFactory.plannerRuntimeBuilder()
            .setOptions(OPTIONS)
            .addFunctionBindings(
                CelFunctionBinding.from(
                    overload("_<_"), Level.class, Level.class, (a, b) -> a.compareTo(b) < 0),
                CelFunctionBinding.from(
                    overload("_<=_"), Level.class, Level.class, (a, b) -> a.compareTo(b) <= 0),
                CelFunctionBinding.from(
                    overload("_>_"), Level.class, Level.class, (a, b) -> a.compareTo(b) > 0),
                CelFunctionBinding.from(
                    overload("_>=_"), Level.class, Level.class, (a, b) -> a.compareTo(b) >= 0))
            .build();
  }

  /** Returns every variable that a compiled condition reads, by name. */
  Map<String, Variable> read() {
    return Map.copyOf(read);
  }

  /** Returns the condition, or nothing where it is not valid; then the problems say why. */
  Optional<Condition> compile(ConditionText text) {
    CelValidationResult parsed = compiler.parse(text.text());
    if (parsed.hasError()) {
      // After the first, the parser mostly stumbles over its own recovery.
      report(text, parsed.getSource(), parsed.getErrors().getFirst());
      return Optional.empty();
    }
    boolean[] bindable = {true};
    CelMutableAst ast = CelMutableAst.fromCelAst(ast(parsed));
    Collection<Variable> variables =
        ConditionBinder.bind(
            ast,
            parsed.getSource().getPositionsMap(),
            vocabulary,
            (offset, message) -> {
              bindable[0] = false;
              error(text, offset, message);
            });
    CelValidationResult checked = with(variables).check(ast.toParsedAst());
    if (checked.hasError()) {
      checked.getErrors().forEach(issue -> report(text, parsed.getSource(), issue));
      return Optional.empty();
    }
    return bindable[0] ? plan(text, ast(checked), variables) : Optional.empty();
  }

  /**
   * Returns a compiler that also knows what one condition alone reads: single signals, labels and
   * durations.
   */
  private CelCompiler with(Collection<Variable> variables) {
    List<CelVarDecl> own =
        variables.stream()
            .filter(variable -> !vocabulary.containsKey(variable.name()))
            .map(ConditionCompiler::declaration)
            .toList();
    return own.isEmpty() ? compiler : compiler.toCompilerBuilder().addVarDeclarations(own).build();
  }

  private static CelVarDecl declaration(Variable variable) {
    return CelVarDecl.newVarDeclaration(variable.name(), variable.type());
  }

  private Optional<Condition> plan(
      ConditionText text, CelAbstractSyntaxTree ast, Collection<Variable> variables) {
    Set<Input> inputs = EnumSet.noneOf(Input.class);
    Map<String, Variable> reads = new LinkedHashMap<>();
    for (Variable variable : variables) {
      variable.input().ifPresent(inputs::add);
      reads.put(variable.name(), variable);
    }
    read.putAll(reads);
    try {
      return Optional.of(
          new Condition(
              text.text(),
              runtime.createProgram(ast),
              Guard.of(ast.getExpr(), reads),
              DisjunctiveForm.of(ast.getExpr(), reads),
              List.copyOf(reads.values()),
              Set.copyOf(inputs)));
    } catch (CelEvaluationException e) {
      error(text, 0, ConditionErrors.words(e));
      return Optional.empty();
    }
  }

  private void report(ConditionText text, CelSource source, CelIssue issue) {
    int offset =
        source
            .getPositionsMap()
            .getOrDefault(
                issue.getExprId(), source.getLocationOffset(issue.getSourceLocation()).orElse(0));
    error(text, offset, ConditionErrors.words(issue));
  }

  private void error(ConditionText text, int offset, String message) {
    problems.error(ScalarPositions.place(text.node(), offset, text.place().path()), message);
  }

  private static CelAbstractSyntaxTree ast(CelValidationResult valid) {
    try {
      return valid.getAst();
    } catch (CelValidationException e) {
      throw new IllegalStateException("errors were ruled out", e);
    }
  }

  private static CelFunctionDecl order(String operator) {
    return CelFunctionDecl.newFunctionDeclaration(
        operator,
        CelOverloadDecl.newGlobalOverload(
            overload(operator), SimpleType.BOOL, Vocabulary.LEVEL, Vocabulary.LEVEL));
  }

  private static String overload(String operator) {
    return "level" + operator;
  }
}
