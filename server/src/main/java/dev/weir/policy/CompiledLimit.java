package dev.weir.policy;

import dev.cel.runtime.CelEvaluationException;
import dev.weir.decision.Facts.Operation;
import dev.weir.decision.Inputs;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.Measure;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import java.util.Map;
import java.util.Optional;

/**
 * A limit that is ready to be asked about.
 *
 * @param keys index of its dimensions among those of all limits: requests have one subject for all
 *     limits that share it
 * @param max by tier, in the measure's unit; {@link #UNLIMITED} where there is none
 * @param otherwise for any other tier
 * @param lease the share of what may be used that a replica may take in advance; 0 where none
 * @param enforced whether some rule may refuse by it
 * @param conclusive whether a request that it refuses is denied, whatever its other limits say,
 *     unless its account is slowed down
 * @param shadow whether {@code limits.exceeded} does not see it
 */
record CompiledLimit(
    LimitSpec spec,
    int keys,
    Map<String, Long> max,
    long otherwise,
    double lease,
    Optional<Condition> when,
    Prices prices,
    boolean enforced,
    boolean conclusive,
    boolean shadow) {
  /** No limit. */
  static final long UNLIMITED = Long.MAX_VALUE;

  private static final TokenWeights INPUT = new TokenWeights(1, 0);
  private static final TokenWeights OUTPUT = new TokenWeights(0, 1);
  private static final TokenWeights BOTH = new TokenWeights(1, 1);

  /**
   * Returns what a tier may use: the override in force, else the policy's {@code max}.
   *
   * @param share of it that this request may use, in (0,1]
   */
  long max(Inputs inputs, double share) {
    long most = max(inputs);
    return share >= 1 || most == UNLIMITED ? most : Math.max(1, (long) (most * share));
  }

  private long max(Inputs inputs) {
    Long own = max.get(inputs.profile().account().tier());
    return inputs
        .overrides()
        .max(
            spec.name(),
            inputs.facts().principal().accountId(),
            inputs.organizationId(),
            inputs.now(),
            own == null ? otherwise : own);
  }

  /** Returns whether the limit applies to a request. Where that cannot be told, it does. */
  boolean applies(InputValues values) {
    if (when.isEmpty() || when.get().lacks(values.inputs())) {
      return true;
    }
    try {
      return when.get().holds(values);
    } catch (CelEvaluationException e) {
      return true;
    }
  }

  /**
   * Returns what a request asks of this limit.
   *
   * @param slowed whether its account is slowed down
   */
  Demand demand(Subject subject, long most, Operation operation, boolean slowed) {
    TokenWeights weights =
        switch (spec.measure()) {
          case INPUT_TOKENS -> INPUT;
          case OUTPUT_TOKENS -> OUTPUT;
          case TOKENS -> BOTH;
          case COST -> prices.of(operation.model());
          case REQUESTS, CONCURRENCY -> TokenWeights.NONE;
        };
    boolean counted = spec.measure() == Measure.REQUESTS || spec.measure() == Measure.CONCURRENCY;
    long amount = counted ? 1 : weights.of(operation.inputTokens(), operation.maxOutputTokens());
    Demand demand =
        new Demand(spec, subject, most, amount, weights, enforced, conclusive && !slowed);
    return lease > 0 ? demand.withLease((long) (demand.max() * lease)) : demand;
  }
}
