package dev.weir.server;

import dev.weir.account.CachedAccounts;
import dev.weir.decision.InFlightLimit;
import dev.weir.policy.LoadedPolicy;
import dev.weir.policy.Policies;
import dev.weir.policy.PolicyProblem;
import dev.weir.store.fallback.StoreHealth;
import dev.weir.store.memory.MemoryUse;
import dev.weir.store.redis.RedisStats;
import dev.weir.telemetry.Gauges;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Shows what the parts of a server count for themselves. */
final class ServerMetrics {
  private static final double MILLIS = 1e3;

  private ServerMetrics() {}

  /** Registers all of it; {@code ready} is whether requests should be sent here. */
  static void register(Parts parts, BooleanSupplier ready) {
    Gauges gauges = parts.telemetry().gauges();
    gauges.level("weir.ready", "", "1 while requests should be sent here", () -> bit(ready));
    gauges.level(
        "weir.store.reachable",
        "",
        "1 while limits are counted in the store, 0 while on this replica alone",
        () -> bit(parts.storeReachable()));
    gauges.level(
        "weir.clock.offset",
        "s",
        "How far the time that decisions are taken at is before this machine's",
        () -> parts.clock().offsetMillis() / MILLIS);
    inFlight(gauges, parts.inFlight());
    parts.store().shared().ifPresent(shared -> shared(gauges, shared));
    own(gauges, parts.store().own()::use);
    policies(gauges, parts.policies());
    accounts(gauges, parts.accounts());
    CohortMetrics.register(gauges, parts.cohorts()::live, parts.cohortUpkeep());
    parts
        .audit()
        .ifPresent(
            audit -> {
              gauges.count(
                  "weir.audit.records",
                  "Decisions for the decision log, by what became of them",
                  "outcome",
                  Map.of(
                      "written", audit::written,
                      "dropped", audit::dropped,
                      "failed", audit::failed));
              gauges.level(
                  "weir.audit.queue", "", "Decisions that wait to be logged", audit::queued);
            });
  }

  private static void inFlight(Gauges gauges, InFlightLimit limit) {
    gauges.level(
        "weir.checks.limit",
        "",
        "How many checks may be decided at once; more are shed",
        limit::limit);
    gauges.count(
        "weir.checks.shed",
        "Checks that were answered with the policy's failure verdict because too many were being"
            + " decided",
        limit::shed);
  }

  private static void shared(Gauges gauges, StoreFactory.Shared shared) {
    StoreHealth health = shared.health();
    Supplier<RedisStats> redis = shared.stats();
    gauges.count(
        "weir.store.fallback.outages",
        "Times that the store was given up",
        () -> health.stats().outages());
    gauges.count(
        "weir.store.fallback.acquisitions",
        "Checks whose limits were counted on this replica alone",
        () -> health.stats().local());
    gauges.count(
        "weir.store.fallback.late",
        "Answers of the store that came when the check had been answered without it",
        () -> health.stats().late());
    gauges.count(
        "weir.store.known.refusals",
        "Checks that were refused without asking the store, which had said until when it would",
        () -> health.stats().known());
    gauges.count(
        "weir.store.lease.acquisitions",
        "Checks that were decided without asking the store, by what had been taken in advance",
        () -> health.stats().leased());
    gauges.count(
        "weir.store.lease.slices",
        "Times that the store was asked for a slice of a limit in advance",
        () -> health.stats().slices());
    gauges.count(
        "weir.store.refused",
        "Calls that the store refused for a reason that waiting does not mend",
        () -> health.stats().refused());
    gauges.level(
        "weir.redis.commands.waiting",
        "",
        "Commands that wait to be written to Redis",
        () -> redis.get().waiting());
    gauges.level(
        "weir.redis.connections", "", "Connections to Redis", () -> redis.get().connected());
    gauges.count(
        "weir.redis.connects",
        "Connections to Redis that were made, the first ones included",
        () -> redis.get().connects());
    gauges.count("weir.redis.commands", "Commands sent to Redis", () -> redis.get().commands());
    gauges.count(
        "weir.redis.batches",
        "Writes that sent them: several checks share one",
        () -> redis.get().batches());
    gauges.count(
        "weir.redis.commands.refused",
        "Commands that failed at once because too many waited",
        () -> redis.get().refusedFull());
  }

  private static void own(Gauges gauges, Supplier<MemoryUse> use) {
    gauges.level(
        "weir.memory.subjects",
        "",
        "Subjects whose limits this process counts by itself",
        () -> use.get().subjects());
    gauges.level(
        "weir.memory.reservations",
        "",
        "Reservations that this process keeps by itself",
        () -> use.get().reservations());
    gauges.count(
        "weir.memory.evictions",
        "What had to make room in the embedded store before it had expired",
        "what",
        Map.of(
            "subject", () -> use.get().evictedSubjects(),
            "reservation", () -> use.get().evictedReservations(),
            "retry", () -> use.get().evictedRetries(),
            "challenge", () -> use.get().evictedChallenges()));
  }

  private static void policies(Gauges gauges, Policies policies) {
    Reloads reloads = new Reloads();
    policies.onChange(reloads);
    gauges.info(
        "weir.policy.version",
        "Always 1; its label is the policy in force",
        "version",
        () -> policies.get().version());
    gauges.level(
        "weir.policy.loaded",
        "s",
        "When the policy in force was loaded, in seconds since 1970",
        () -> policies.current().loadedAt() / MILLIS);
    gauges.count(
        "weir.policy.reloads",
        "Attempts to replace the policy, by how they ended",
        "outcome",
        Map.of("replaced", reloads.replaced::sum, "rejected", reloads.rejected::sum));
  }

  private static void accounts(Gauges gauges, CachedAccounts accounts) {
    gauges.count(
        "weir.accounts.lookups",
        "Look-ups of accounts, by whether the cache answered",
        "outcome",
        Map.of("hit", () -> accounts.stats().hits(), "miss", () -> accounts.stats().misses()));
    gauges.count(
        "weir.accounts.read.failures",
        "Reads of accounts that the store failed",
        () -> accounts.stats().failures());
    gauges.level(
        "weir.accounts.cached",
        "",
        "Accounts that the cache holds",
        () -> accounts.stats().known());
  }

  private static int bit(BooleanSupplier value) {
    return value.getAsBoolean() ? 1 : 0;
  }

  private static final class Reloads implements Policies.Listener {
    private final LongAdder replaced = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    @Override
    public void replaced(LoadedPolicy policy, List<PolicyProblem> warnings) {
      replaced.increment();
    }

    @Override
    public void rejected(
        LoadedPolicy.Origin origin, List<PolicyProblem> problems, LoadedPolicy inForce) {
      rejected.increment();
    }
  }
}
