package dev.weir.server;

import dev.weir.account.Accounts;
import dev.weir.challenge.Challenges;
import dev.weir.cohort.Cohorts;
import dev.weir.decision.BulkheadEngine;
import dev.weir.decision.DecisionObserver;
import dev.weir.decision.Engine;
import dev.weir.decision.InFlightLimit;
import dev.weir.decision.Policy;
import dev.weir.decision.PolicyEngine;
import dev.weir.decision.RememberingEngine;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Overrides;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Wires the request path: what every adapter asks, from the outermost guard to the engine. */
final class DecisionPoint {
  /** Decision ids need to be unique, not secret. */
  private static final RandomGenerator IDS = () -> ThreadLocalRandom.current().nextLong();

  private DecisionPoint() {}

  /**
   * Returns an engine that remembers {@code remembered} early refusals for retries, sheds what is
   * over {@code inFlight}, and decides the rest. A retry whose answer is known is never shed, since
   * it would get another. {@code ticker} is in monotonic nanoseconds.
   */
  static Engine wire(
      Supplier<? extends Policy> policies,
      Supplier<Overrides> overrides,
      Accounts accounts,
      Challenges challenges,
      LimitStore limits,
      Cohorts cohorts,
      DecisionObserver observer,
      InFlightLimit inFlight,
      LongSupplier ticker,
      int remembered) {
    Engine engine =
        new PolicyEngine(policies, overrides, accounts, challenges, limits, cohorts, IDS, observer);
    Engine bounded =
        new BulkheadEngine(engine, policies, accounts, inFlight, ticker, IDS, observer);
    return new RememberingEngine(bounded, observer, remembered);
  }
}
