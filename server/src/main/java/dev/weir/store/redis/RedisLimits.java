package dev.weir.store.redis;

import dev.weir.limit.Acquisition;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Outcome;
import dev.weir.limit.Usage;
import dev.weir.store.redis.LimitCodec.Reserved;
import dev.weir.store.redis.LimitCodec.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;

/**
 * Counts limits in Redis, each atomic step in one script call. Where everything is on one server
 * that is one step for an acquisition. In a cluster the parts other than the decision's own are
 * asked first, all at once, and the decision's part last: it knows how they fared, so that the
 * outcome, the reservation and what a retry gets are written with the decision and not after it.
 * What the others counted is given back where the last refuses.
 */
final class RedisLimits implements LimitStore {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLimits.class);

  /** Said where no retry record is to be forgotten. */
  private static final byte[] NO_DECISION = {};

  private final Router router;
  private final Keys keys;

  RedisLimits(Router router, Keys keys) {
    this.router = router;
    this.keys = keys;
  }

  @Override
  public CompletionStage<Outcome> acquire(Acquisition acquisition, long now) {
    Plan plan = Plan.of(acquisition, router.isSharded());
    return plan.others().isEmpty()
        ? decide(plan, List.of(), now)
        : askOthers(plan, now).thenCompose(others -> decideOverParts(plan, others, now));
  }

  @Override
  public CompletionStage<Boolean> settle(Usage usage, long now) {
    int tag = DecisionId.tag(usage.decisionId());
    if (tag < 0) {
      return CompletableFuture.completedFuture(false);
    }
    byte[] reservation = keys.reservation(usage.decisionId());
    return router
        .send(tag, Command.of(Protocol.Command.GET, reservation))
        .thenCompose(
            held ->
                held == null
                    ? CompletableFuture.completedFuture(false)
                    : settle(Replies.bytes(held), usage, tag, now));
  }

  @Override
  public CompletionStage<Void> release(Acquisition acquisition, long acquiredAt, long now) {
    Plan plan = Plan.of(acquisition, router.isSharded());
    Part home = plan.home();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < home.demands().size(); i++) {
      Demand demand = home.demands().get(i);
      int own = plan.reserves() && demand.limit().settles() ? i + 1 : 0;
      steps.add(giveBack(demand, LimitCodec.place(demand.limit(), acquiredAt), own));
    }
    List<byte[]> all = home.keys(keys);
    if (plan.reserves() || plan.retries()) {
      all.add(keys.reservation(acquisition.decisionId()));
    }
    if (plan.retries()) {
      all.add(keys.retry(plan.retryTag(), acquisition.retryKey()));
    }
    byte[][] adjust = LimitCodec.adjust(home, steps, now);
    return router
        .send(
            home.tag(),
            Command.call(
                Script.ADJUST, all, adjust[0], adjust[1], Keys.bytes(acquisition.decisionId())))
        .thenCompose(held -> releaseOthers(plan, held, acquiredAt, now));
  }

  private CompletionStage<List<Grant>> askOthers(Plan plan, long now) {
    List<CompletableFuture<Grant>> calls = new ArrayList<>();
    for (Part part : plan.others()) {
      byte[][] arguments = LimitCodec.acquireElsewhere(part, now);
      calls.add(
          router
              .send(part.tag(), Command.call(Script.ACQUIRE, part.keys(keys), arguments))
              .thenApply(reply -> Grant.read(part, Replies.bytes(reply)))
              .toCompletableFuture());
    }
    return all(calls)
        .thenApply(done -> answered(calls))
        .whenComplete(
            (grants, failure) -> {
              if (failure != null) {
                giveBack(answered(calls), now);
              }
            });
  }

  private static List<Grant> answered(List<CompletableFuture<Grant>> calls) {
    return calls.stream()
        .filter(call -> !call.isCompletedExceptionally())
        .map(CompletableFuture::join)
        .toList();
  }

  private CompletionStage<Outcome> decideOverParts(Plan plan, List<Grant> others, long now) {
    return decide(plan, others, now)
        .whenComplete(
            (outcome, failure) -> {
              // Where the decision's part did not answer, it may have admitted, and its reservation
              // lists what the others counted: given back here, a report would give it back again,
              // out of what others use. So it stays, at worst until its window forgets it.
              if (failure == null && (!outcome.admitted() || outcome.repeated())) {
                giveBack(others, now);
              }
            });
  }

  private CompletionStage<Outcome> decide(Plan plan, List<Grant> others, long now) {
    Acquisition acquisition = plan.acquisition();
    List<byte[]> all = plan.home().keys(keys);
    if (plan.retries()) {
      all.add(keys.retry(plan.retryTag(), acquisition.retryKey()));
    }
    if (plan.reserves()) {
      all.add(keys.reservation(acquisition.decisionId()));
    }
    byte[][] arguments = LimitCodec.acquireAtHome(plan, others, now);
    return router
        .send(plan.home().tag(), Command.call(Script.ACQUIRE, all, arguments))
        .thenApply(reply -> LimitCodec.outcome(plan, others, Replies.bytes(reply)));
  }

  /**
   * Settles a reservation, unless it is no longer what was read: then somebody else did. It is
   * taken in the same step in which what it holds is changed, so that a report that fails on the
   * way, and comes again, finds either both done or neither.
   */
  private CompletionStage<Boolean> settle(byte[] held, Usage usage, int tag, long now) {
    Part home = new Part(tag);
    List<Step> own = new ArrayList<>();
    List<Step> elsewhere = new ArrayList<>();
    for (Step step : settlement(LimitCodec.reserved(held), usage)) {
      if (router.isSharded() && step.demand().subject().tag() != tag) {
        elsewhere.add(step);
      } else {
        home.add(step.demand(), own.size());
        own.add(step);
      }
    }
    List<byte[]> all = home.keys(keys);
    all.add(keys.reservation(usage.decisionId()));
    byte[][] adjust = LimitCodec.adjust(home, own, now);
    // Only whoever took the reservation changes what lives elsewhere in a cluster, so that this is
    // done once. If this replica dies before that, or the answer to the first call is lost, it is
    // never done: what was reserved there stays counted until its window forgets it, a slot until
    // its window is over, and what was used beyond the reservation does not count there.
    return router
        .send(tag, Command.call(Script.ADJUST, all, adjust[0], adjust[1], NO_DECISION, held))
        .thenCompose(
            taken ->
                taken == null
                    ? CompletableFuture.completedFuture(false)
                    : adjust(elsewhere, tag, now).thenApply(done -> true));
  }

  private static List<Step> settlement(List<Reserved> reserved, Usage usage) {
    List<Step> steps = new ArrayList<>(reserved.size());
    for (Reserved held : reserved) {
      Demand demand = held.demand();
      long used = demand.settledAmount(usage.inputTokens(), usage.outputTokens());
      if (used != demand.amount()) {
        steps.add(
            new Step(
                demand, used > demand.amount(), held.place(), 0, Math.abs(used - demand.amount())));
      }
    }
    return steps;
  }

  private CompletionStage<Void> releaseOthers(
      Plan plan, @Nullable Object held, long acquiredAt, long now) {
    long[] places = held == null ? new long[0] : LimitCodec.places(Replies.bytes(held));
    List<Step> steps = new ArrayList<>();
    for (Part part : plan.others()) {
      for (int i = 0; i < part.demands().size(); i++) {
        Demand demand = part.demands().get(i);
        boolean placed = places.length > 0 && demand.limit().settles();
        steps.add(
            giveBack(
                demand,
                placed
                    ? places[part.indexes().get(i)]
                    : LimitCodec.place(demand.limit(), acquiredAt),
                0));
      }
    }
    return adjust(steps, plan.home().tag(), now);
  }

  /** Gives back what parts counted for an acquisition that is known not to have been admitted. */
  private void giveBack(List<Grant> grants, long now) {
    List<Step> steps = new ArrayList<>();
    for (Grant grant : grants) {
      for (int i = 0; grant.admitted() && i < grant.counted().size(); i++) {
        steps.add(giveBack(grant.part().demands().get(i), grant.counted().get(i).place(), 0));
      }
    }
    // Not waited for: what follows under the same tags comes after it.
    adjust(steps, 0, now)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.debug("What was counted in vain stays counted for its window", failure);
              }
            });
  }

  private static Step giveBack(Demand demand, long place, int own) {
    return new Step(demand, false, place, own, demand.amount());
  }

  /** Takes steps: those of one tag together, or all where all is on one server. */
  private CompletionStage<Void> adjust(List<Step> steps, int tagOnOneServer, long now) {
    Map<Integer, Part> parts = new LinkedHashMap<>();
    Map<Integer, List<Step>> stepsOf = new LinkedHashMap<>();
    for (Step step : steps) {
      int tag = router.isSharded() ? step.demand().subject().tag() : tagOnOneServer;
      Part part = parts.computeIfAbsent(tag, Part::new);
      part.add(step.demand(), part.demands().size());
      stepsOf.computeIfAbsent(tag, key -> new ArrayList<>()).add(step);
    }
    List<CompletableFuture<@Nullable Object>> calls = new ArrayList<>();
    for (Part part : parts.values()) {
      byte[][] arguments =
          LimitCodec.adjust(part, stepsOf.getOrDefault(part.tag(), List.of()), now);
      calls.add(
          router
              .send(part.tag(), Command.call(Script.ADJUST, part.keys(keys), arguments))
              .toCompletableFuture());
    }
    return all(calls);
  }

  private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> calls) {
    return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new));
  }
}
