package dev.weir.telemetry;

import dev.weir.decision.Decision;
import dev.weir.decision.DecisionObserver;
import dev.weir.decision.Evidence;
import dev.weir.decision.Facts;
import dev.weir.decision.Reason;
import dev.weir.decision.Verdict;
import dev.weir.limit.LimitStatus;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Counts and times decisions. Every label takes its values from the code or the policy, so their
 * number is bounded; attributes are made once for each combination, because making them costs more
 * than counting. Thread-safe.
 */
public final class DecisionMetrics implements DecisionObserver {
  /** From 100 us, a tenth of what a check should take, to 1 s, where nobody waits any more. */
  static final List<Double> SECONDS =
      List.of(
          0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0);

  private static final double NANOS = 1e9;
  private static final AttributeKey<String> VERDICT = AttributeKey.stringKey("verdict");
  private static final AttributeKey<String> EVIDENCE = AttributeKey.stringKey("evidence");
  private static final AttributeKey<String> PHASE = AttributeKey.stringKey("phase");
  private static final AttributeKey<String> SHADOW = AttributeKey.stringKey("shadow_verdict");
  private static final AttributeKey<String> RULE = AttributeKey.stringKey("rule");
  private static final AttributeKey<String> CODE = AttributeKey.stringKey("code");
  private static final AttributeKey<String> LIMIT = AttributeKey.stringKey("limit");

  private final LongSupplier ticker;
  private final DoubleHistogram duration;
  private final DoubleHistogram phaseDuration;
  private final LongCounter reasons;
  private final LongCounter exceeded;
  private final LongCounter shadows;
  private final LongCounter failures;
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();

  private final Map<Phase, Attributes> phases =
      each(Phase.class, phase -> Attributes.of(PHASE, Names.of(phase)));
  private final Map<Verdict, Map<Evidence, Attributes>> outcomes =
      each(
          Verdict.class,
          verdict ->
              each(
                  Evidence.class,
                  evidence ->
                      Attributes.of(VERDICT, Names.of(verdict), EVIDENCE, Names.of(evidence))));
  private final Map<Verdict, Map<Verdict, Attributes>> transitions =
      each(
          Verdict.class,
          verdict ->
              each(
                  Verdict.class,
                  shadow -> Attributes.of(VERDICT, Names.of(verdict), SHADOW, Names.of(shadow))));
  private final ConcurrentMap<RuleKey, Attributes> rules = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Attributes> limits = new ConcurrentHashMap<>();

  /**
   * Registers the instruments.
   *
   * @param ticker a monotonic clock in nanoseconds
   */
  public DecisionMetrics(Meter meter, LongSupplier ticker) {
    this.ticker = ticker;
    this.duration =
        histogram(
            meter,
            "weir.check.duration",
            "Time that a decision took, from its facts to its verdict");
    this.phaseDuration =
        histogram(meter, "weir.check.phase.duration", "Time that one phase of a decision took");
    this.reasons =
        meter
            .counterBuilder("weir.check.reasons")
            .setDescription("Rules that matched, by the verdict that was reached")
            .build();
    this.exceeded =
        meter
            .counterBuilder("weir.limit.exceeded")
            .setDescription("Checks that found a limit without room, enforced or not")
            .build();
    this.shadows =
        meter
            .counterBuilder("weir.check.shadows")
            .setDescription("Decisions that shadow rules would have taken, beside the one that was")
            .build();
    this.failures =
        meter
            .counterBuilder("weir.check.failures")
            .setDescription("Checks in which something failed that should not; the log says what")
            .build();
    meter
        .upDownCounterBuilder("weir.checks.in_flight")
        .setDescription("Checks that are being decided")
        .buildWithCallback(result -> result.record(begun.sum() - ended.sum()));
  }

  @Override
  public Observation begin(Facts facts) {
    begun.increment();
    return new Timing();
  }

  /**
   * Returns something for each constant; an {@code EnumMap} looks up by index and allocates
   * nothing.
   */
  private static <E extends Enum<E>, V> Map<E, V> each(Class<E> type, Function<E, V> value) {
    Map<E, V> map = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      map.put(constant, value.apply(constant));
    }
    return map;
  }

  private static <E extends Enum<E>, V> V of(Map<E, V> each, E constant) {
    return Objects.requireNonNull(each.get(constant));
  }

  private static DoubleHistogram histogram(Meter meter, String name, String description) {
    return meter
        .histogramBuilder(name)
        .setDescription(description)
        .setUnit("s")
        .setExplicitBucketBoundariesAdvice(SECONDS)
        .build();
  }

  private record RuleKey(String rule, String code, Verdict verdict) {
    Attributes attributes() {
      return Attributes.of(RULE, rule, CODE, code, VERDICT, Names.of(verdict));
    }
  }

  /** Times one decision. Its methods run one after the other. */
  private final class Timing implements Observation {
    private final long began = ticker.getAsLong();
    private long phaseBegan = began;
    private Attributes phase = Attributes.empty();

    @Override
    public void phase(Phase next) {
      long now = ticker.getAsLong();
      endPhase(now);
      phase = of(phases, next);
      phaseBegan = now;
    }

    @Override
    public void decided(Decision decision) {
      long now = ticker.getAsLong();
      endPhase(now);
      ended.increment();
      Verdict verdict = decision.verdict();
      duration.record((now - began) / NANOS, of(of(outcomes, verdict), decision.evidence()));
      for (Reason reason : decision.reasons()) {
        RuleKey key = new RuleKey(reason.rule(), reason.code(), verdict);
        reasons.add(1, rules.computeIfAbsent(key, RuleKey::attributes));
      }
      for (LimitStatus limit : decision.limits()) {
        if (limit.exceeded()) {
          exceeded.add(1, limits.computeIfAbsent(limit.name(), DecisionMetrics::limitAttributes));
        }
      }
      for (Decision.Shadow shadow : decision.shadows()) {
        shadows.add(1, of(of(transitions, verdict), shadow.verdict()));
      }
    }

    @Override
    public void failed(Throwable cause) {
      failures.add(1);
    }

    private void endPhase(long now) {
      if (!phase.isEmpty()) {
        phaseDuration.record((now - phaseBegan) / NANOS, phase);
      }
    }
  }

  private static Attributes limitAttributes(String limit) {
    return Attributes.of(LIMIT, limit);
  }
}
