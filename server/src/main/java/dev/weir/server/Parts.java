package dev.weir.server;

import dev.weir.account.CachedAccounts;
import dev.weir.account.Pseudonyms;
import dev.weir.api.admin.AccountGrpcService;
import dev.weir.api.admin.ChallengeGrpcService;
import dev.weir.api.admin.CohortGrpcService;
import dev.weir.api.admin.LimitGrpcService;
import dev.weir.api.admin.PolicyGrpcService;
import dev.weir.api.admin.SolveGrpcService;
import dev.weir.api.grpc.DecisionGrpcService;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.audit.AuditConfig;
import dev.weir.audit.AuditLog;
import dev.weir.challenge.ChallengeListener;
import dev.weir.challenge.ChallengeService;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.LiveCohorts;
import dev.weir.decision.DecisionObserver;
import dev.weir.decision.Engine;
import dev.weir.decision.InFlightLimit;
import dev.weir.limit.LiveOverrides;
import dev.weir.policy.InvalidPolicyException;
import dev.weir.policy.Policies;
import dev.weir.policy.PolicyLog;
import dev.weir.policy.PolicyProblem;
import dev.weir.policy.PolicyWatcher;
import dev.weir.store.Store;
import dev.weir.telemetry.Logging;
import dev.weir.telemetry.Observers;
import dev.weir.telemetry.Telemetry;
import io.grpc.BindableService;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;

/**
 * What a server is made of, without its ports. Everything is wired here, from one configuration,
 * and here only.
 *
 * @param storeReachable whether limits are counted in the store, and not on this replica alone
 * @param clock the time that all replicas agree on
 * @param observer watches every decision
 * @param inFlight how many requests are decided at once
 * @param cohorts learn what requests have in common
 * @param cohortUpkeep judges cohorts once it is started, or told to
 * @param endStreams ends the streams of checks that are open, and those still to come
 * @param decisionServices what the decision port serves
 * @param adminServices what the admin port serves
 */
record Parts(
    Telemetry telemetry,
    Policies policies,
    StoreFactory.Opened store,
    BooleanSupplier storeReachable,
    ServerClock clock,
    CachedAccounts accounts,
    Optional<AuditLog> audit,
    DecisionObserver observer,
    InFlightLimit inFlight,
    KeyedCohorts cohorts,
    CohortUpkeep cohortUpkeep,
    Runnable endStreams,
    List<BindableService> decisionServices,
    List<BindableService> adminServices) {
  /** How often the store is asked for its time, which tells whether it answers. */
  private static final Duration PROBE = Duration.ofSeconds(1);

  /** How long a changed override can go unseen, should word of it be lost. */
  private static final Duration OVERRIDES = Duration.ofSeconds(5);

  /** How often the store is asked for the key of cohorts: for so long replicas may not agree. */
  private static final Duration COHORT_KEY = Duration.ofSeconds(5);

  /** How often the policy's file is looked at, whatever the system notices. */
  private static final Duration WATCH = Duration.ofSeconds(5);

  /** How long the file must stay the same before it is loaded. */
  private static final Duration SETTLE = Duration.ofMillis(250);

  /**
   * Makes the parts; what has to be closed is added to {@code closer}.
   *
   * @param timer for what is done now and then, and is short
   */
  static Parts assemble(
      WeirConfig config, Surroundings around, ScheduledExecutorService timer, Closer closer)
      throws StartException {
    Telemetry telemetry = closer.add(telemetry(config, around));
    if (telemetry.logs()) {
      Logging.send(telemetry);
      closer.add(Logging::sendNoMore);
    }
    ServerClock clock = new ServerClock(around.clock());
    Policies policies = policies(config, clock);
    closer.add(policies.onChange(new PolicyLog()));
    if (policies.file().isPresent() && config.policy().watch()) {
      closer.add(PolicyWatcher.start(policies, WATCH, SETTLE));
    }
    Pseudonyms pseudonyms = pseudonyms(config.identifiers());

    StoreFactory.Opened opened =
        StoreFactory.open(config.store(), clock, Runtime.getRuntime().maxMemory());
    Store store = closer.add(opened.store());
    ClockSync sync = new ClockSync(store, around.clock(), clock);
    if (opened.shared().isPresent()) {
      sync.start(timer, PROBE);
    }
    CachedAccounts accounts = closer.add(new CachedAccounts(store.accounts(), config.accounts()));
    LiveOverrides overrides = closer.add(new LiveOverrides(store.overrides(), timer, OVERRIDES));

    Optional<AuditLog> audit = audit(config.audit(), around, clock);
    audit.ifPresent(closer::add);
    DecisionObserver observer = observer(telemetry, audit, around);
    CohortStore cohortStore = store.cohorts();
    KeyedCohorts cohorts =
        new KeyedCohorts(
            hash ->
                new LiveCohorts(
                    cohortStore, () -> policies.get().cohorts(), hash, LiveCohorts.Room.USUAL));
    CohortKeys.hash(config, around.secrets())
        .ifPresentOrElse(
            cohorts::use,
            () ->
                new StoredCohortKey(cohortStore, cohorts, around.secrets())
                    .start(timer, COHORT_KEY));
    ChallengeService challenges =
        closer.add(challenges(config, around, store, cohorts::answered, clock));
    CohortUpkeep cohortUpkeep = closer.add(new CohortUpkeep(cohortStore, cohorts::live, clock));
    InFlightLimit inFlight = config.engine().inFlight();
    Engine engine =
        DecisionPoint.wire(
            policies,
            overrides,
            accounts,
            challenges,
            store.limits(),
            cohorts,
            observer,
            inFlight,
            around.ticker(),
            config.engine().rememberedRefusals());

    GrpcErrors errors = new GrpcErrors(around.ticker());
    DecisionGrpcService decisions =
        new DecisionGrpcService(engine, store.limits(), clock, around.ticker(), errors, pseudonyms);
    return new Parts(
        telemetry,
        policies,
        opened,
        opened
            .shared()
            .<BooleanSupplier>map(shared -> () -> shared.health().reachable() && sync.answered())
            .orElse(() -> true),
        clock,
        accounts,
        audit,
        observer,
        inFlight,
        cohorts,
        cohortUpkeep,
        decisions::endStreams,
        List.of(decisions, new SolveGrpcService(challenges, pseudonyms, clock, errors)),
        List.of(
            new AccountGrpcService(store.accounts(), pseudonyms, clock, errors),
            new LimitGrpcService(store.overrides(), pseudonyms, clock, errors),
            new ChallengeGrpcService(challenges, pseudonyms, clock, errors),
            new CohortGrpcService(
                cohortStore,
                policies,
                cohorts::hash,
                pseudonyms,
                CohortKeys.exchange(config.cohorts(), cohorts::hash, pseudonyms, around.secrets()),
                clock,
                errors),
            // The admin port gives every call a thread of its own.
            new PolicyGrpcService(policies, Runnable::run, errors)));
  }

  private static Telemetry telemetry(WeirConfig config, Surroundings around) throws StartException {
    try {
      return Telemetry.start(config.telemetry(), around.version(), around.environment());
    } catch (IllegalArgumentException e) {
      throw StartException.configuration(List.of(String.valueOf(e.getMessage())));
    }
  }

  private static Policies policies(WeirConfig config, ServerClock clock) throws StartException {
    try {
      return Policies.load(config.policy().file(), clock);
    } catch (InvalidPolicyException e) {
      throw StartException.configuration(
          e.problems().stream().map(PolicyProblem::toString).toList());
    }
  }

  private static Pseudonyms pseudonyms(IdentifiersConfig config) throws StartException {
    if (config.keyFile().isEmpty()) {
      return Pseudonyms.none();
    }
    try {
      return Pseudonyms.fromFile(config.keyFile().get());
    } catch (IOException | IllegalArgumentException e) {
      throw StartException.surroundings("identifiers.key_file: " + e.getMessage());
    }
  }

  private static ChallengeService challenges(
      WeirConfig config,
      Surroundings around,
      Store store,
      ChallengeListener listener,
      ServerClock clock)
      throws StartException {
    try {
      return ChallengeService.create(
          store.challenges(),
          store.accounts(),
          config.challenges(),
          around.secrets(),
          listener,
          clock.getAsLong());
    } catch (IOException | IllegalArgumentException e) {
      throw StartException.surroundings("challenges.key_file: " + e.getMessage());
    }
  }

  private static Optional<AuditLog> audit(
      AuditConfig config, Surroundings around, ServerClock clock) throws StartException {
    if (config.sink() == AuditConfig.Sink.NONE) {
      return Optional.empty();
    }
    try {
      return Optional.of(AuditLog.open(config, around.stdout(), clock, around.ticker()));
    } catch (IOException e) {
      throw StartException.surroundings("audit.file: " + e.getMessage());
    }
  }

  private static DecisionObserver observer(
      Telemetry telemetry, Optional<AuditLog> audit, Surroundings around) {
    List<DecisionObserver> observers = new ArrayList<>();
    observers.add(telemetry.decisionMetrics(around.ticker()));
    if (telemetry.traces()) {
      observers.add(telemetry.decisionTracer());
    }
    audit.ifPresent(observers::add);
    return Observers.all(observers);
  }
}
