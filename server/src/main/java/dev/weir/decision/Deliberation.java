package dev.weir.decision;

import dev.weir.account.Accounts.Freshness;
import dev.weir.account.Accounts.Lookup;
import dev.weir.account.Level;
import dev.weir.account.Profile;
import dev.weir.challenge.Challenge;
import dev.weir.challenge.Challenges;
import dev.weir.challenge.Clearance;
import dev.weir.cohort.Regard;
import dev.weir.decision.DecisionObserver.Observation;
import dev.weir.decision.DecisionObserver.Phase;
import dev.weir.limit.Acquisition;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.HashTag;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.Outcome;
import dev.weir.limit.Overrides;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One request being decided. Its steps run one after the other, so its fields need no lock; they
 * are written by the step that learns them. The path reads top to bottom: account, clearance, rules
 * that read no limit, limits, rules that do, challenge.
 */
final class Deliberation {
  private static final Set<Input> NOTHING_MISSING = Set.of();
  private static final Set<Input> ACCOUNT_MISSING =
      Set.copyOf(EnumSet.of(Input.ACCOUNT, Input.RISK));

  /** Stands for the account until it is found. */
  private static final Profile NOT_FOUND_YET = Profile.unknown("");

  private final Policy policy;
  private final Overrides overrides;
  private final Services services;
  private final Observation observation;
  private final Facts facts;
  private final long now;
  private final Budget budget;
  private final Matches matches;

  private Profile profile = NOT_FOUND_YET;
  private Evidence evidence = Evidence.COMPLETE;
  private Risk risk = Risk.NONE;
  private Regard regard = Regard.NONE;
  private Optional<Clearance> clearance = Optional.empty();
  private List<Demand> demands = List.of();
  private Optional<Outcome> outcome = Optional.empty();
  private @Nullable Acquisition consumed;
  private String decisionId = "";

  Deliberation(
      Policy policy,
      Overrides overrides,
      Services services,
      Observation observation,
      Facts facts,
      long now,
      Budget budget) {
    this.policy = policy;
    this.overrides = overrides;
    this.services = services;
    this.observation = observation;
    this.facts = facts;
    this.now = now;
    this.budget = budget;
    this.matches = new Matches(policy);
  }

  /** Decides. The stage fails only where something is broken; {@link #end} then answers. */
  CompletionStage<Decision> decide() {
    return findAccount()
        .thenCompose(this::verifyClearance)
        .thenCompose(verified -> applyLimits(applyRulesBeforeLimits(verified)))
        .thenCompose(this::useClearance)
        .thenCompose(this::conclude);
  }

  private CompletionStage<Lookup> findAccount() {
    observation.phase(Phase.ACCOUNT);
    return services.accounts().find(facts.principal().accountId(), now, budget.remainingNanos());
  }

  private CompletionStage<Optional<Clearance>> verifyClearance(Lookup lookup) {
    profile = lookup.profile();
    evidence = evidence.or(evidenceOf(lookup.freshness()));
    if (facts.clearance().isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    observation.phase(Phase.CLEARANCE);
    return services
        .challenges()
        .verify(facts.clearance(), facts.principal().accountId(), now, budget.remainingNanos());
  }

  /**
   * Applies the rules that read no limit, and says how to go on: with these inputs, unless a rule
   * already refuses.
   */
  private Inputs applyRulesBeforeLimits(Optional<Clearance> verified) {
    observation.phase(Phase.RULES_BEFORE_LIMITS);
    clearance = verified;
    regard = observes() ? services.cohorts().meet(sighted()) : Regard.NONE;
    risk = policy.risk(facts, profile, regard, now);
    Inputs inputs =
        new Inputs(
            facts,
            profile,
            risk,
            regard,
            clearance,
            Optional.empty(),
            overrides,
            evidence == Evidence.PARTIAL ? ACCOUNT_MISSING : NOTHING_MISSING,
            now);
    decisionId = DecisionId.create(now, HashTag.of(inputs.ownerId()), services.random());
    matches.beforeLimits(policy.beforeLimits(inputs));
    return inputs;
  }

  private CompletionStage<Verdict> applyLimits(Inputs inputs) {
    Verdict early = matches.verdict(clearance);
    if (early != Verdict.ALLOW) {
      // Refused as it is: no store call is spent, and nothing is consumed.
      return CompletableFuture.completedFuture(early);
    }
    demands = policy.demands(inputs);
    if (demands.isEmpty()) {
      Outcome unlimited = new Outcome(decisionId, true, false, false, List.of());
      return CompletableFuture.completedFuture(applyRulesAfterLimits(inputs, unlimited));
    }
    return acquire(
        inputs,
        new Acquisition(
            decisionId, retryKey(), demands, policy.reservationMillis(), budget.remainingNanos()));
  }

  /** Asks the limits, and goes on with what they say: rules first, then what is to be counted. */
  private CompletionStage<Verdict> acquire(Inputs inputs, Acquisition acquisition) {
    observation.phase(Phase.LIMITS);
    return services
        .limits()
        .acquire(acquisition, now)
        .thenCompose(
            found -> {
              consumed = found.admitted() && !found.repeated() ? acquisition : null;
              Verdict verdict = applyRulesAfterLimits(inputs, found);
              return reconcile(inputs, acquisition, found, verdict);
            });
  }

  private Verdict applyRulesAfterLimits(Inputs inputs, Outcome found) {
    observation.phase(Phase.RULES_AFTER_LIMITS);
    outcome = Optional.of(found);
    decisionId = found.decisionId();
    evidence = found.local() ? evidence.or(Evidence.LOCAL) : evidence;
    matches.afterLimits(policy.afterLimits(inputs.withLimits(outcome)));
    return matches.verdict(clearance);
  }

  /** Makes what is counted agree with the verdict: an ALLOW consumes, and only an ALLOW does. */
  private CompletionStage<Verdict> reconcile(
      Inputs inputs, Acquisition acquisition, Outcome found, Verdict verdict) {
    if (verdict == Verdict.ALLOW && !found.admitted()) {
      return countNevertheless(inputs, acquisition, found);
    }
    if (verdict != Verdict.ALLOW) {
      giveBack();
    }
    return CompletableFuture.completedFuture(verdict);
  }

  /**
   * Counts a request that a limit refused but that no rule did: that limit is asked again, and no
   * longer enforced. Meanwhile others may have used up one that is, so the rules apply to what is
   * found then. Each time one limit more is no longer enforced, so this ends. It keeps the
   * decision's id, so that what retries get is this, and not the refusal.
   */
  private CompletionStage<Verdict> countNevertheless(
      Inputs inputs, Acquisition acquisition, Outcome refusal) {
    demands =
        acquisition.demands().stream()
            .map(demand -> refusal.exceeded(demand.limit().name()) ? demand.unenforced() : demand)
            .toList();
    if (!refusal.repeated() && demands.equals(acquisition.demands())) {
      // A store that refuses for nothing would be asked for ever.
      throw new IllegalStateException("refused, but by no limit that is enforced");
    }
    return acquire(
        inputs,
        new Acquisition(
            refusal.decisionId(),
            acquisition.retryKey(),
            demands,
            acquisition.reservationMillis(),
            budget.remainingNanos()));
  }

  /**
   * Uses up a clearance that its rule lets count once. One that another request used before answers
   * no challenge.
   */
  private CompletionStage<Verdict> useClearance(Verdict verdict) {
    if (clearance.isEmpty() || verdict != Verdict.ALLOW || !matches.usesUp(clearance)) {
      return CompletableFuture.completedFuture(verdict);
    }
    return services
        .challenges()
        .redeem(clearance.get(), facts.requestId(), now, budget.remainingNanos())
        .thenApply(
            first -> {
              if (first) {
                return verdict;
              }
              clearance = Optional.empty();
              giveBack();
              return matches.verdict(clearance);
            });
  }

  private CompletionStage<Decision> conclude(Verdict verdict) {
    Match decisive = matches.decisive(verdict, clearance);
    if (decisive == null || !challenges(decisive)) {
      return CompletableFuture.completedFuture(decision(verdict, decisive, Optional.empty()));
    }
    return openChallenge(decisive.rule())
        .thenApply(
            challenge -> {
              tellCohorts(verdict, challenge);
              return decision(verdict, decisive, challenge);
            });
  }

  /**
   * Opens the challenge of a rule; empty where that fails. The verdict is known by then, and stands
   * without.
   */
  private CompletionStage<Optional<Challenge>> openChallenge(Rule rule) {
    observation.phase(Phase.CHALLENGE);
    Challenges.Ask ask =
        new Challenges.Ask(
            facts.principal().accountId(),
            rule.name(),
            policy.digest(),
            rule.kindsThatProve(regard.asked()),
            rule.challengeMillis());
    return CompletableFuture.completedFuture(ask)
        .thenCompose(asked -> services.challenges().open(asked, now, budget.remainingNanos()))
        .handle(
            (challenge, failure) -> {
              if (failure == null) {
                return Optional.of(challenge);
              }
              observation.failed(causeOf(failure));
              return Optional.empty();
            });
  }

  /** Tells that the account was asked, which it was only if it can answer. */
  private void tellCohorts(Verdict verdict, Optional<Challenge> challenge) {
    if (verdict == Verdict.CHALLENGE && regard.ask() && challenge.isPresent()) {
      services.cohorts().asked(sighted(), regard);
    }
  }

  /** Returns whether what decides asks for something: a refusal, too, may say how it ends. */
  private static boolean challenges(Match decisive) {
    Rule rule = decisive.rule();
    return decisive.verdict() == Verdict.CHALLENGE
        || (rule.verdict() == Verdict.DENY && !rule.kinds().isEmpty());
  }

  /**
   * Ends the deliberation: with its decision, or, where it failed, with the policy's failure
   * verdict.
   */
  Decision end(@Nullable Decision decision, @Nullable Throwable failure) {
    Decision answer = decision;
    if (answer == null) {
      Throwable cause =
          failure == null ? new IllegalStateException("no decision") : causeOf(failure);
      observation.failed(cause);
      answer = failed(cause);
    }
    observation.decided(answer);
    return answer;
  }

  private static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException wrapped && wrapped.getCause() != null
        ? wrapped.getCause()
        : failure;
  }

  /** What is not known of an account must not be learned as if it were so. */
  private boolean observes() {
    return policy.cohorts().observes() && evidence != Evidence.PARTIAL;
  }

  private Sighted sighted() {
    return new Sighted(policy, facts, profile.account(), level(), now);
  }

  private Level level() {
    return profile.account().verification().levelAt(now);
  }

  private Decision failed(Throwable cause) {
    String id =
        decisionId.isEmpty()
            ? DecisionId.create(now, HashTag.of(facts.principal().accountId()), services.random())
            : decisionId;
    Decision answer =
        Decision.failure(policy, facts.requestId(), id, level(), cause.getClass().getSimpleName());
    if (answer.verdict() != Verdict.ALLOW) {
      giveBack();
    }
    return answer;
  }

  private void giveBack() {
    Acquisition admitted = consumed;
    if (admitted == null) {
      return;
    }
    consumed = null;
    // Not waited for: the answer does not depend on it, and a later check comes after it in the
    // store.
    services
        .limits()
        .release(admitted, now, now)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                observation.failed(failure);
              }
            });
  }

  private Decision decision(
      Verdict verdict, @Nullable Match decisive, Optional<Challenge> challenge) {
    long retryAfter =
        verdict == Verdict.ALLOW || outcome.isEmpty() ? 0 : outcome.get().retryAfterMillis(demands);
    return new Decision(
        facts.requestId(),
        decisionId,
        verdict,
        matches.reasons(decisive, clearance),
        retryAfter == LimitStatus.NEVER ? 0 : retryAfter,
        challenge,
        outcome.isEmpty() ? List.of() : outcome.get().limits(),
        risk,
        evidence,
        policy.version(),
        matches.shadows(verdict, clearance));
  }

  private String retryKey() {
    return facts.requestId().isEmpty()
        ? ""
        : facts.principal().accountId() + '\u0000' + facts.requestId();
  }

  private static Evidence evidenceOf(Freshness freshness) {
    return switch (freshness) {
      case FRESH -> Evidence.COMPLETE;
      case LAST_KNOWN -> Evidence.LOCAL;
      case MISSING -> Evidence.PARTIAL;
    };
  }
}
