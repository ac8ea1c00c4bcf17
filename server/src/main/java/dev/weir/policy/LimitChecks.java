package dev.weir.policy;

import dev.weir.limit.Algorithm;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitBounds;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.Measure;
import dev.weir.policy.MaxType.Amount;
import dev.weir.policy.PolicyModel.LimitModel;
import dev.weir.policy.PolicyModel.PriceModel;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Checks what the limits of a policy say together: each value is valid by itself. */
final class LimitChecks {
  /** An exact log remembers every admission, so it is for small limits. */
  private static final BigDecimal MOST_IN_LOG = BigDecimal.valueOf(LimitBounds.MAX_LOG_ENTRIES);

  private static final BigDecimal MOST_SLOTS = BigDecimal.valueOf(LimitBounds.MAX_SLOTS);

  /** In the currency; it is counted in millionths. */
  private static final BigDecimal MOST_MONEY = BigDecimal.valueOf(LimitBounds.MAX_COUNT, 6);

  private static final BigDecimal LEAST_LEASED = BigDecimal.valueOf(Demand.LEAST_LEASE);

  private static final Duration SLOT_WINDOW = Duration.ofMinutes(10);

  private static final Set<String> CEL_WORDS =
      Set.of(
          "as",
          "break",
          "const",
          "continue",
          "else",
          "false",
          "for",
          "function",
          "if",
          "import",
          "in",
          "let",
          "loop",
          "namespace",
          "null",
          "package",
          "return",
          "true",
          "var",
          "void",
          "while");

  private final PolicyModel policy;
  private final Problems problems;

  LimitChecks(PolicyModel policy, Problems problems) {
    this.policy = policy;
    this.problems = problems;
  }

  void check() {
    checkTiers();
    checkPrices();
    Map<String, Place> names = new HashMap<>();
    Map<Integer, String> ids = new HashMap<>();
    for (Located<LimitModel> limit : policy.limits()) {
      LimitModel model = limit.value();
      if (!model.complete()) {
        continue;
      }
      checkName(model.name(), names);
      checkBy(model.by().value());
      checkMax(model);
      checkLease(model);
      if (checkCounting(limit)) {
        checkId(model.name(), spec(model), ids);
      }
    }
  }

  /** A store tells a subject's limits apart by a hash of what they count. */
  private void checkId(Located<String> name, LimitSpec spec, Map<Integer, String> ids) {
    String other = ids.putIfAbsent(spec.id(), spec.name());
    if (other != null && !other.equals(spec.name())) {
      problems.error(
          name.place(),
          "\""
              + spec.name()
              + "\" would share its counts with \""
              + other
              + "\", because their names hash alike (expected: another name for one of them)");
    }
  }

  /**
   * Returns what a store counts by; where window and algorithm are not given, by their defaults.
   */
  static LimitSpec spec(LimitModel limit) {
    boolean slots = limit.measure() == Measure.CONCURRENCY;
    return new LimitSpec(
        limit.name().value(),
        limit.measure(),
        limit
            .algorithm()
            .map(Located::value)
            .orElse(slots ? Algorithm.SLOTS : Algorithm.SLIDING_WINDOW),
        limit.window().map(Located::value).orElse(SLOT_WINDOW).toMillis());
  }

  private void checkTiers() {
    Map<String, Place> seen = new HashMap<>();
    for (Located<String> tier : policy.tiers().map(Located::value).orElse(List.of())) {
      checkOnce(tier, "tier", seen);
      if (tier.value().equals(MaxType.DEFAULT)) {
        problems.error(
            tier.place(), "\"default\" (expected: another name; in max it stands for any tier)");
      }
    }
  }

  private void checkPrices() {
    Optional<Place> any = Optional.empty();
    for (Located<PriceModel> price : policy.prices()) {
      if (any.isPresent()) {
        problems.warning(
            price.place(),
            "never used: the pattern \"*\" in line " + any.get().line() + " matches every model");
      } else if (price.value().model().value().equals("*")) {
        any = Optional.of(price.place());
      }
    }
  }

  private void checkName(Located<String> name, Map<String, Place> seen) {
    checkOnce(name, "limit", seen);
    if (CEL_WORDS.contains(name.value())) {
      problems.error(
          name.place(),
          "\"" + name.value() + "\" (expected: a name that is no reserved word of CEL)");
    }
  }

  private void checkOnce(Located<String> name, String what, Map<String, Place> seen) {
    Place first = seen.putIfAbsent(name.value(), name.place());
    if (first != null) {
      problems.error(
          name.place(),
          "duplicate " + what + " \"" + name.value() + "\" (first: line " + first.line() + ")");
    }
  }

  private void checkBy(List<Located<Dimension>> by) {
    Set<Dimension> seen = EnumSet.noneOf(Dimension.class);
    for (Located<Dimension> dimension : by) {
      if (!seen.add(dimension.value())) {
        problems.error(dimension.place(), "listed twice (expected: each dimension at most once)");
      }
    }
  }

  /** Returns whether window and algorithm are ones that a limit can have. */
  private boolean checkCounting(Located<LimitModel> limit) {
    LimitModel model = limit.value();
    boolean slots = model.measure() == Measure.CONCURRENCY;
    boolean valid = true;
    if (!slots && model.window().isEmpty()) {
      problems.error(
          limit.place(), "no \"window\" (expected: " + LimitFields.WINDOW.type().expected() + ")");
      valid = false;
    }
    if (model.window().isPresent() && !isCountable(model.window().get().value())) {
      problems.error(
          model.window().get().place(),
          "a fraction of a second (expected: above a day, whole seconds)");
      valid = false;
    }
    if (model.algorithm().isPresent()
        && (model.algorithm().get().value() == Algorithm.SLOTS) != slots) {
      problems.error(
          model.algorithm().get().place(),
          slots
              ? "not for concurrency (expected: slots, which is the default)"
              : "slots count concurrency only (expected: sliding_window or exact_log)");
      valid = false;
    }
    return valid;
  }

  private static boolean isCountable(Duration window) {
    return window.toMillis() <= LimitBounds.MAX_FINE_WINDOW_MILLIS || window.toMillis() % 1000 == 0;
  }

  private void checkMax(LimitModel model) {
    MaxType.Max max = model.max().value();
    max.forAll().ifPresent(amount -> checkAmount(model, amount, model.max().place()));
    max.byTier()
        .forEach(
            (tier, amount) -> {
              checkAmount(model, amount.value(), amount.place());
              checkTier(tier, amount.place());
            });
    boolean unlimited =
        max.forAll().map(amount -> amount.number().isEmpty()).orElse(true)
            && max.byTier().values().stream().allMatch(a -> a.value().number().isEmpty());
    if (unlimited) {
      problems.warning(
          model.max().place(),
          "unlimited for every tier: nothing is counted but for accounts with an override");
    }
    List<Located<PriceModel>> prices = policy.prices();
    if (model.measure() == Measure.COST
        && (prices.isEmpty() || !prices.getLast().value().model().value().equals("*"))) {
      problems.error(
          model.name().place(),
          "measures cost, but prices do not cover every model (expected: a last entry of prices"
              + " with model: \"*\")");
    }
  }

  private void checkAmount(LimitModel model, Amount amount, Place place) {
    if (amount.number().isEmpty()) {
      return;
    }
    BigDecimal number = amount.number().get();
    if (model.measure() == Measure.COST && number.compareTo(MOST_MONEY) > 0) {
      problems.error(
          place, number.toPlainString() + " (expected: at most " + MOST_MONEY.toBigInteger() + ")");
    }
    if (model.measure() != Measure.COST && number.stripTrailingZeros().scale() > 0) {
      problems.error(
          place, number.toPlainString() + " (expected: a whole number; only cost has fractions)");
    }
    if (model.measure() == Measure.CONCURRENCY && number.compareTo(MOST_SLOTS) > 0) {
      problems.error(
          place, number.toPlainString() + " (expected: at most " + MOST_SLOTS + " slots)");
    }
    if (model.algorithm().map(Located::value).equals(Optional.of(Algorithm.EXACT_LOG))
        && number.compareTo(MOST_IN_LOG) > 0) {
      problems.error(
          place,
          number.toPlainString()
              + " (expected: at most "
              + MOST_IN_LOG
              + " for exact_log, which remembers every admission; sliding_window takes any"
              + " number)");
    }
  }

  private void checkLease(LimitModel model) {
    if (model.lease().isEmpty()) {
      return;
    }
    Located<BigDecimal> lease = model.lease().get();
    Optional<Algorithm> algorithm = model.algorithm().map(Located::value);
    if (model.measure() != Measure.REQUESTS) {
      problems.error(
          lease.place(),
          "not for "
              + model.measure().name().toLowerCase(Locale.ROOT)
              + " (expected: no lease, or measure: requests; what a report settles must be in the"
              + " store)");
    } else if (algorithm.isPresent() && algorithm.get() != Algorithm.SLIDING_WINDOW) {
      problems.error(
          lease.place(),
          "not for "
              + algorithm.get().name().toLowerCase(Locale.ROOT)
              + " (expected: no lease, or algorithm: sliding_window)");
    } else {
      checkLeaseOfMax(lease, model.max().value());
    }
  }

  /** A tier of few goes without; where all do, the key has no effect. */
  private void checkLeaseOfMax(Located<BigDecimal> lease, MaxType.Max max) {
    Optional<BigDecimal> highest =
        Stream.concat(max.forAll().stream(), max.byTier().values().stream().map(Located::value))
            .flatMap(amount -> amount.number().stream())
            .max(Comparator.naturalOrder());
    highest
        .filter(most -> most.multiply(lease.value()).compareTo(LEAST_LEASED) < 0)
        .ifPresent(
            most ->
                problems.error(
                    lease.place(),
                    lease.value().toPlainString()
                        + " of the highest max, "
                        + most.toPlainString()
                        + ", is less than 2 requests (expected: a higher share, or no lease)"));
  }

  private void checkTier(String tier, Place place) {
    if (policy.tiers().isEmpty() || tier.equals(MaxType.DEFAULT)) {
      return;
    }
    List<String> tiers = policy.tiers().get().value().stream().map(Located::value).toList();
    if (!tiers.contains(tier)) {
      problems.error(
          place,
          "unknown tier \""
              + tier
              + "\" (expected: one of "
              + String.join(", ", tiers)
              + ", default)"
              + Names.suggestion(tier, tiers));
    }
  }
}
