package dev.weir.server;

import dev.weir.account.CachedAccounts;
import dev.weir.policy.LoadedPolicy;
import dev.weir.policy.Policies;
import dev.weir.policy.PolicyProblem;
import dev.weir.telemetry.Gauges;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

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
        () -> bit(parts.store().reachable()));
    gauges.level(
        "weir.clock.offset",
        "s",
        "How far the time that decisions are taken at is before this machine's",
        () -> parts.clock().offsetMillis() / MILLIS);
    policies(gauges, parts.policies());
    accounts(gauges, parts.accounts());
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
