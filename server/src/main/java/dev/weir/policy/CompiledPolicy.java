package dev.weir.policy;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.account.Profile;
import dev.weir.cohort.CohortPolicy;
import dev.weir.cohort.Encounter;
import dev.weir.cohort.Regard;
import dev.weir.decision.Facts;
import dev.weir.decision.Inputs;
import dev.weir.decision.Match;
import dev.weir.decision.Policy;
import dev.weir.decision.Risk;
import dev.weir.decision.Verdict;
import dev.weir.limit.Demand;
import dev.weir.limit.Subject;
import dev.weir.policy.PolicyModel.CohortsModel;
import dev.weir.policy.PolicyModel.TraitModel;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A policy that is ready to decide. Made by {@link PolicyCompiler}. Immutable, thread-safe. */
public final class CompiledPolicy implements Policy {
  private static final int SHORT_DIGEST = 12;

  private final String name;
  private final String digest;
  private final String version;
  private final long budgetNanos;
  private final long reservationMillis;
  private final Map<String, Variable> variables;
  private final List<RiskFamily> families;
  private final List<CompiledTrait> sharedTraits;
  private final List<CompiledTrait> ownedTraits;
  private final CohortPolicy cohorts;
  private final CohortRisk cohortRisk;
  private final NamedTraits namedTraits;
  private final Set<String> exemptProgrammes;
  private final double slowDown;
  private final List<SubjectKeys> subjectKeys;
  private final List<CompiledLimit> limits;
  private final RuleIndex beforeLimits;
  private final RuleIndex afterLimits;
  private final Map<Level, Verdict> failure;

  /**
   * Creates a policy.
   *
   * @param digest SHA-256 of its text in hex
   * @param variables everything that its conditions read, by name
   * @param traits what accounts may share
   * @param subjectKeys the dimensions of all limits
   */
  CompiledPolicy(
      PolicyModel model,
      String digest,
      Map<String, Variable> variables,
      List<RiskFamily> families,
      List<CompiledTrait> traits,
      List<SubjectKeys> subjectKeys,
      List<CompiledLimit> limits,
      List<CompiledRule> rules) {
    this.name = model.name();
    this.digest = digest;
    this.version = name + '@' + digest.substring(0, SHORT_DIGEST);
    this.budgetNanos = model.budget().toNanos();
    this.reservationMillis = model.reservation().toMillis();
    this.variables = Map.copyOf(variables);
    this.families = List.copyOf(families);
    this.sharedTraits = traits.stream().filter(trait -> !trait.isOwned()).toList();
    this.ownedTraits = traits.stream().filter(CompiledTrait::isOwned).toList();
    this.cohorts = cohorts(model.cohorts());
    this.cohortRisk = new CohortRisk(traits, model.cohorts().suspicion());
    this.slowDown = model.cohorts().slowDown();
    this.namedTraits = new NamedTraits(traits);
    this.exemptProgrammes = Set.copyOf(model.cohorts().exemptProgrammes());
    this.subjectKeys = List.copyOf(subjectKeys);
    this.limits = List.copyOf(limits);
    this.beforeLimits =
        RuleIndex.of(rules.stream().filter(rule -> !rule.condition().readsLimits()).toList());
    this.afterLimits =
        RuleIndex.of(rules.stream().filter(rule -> rule.condition().readsLimits()).toList());
    this.failure = Map.copyOf(model.failure());
  }

  /** Returns the policy's own name. */
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public long budgetNanos() {
    return budgetNanos;
  }

  @Override
  public long reservationMillis() {
    return reservationMillis;
  }

  @Override
  public Risk risk(Facts facts, Profile profile, Regard regard, long now) {
    if (profile.scores().isEmpty() && facts.signals().isEmpty() && regard.held().isEmpty()) {
      return Risk.NONE;
    }
    RiskSum sum = new RiskSum();
    for (int i = 0; i < families.size(); i++) {
      families.get(i).assess(facts, profile, now, sum);
    }
    if (!regard.held().isEmpty()) {
      cohortRisk.assess(regard.held(), sum);
    }
    return sum.risk();
  }

  @Override
  public CohortPolicy cohorts() {
    return cohorts;
  }

  /** Returns the traits, as operators name them. */
  public NamedTraits traits() {
    return namedTraits;
  }

  @Override
  public void showShared(Facts facts, Account account, Encounter.Visitor visitor) {
    show(sharedTraits, facts, account, visitor);
  }

  @Override
  public void showOwned(Facts facts, Account account, Encounter.Visitor visitor) {
    show(ownedTraits, facts, account, visitor);
  }

  private void show(
      List<CompiledTrait> shown, Facts facts, Account account, Encounter.Visitor visitor) {
    if (exemptProgrammes.contains(account.programme())) {
      return;
    }
    for (int i = 0; i < shown.size(); i++) {
      shown.get(i).show(facts, account, visitor);
    }
  }

  @Override
  public List<Match> beforeLimits(Inputs inputs) {
    return apply(beforeLimits, inputs);
  }

  @Override
  public List<Match> afterLimits(Inputs inputs) {
    return apply(afterLimits, inputs);
  }

  @Override
  public List<Demand> demands(Inputs inputs) {
    InputValues values = new InputValues(variables, inputs);
    @Nullable Subject[] subjects = new Subject[subjectKeys.size()];
    Demand[] demands = new Demand[limits.size()];
    int asked = 0;
    boolean slowed = inputs.regard().slow();
    double share = slowed ? slowDown : 1;
    for (int i = 0; i < limits.size(); i++) {
      CompiledLimit limit = limits.get(i);
      Subject subject = subjects[limit.keys()];
      if (subject == null) {
        subject = subjectKeys.get(limit.keys()).subject(inputs);
        subjects[limit.keys()] = subject;
      }
      long max = limit.max(inputs, share);
      if (subject != null && max != CompiledLimit.UNLIMITED && limit.applies(values)) {
        demands[asked++] = limit.demand(subject, max, inputs.facts().operation(), slowed);
      }
    }
    // A list that an acquisition need not copy.
    return List.of(asked == demands.length ? demands : Arrays.copyOf(demands, asked));
  }

  @Override
  public Verdict failure(Level level) {
    return failure.getOrDefault(level, Verdict.ALLOW);
  }

  private static CohortPolicy cohorts(CohortsModel model) {
    Map<String, CohortPolicy.Trait> traits = new HashMap<>();
    for (Located<TraitModel> located : model.traits()) {
      TraitModel trait = located.value();
      Set<TraitSource> of = new HashSet<>();
      trait.of().value().forEach(source -> of.add(source.value()));
      traits.put(
          trait.name().value(),
          new CohortPolicy.Trait(trait.window(), trait.most(), trait.weak(), natures(of)));
    }
    return new CohortPolicy(
        traits,
        model.probed(),
        model.confirmed(),
        model.suspicion(),
        model.cleared(),
        model.remembered());
  }

  private static Set<CohortPolicy.Nature> natures(Set<TraitSource> of) {
    Set<CohortPolicy.Nature> natures = EnumSet.noneOf(CohortPolicy.Nature.class);
    if (of.contains(TraitSource.CONVERSATION)) {
      natures.add(CohortPolicy.Nature.OWNED);
    }
    if (of.contains(TraitSource.PAYMENT)) {
      natures.add(CohortPolicy.Nature.CARD);
    }
    if (of.stream().anyMatch(TraitSource::isOfNetwork)) {
      natures.add(CohortPolicy.Nature.NETWORK);
    }
    if (of.stream().allMatch(TraitSource::isCommon)) {
      natures.add(CohortPolicy.Nature.COMMON);
    }
    return natures;
  }

  private List<Match> apply(RuleIndex rules, Inputs inputs) {
    return rules.apply(new InputValues(variables, inputs));
  }
}
