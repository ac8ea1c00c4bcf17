package dev.weir.decision;

import dev.weir.account.Account;
import dev.weir.account.Accounts;
import dev.weir.account.Level;
import dev.weir.account.Profile;
import dev.weir.challenge.Challenge;
import dev.weir.challenge.Challenges;
import dev.weir.challenge.Clearance;
import dev.weir.challenge.Kind;
import dev.weir.cohort.CohortPolicy;
import dev.weir.cohort.Cohorts;
import dev.weir.cohort.Encounter;
import dev.weir.cohort.Regard;
import dev.weir.decision.Facts.Network;
import dev.weir.decision.Facts.Operation;
import dev.weir.decision.Facts.Principal;
import dev.weir.decision.Facts.Prompt;
import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Overrides;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.limit.Usage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An engine between parts that do what a test says and remember what they were asked. */
final class EngineFixture implements Accounts, Challenges, LimitStore, Policy, DecisionObserver {
  static final long NOW = 1_800_000_000_000L;
  static final String DIGEST = "d1";

  final List<String> log = new CopyOnWriteArrayList<>();
  final List<Acquisition> acquired = new CopyOnWriteArrayList<>();
  final List<Acquisition> released = new CopyOnWriteArrayList<>();
  final List<Throwable> failures = new CopyOnWriteArrayList<>();

  /** How long it was allowed to verify, redeem and open, in nanoseconds, one after the other. */
  final List<Long> waits = new CopyOnWriteArrayList<>();

  final List<Decision> decided = new CopyOnWriteArrayList<>();

  Function<Inputs, List<Match>> beforeLimits = inputs -> List.of();
  Function<Inputs, List<Match>> afterLimits = inputs -> List.of();
  List<Demand> demands = List.of(demand("requests"));
  Function<Acquisition, CompletionStage<Outcome>> store = EngineFixture::admitted;
  CompletionStage<Lookup> lookup =
      CompletableFuture.completedStage(
          new Lookup(new Profile(Account.unknown("a1"), true, List.of()), Freshness.FRESH));
  Optional<Clearance> verified = Optional.empty();
  boolean redeemable = true;
  Cohorts cohorts = Cohorts.NONE;
  CohortPolicy cohortPolicy = CohortPolicy.NONE;
  Function<Challenge, CompletionStage<Challenge>> opens = CompletableFuture::completedStage;
  Profile known = Profile.unknown("a1");
  Function<Level, Verdict> failureByLevel = level -> Verdict.ALLOW;
  private final Random random = new Random(1);

  Decision decide(String requestId, String clearance) {
    return decide(requestId, clearance, Budget.unlimited());
  }

  Decision decide(String requestId, String clearance, Budget budget) {
    PolicyEngine engine =
        new PolicyEngine(() -> this, Overrides::none, this, this, this, cohorts, random, this);
    return engine.decide(facts(requestId, clearance), NOW, budget).toCompletableFuture().join();
  }

  Decision decide() {
    return decide("", "");
  }

  static Facts facts(String requestId, String clearance) {
    return new Facts(
        requestId,
        new Principal("a1", "o1", "", ""),
        Network.UNKNOWN,
        Operation.UNKNOWN,
        Prompt.UNKNOWN,
        Map.of(),
        Map.of(),
        clearance);
  }

  static Demand demand(String name) {
    LimitSpec spec = new LimitSpec(name, Measure.REQUESTS, Algorithm.SLIDING_WINDOW, 60_000);
    return new Demand(spec, new Subject("account:a1", 7), 10, 1, TokenWeights.NONE, true);
  }

  static Match match(String rule, Verdict verdict) {
    return new Match(rule(rule, verdict, false, false), verdict, "");
  }

  static Rule rule(String name, Verdict verdict, boolean shadow, boolean singleUse) {
    List<Kind> kinds = verdict == Verdict.CHALLENGE ? List.of(Kind.PHONE) : List.of();
    return new Rule(
        name, verdict, name.toUpperCase(Locale.ROOT), kinds, shadow, 600_000, singleUse);
  }

  /** Returns a match of a rule that asks for something, whatever its verdict. */
  static Match asking(String name, Verdict verdict, Verdict found) {
    Rule rule = new Rule(name, verdict, name, List.of(Kind.IDENTITY), false, 600_000, false);
    return new Match(rule, found, "");
  }

  static CompletionStage<Outcome> admitted(Acquisition acquisition) {
    return CompletableFuture.completedStage(
        new Outcome(acquisition.decisionId(), true, false, false, statuses(acquisition, 0)));
  }

  static CompletionStage<Outcome> refused(Acquisition acquisition) {
    return CompletableFuture.completedStage(
        new Outcome(acquisition.decisionId(), false, false, false, statuses(acquisition, 1_500)));
  }

  static List<LimitStatus> statuses(Acquisition acquisition, long retryAfter) {
    return acquisition.demands().stream()
        .map(
            demand ->
                new LimitStatus(
                    demand.limit().name(),
                    demand.max(),
                    retryAfter > 0 ? 0 : demand.max() - demand.amount(),
                    retryAfter > 0,
                    retryAfter,
                    60_000,
                    60_000))
        .toList();
  }

  Clearance clearance(String rule, String digest) {
    return new Clearance("c1", "a1", rule, digest, Kind.PHONE, NOW, NOW + 60_000);
  }

  @Override
  public CompletionStage<Lookup> find(String accountId, long now, long timeoutNanos) {
    log.add("account");
    return lookup;
  }

  @Override
  public Profile lastKnown(String accountId, long now) {
    return known;
  }

  @Override
  public CompletionStage<Challenge> open(Ask ask, long now, long timeoutNanos) {
    log.add("challenge " + ask.rule());
    waits.add(timeoutNanos);
    return opens.apply(
        new Challenge(
            "x1",
            ask.accountId(),
            ask.rule(),
            ask.policyDigest(),
            ask.kinds(),
            "",
            "",
            now,
            now + ask.challengeMillis(),
            Challenge.State.OPEN));
  }

  @Override
  public CompletionStage<Optional<Clearance>> verify(
      String token, String accountId, long now, long timeoutNanos) {
    waits.add(timeoutNanos);
    log.add("verify " + token);
    return CompletableFuture.completedStage(verified);
  }

  @Override
  public CompletionStage<Boolean> redeem(
      Clearance clearance, String requestId, long now, long timeoutNanos) {
    waits.add(timeoutNanos);
    log.add(("redeem " + clearance.clearanceId() + " " + requestId).strip());
    return CompletableFuture.completedStage(redeemable);
  }

  @Override
  public CompletionStage<Outcome> acquire(Acquisition acquisition, long now) {
    log.add("acquire");
    acquired.add(acquisition);
    return store.apply(acquisition);
  }

  @Override
  public CompletionStage<Boolean> settle(Usage usage, long now) {
    throw new AssertionError("an engine settles nothing");
  }

  @Override
  public CompletionStage<Void> release(Acquisition acquisition, long acquiredAt, long now) {
    log.add("release");
    released.add(acquisition);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public String version() {
    return "test@" + DIGEST;
  }

  @Override
  public String digest() {
    return DIGEST;
  }

  @Override
  public long budgetNanos() {
    return 5_000_000;
  }

  @Override
  public long reservationMillis() {
    return 600_000;
  }

  @Override
  public Risk risk(Facts facts, Profile profile, Regard regard, long now) {
    return Risk.NONE;
  }

  @Override
  public CohortPolicy cohorts() {
    return cohortPolicy;
  }

  @Override
  public void showShared(Facts facts, Account account, Encounter.Visitor visitor) {}

  @Override
  public void showOwned(Facts facts, Account account, Encounter.Visitor visitor) {}

  @Override
  public List<Match> beforeLimits(Inputs inputs) {
    return beforeLimits.apply(inputs);
  }

  @Override
  public List<Demand> demands(Inputs inputs) {
    return demands;
  }

  @Override
  public List<Match> afterLimits(Inputs inputs) {
    return afterLimits.apply(inputs);
  }

  @Override
  public Verdict failure(Level level) {
    return failureByLevel.apply(level);
  }

  @Override
  public Observation begin(Facts facts) {
    return new Observation() {
      @Override
      public void decided(Decision decision) {
        decided.add(decision);
      }

      @Override
      public void failed(Throwable cause) {
        failures.add(cause);
      }
    };
  }
}
