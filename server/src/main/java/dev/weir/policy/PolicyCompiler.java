package dev.weir.policy;

import dev.weir.challenge.Kind;
import dev.weir.decision.Rule;
import dev.weir.limit.Measure;
import dev.weir.limit.TokenWeights;
import dev.weir.policy.MaxType.Amount;
import dev.weir.policy.PolicyModel.LimitModel;
import dev.weir.policy.PolicyModel.Mode;
import dev.weir.policy.PolicyModel.RiskModel;
import dev.weir.policy.PolicyModel.RuleModel;
import dev.weir.policy.PolicyModel.SignalModel;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Compiles policies: reads the YAML, checks it, compiles its conditions, and puts together what
 * decides.
 */
public final class PolicyCompiler {
  private static final String ANY = "*";
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  private final Problems problems;

  private PolicyCompiler(Problems problems) {
    this.problems = problems;
  }

  /**
   * Compiles a policy, or says everything that is wrong with it. Never throws because of what the
   * text says. Takes some milliseconds for each condition.
   *
   * @param file how problems name the text
   */
  public static Compilation compile(String file, String yaml) {
    Problems problems = new Problems(file);
    Optional<CompiledPolicy> policy =
        Yaml.parse(yaml, problems)
            .flatMap(root -> new PolicyCompiler(problems).compile(root, yaml));
    return new Compilation(problems.hasErrors() ? Optional.empty() : policy, problems.list());
  }

  private Optional<CompiledPolicy> compile(Node root, String yaml) {
    Optional<PolicyModel> read = PolicyFields.SECTION.read(root, "", problems);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    PolicyModel model = read.get();
    new LimitChecks(model, problems).check();
    RuleChecks ruleChecks = new RuleChecks(model.rules(), problems);
    ruleChecks.check();
    TraitChecks.check(model.cohorts().traits(), problems);
    ConditionCompiler conditions = new ConditionCompiler(vocabulary(model, root), problems);
    Map<LimitModel, Condition> limitConditions = limitConditions(model, conditions);
    List<CompiledRule> rules = rules(model, conditions, ruleChecks);
    if (problems.hasErrors()) {
      return Optional.empty();
    }
    TraitChecks.checkUse(model.cohorts(), rules, problems);
    List<SubjectKeys> keys = new ArrayList<>();
    List<CompiledLimit> limits = limits(model, limitConditions, rules, keys);
    return Optional.of(
        new CompiledPolicy(
            model,
            digest(yaml),
            conditions.read(),
            families(model.risk()),
            traits(model),
            keys,
            limits,
            rules));
  }

  /**
   * Names of limits and rules that could not be read still count as names, or each use of them
   * would be a problem too.
   */
  private static List<Variable> vocabulary(PolicyModel model, Node root) {
    Set<String> limits = new LinkedHashSet<>(Yaml.names(root, "limits"));
    Set<String> shadows =
        model.limits().stream()
            .map(Located::value)
            .filter(limit -> limit.mode() == Mode.SHADOW)
            .map(limit -> limit.name().value())
            .collect(Collectors.toUnmodifiableSet());
    List<String> tiers =
        model.tiers().map(Located::value).orElse(List.of()).stream().map(Located::value).toList();
    List<String> rules = Yaml.names(root, "rules");
    List<Variable> vocabulary = new ArrayList<>(Vocabulary.constants());
    for (Variable variable : Vocabulary.variables()) {
      vocabulary.add(
          switch (variable.name()) {
            case "account.tier" -> variable.withValid(tiers);
            case "clearance.rule" -> variable.withValid(rules);
            default -> variable;
          });
    }
    vocabulary.addAll(LimitVariables.of(limits, shadows));
    return vocabulary;
  }

  private Map<LimitModel, Condition> limitConditions(
      PolicyModel model, ConditionCompiler conditions) {
    Map<LimitModel, Condition> compiled = new HashMap<>();
    for (Located<LimitModel> limit : model.limits()) {
      limit
          .value()
          .when()
          .flatMap(
              text -> {
                Optional<Condition> condition = conditions.compile(text);
                condition
                    .filter(Condition::readsLimits)
                    .ifPresent(
                        reads ->
                            problems.error(
                                text.place(),
                                "reads limits (expected: a condition that does not; it says which"
                                    + " limits apply)"));
                return condition;
              })
          .ifPresent(condition -> compiled.put(limit.value(), condition));
    }
    return compiled;
  }

  private List<CompiledRule> rules(
      PolicyModel model, ConditionCompiler conditions, RuleChecks checks) {
    List<CompiledRule> rules = new ArrayList<>();
    for (Located<RuleModel> located : model.rules()) {
      RuleModel rule = located.value();
      conditions
          .compile(rule.when())
          .ifPresent(
              condition -> {
                checks.checkMissing(rule, condition);
                rules.add(
                    new CompiledRule(
                        rule(rule, model),
                        condition,
                        rule.detail(),
                        rule.onMissing().value(),
                        rule.onError()));
              });
    }
    return rules;
  }

  private static Rule rule(RuleModel rule, PolicyModel model) {
    List<Kind> kinds =
        rule.kinds().map(Located::value).orElse(List.of()).stream().map(Located::value).toList();
    return new Rule(
        rule.name().value(),
        rule.verdict(),
        rule.code().orElse(rule.name().value().toUpperCase(Locale.ROOT)),
        kinds,
        rule.mode() == Mode.SHADOW,
        rule.challengeTtl().map(Located::value).orElse(model.challengeTtl()).toMillis(),
        rule.singleUse().map(Located::value).orElse(false));
  }

  private List<CompiledLimit> limits(
      PolicyModel model,
      Map<LimitModel, Condition> conditions,
      List<CompiledRule> rules,
      List<SubjectKeys> keys) {
    Prices prices =
        new Prices(
            model.prices().stream()
                .map(Located::value)
                .map(
                    price ->
                        new Prices.Price(
                            price.model().value(), new TokenWeights(price.input(), price.output())))
                .toList());
    List<CompiledLimit> limits = new ArrayList<>();
    for (Located<LimitModel> located : model.limits()) {
      LimitModel limit = located.value();
      SubjectKeys subject =
          new SubjectKeys(limit.by().value().stream().map(Located::value).sorted().toList());
      if (!keys.contains(subject)) {
        keys.add(subject);
      }
      limits.add(
          new CompiledLimit(
              LimitChecks.spec(limit),
              keys.indexOf(subject),
              byTier(limit),
              otherwise(limit),
              limit.lease().map(share -> share.value().doubleValue()).orElse(0.0),
              Optional.ofNullable(conditions.get(limit)),
              prices,
              isEnforced(limit, rules),
              ConclusiveLimits.isConclusive(limit, rules),
              limit.mode() == Mode.SHADOW));
    }
    return limits;
  }

  /**
   * Returns whether a rule that decides reads the limit; warns if none does although it is not a
   * shadow.
   */
  private boolean isEnforced(LimitModel limit, List<CompiledRule> rules) {
    if (limit.mode() == Mode.SHADOW) {
      return false;
    }
    boolean read = false;
    boolean decides = false;
    for (CompiledRule rule : rules) {
      if (reads(rule.condition(), limit.name().value())) {
        read = true;
        decides |= !rule.rule().shadow();
      }
    }
    if (!read) {
      problems.warning(
          limit.name().place(),
          "no rule reads limits.exceeded or limits."
              + limit.name().value()
              + ".exceeded, so the limit is counted but never refuses anything");
    }
    return decides;
  }

  private static boolean reads(Condition condition, String limit) {
    String prefix = "limits." + limit + '.';
    return condition.reads().stream()
        .map(Variable::name)
        .anyMatch(name -> name.equals(LimitVariables.EXCEEDED) || name.startsWith(prefix));
  }

  private static Map<String, Long> byTier(LimitModel limit) {
    Map<String, Long> max = new HashMap<>();
    limit
        .max()
        .value()
        .byTier()
        .forEach((tier, amount) -> max.put(tier, units(limit.measure(), amount.value())));
    max.remove(MaxType.DEFAULT);
    return Map.copyOf(max);
  }

  private static long otherwise(LimitModel limit) {
    MaxType.Max max = limit.max().value();
    Located<Amount> named = max.byTier().get(MaxType.DEFAULT);
    if (named != null) {
      return units(limit.measure(), named.value());
    }
    return max.forAll()
        .map(amount -> units(limit.measure(), amount))
        .orElseGet(
            () ->
                max.byTier().values().stream()
                    .mapToLong(amount -> units(limit.measure(), amount.value()))
                    .min()
                    .orElse(CompiledLimit.UNLIMITED));
  }

  /** Returns an amount as stores count it: cost in millionths of the currency. */
  private static long units(Measure measure, Amount amount) {
    return amount
        .number()
        .map(number -> measure == Measure.COST ? number.multiply(MILLION) : number)
        .map(number -> number.setScale(0, RoundingMode.FLOOR).longValueExact())
        .orElse(CompiledLimit.UNLIMITED);
  }

  /** Returns the families of evidence; a further one is added here. */
  private static List<RiskFamily> families(RiskModel risk) {
    Map<String, Double> caps = new HashMap<>();
    risk.sources().forEach((source, model) -> caps.put(source, model.value().cap()));
    Double otherCap = caps.remove(ANY);
    Map<String, Signals.Weight> weights = new HashMap<>();
    risk.signals().forEach((signal, model) -> weights.put(signal, weight(model.value(), risk)));
    Optional<Signals.Weight> other = Optional.ofNullable(weights.remove(ANY));
    return List.of(
        new PushedScores(
            caps, otherCap == null ? RiskFields.SOURCE_CAP.initial().orElseThrow() : otherCap),
        new Signals(weights, other));
  }

  private static List<CompiledTrait> traits(PolicyModel model) {
    return model.cohorts().traits().stream()
        .map(Located::value)
        .map(
            trait ->
                new CompiledTrait(
                    trait.name().value(),
                    trait.family(),
                    trait.of().value().stream().map(Located::value).toList(),
                    model.risk().cap() * trait.weight(),
                    Set.copyOf(trait.exempt())))
        .toList();
  }

  private static Signals.Weight weight(SignalModel model, RiskModel risk) {
    return new Signals.Weight(model.cap().orElse(risk.cap()), model.weight());
  }

  private static String digest(String yaml) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(yaml.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
