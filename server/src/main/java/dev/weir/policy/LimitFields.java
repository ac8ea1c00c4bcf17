package dev.weir.policy;

import dev.weir.limit.Algorithm;
import dev.weir.limit.LimitBounds;
import dev.weir.limit.Measure;
import dev.weir.policy.PolicyModel.LimitModel;
import dev.weir.policy.PolicyModel.Mode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a limit. */
final class LimitFields {
  static final Field<String> NAME =
      Field.required(
          "name",
          PolicyTypes.NAME,
          "unnamed",
          "Names the limit in conditions (`limits.NAME.exceeded`), answers, overrides and"
              + " metrics.");
  static final Field<List<Located<Dimension>>> BY =
      Field.required(
          "by",
          FieldTypes.oneOrMore(FieldTypes.choice(Dimension.class), Dimension.values().length),
          List.of(),
          "Whose use is counted. A list counts each combination, such as each model of each"
              + " account. An account without an organization counts as its own; a request"
              + " without an API key, model or address is not counted by it. `ip_prefix` is the"
              + " /24 of an IPv4 address or the /48 of an IPv6 address.");
  static final Field<Measure> MEASURE =
      Field.required(
          "measure",
          FieldTypes.choice(Measure.class),
          Measure.REQUESTS,
          "What is counted. Tokens and cost are reserved at the check (input tokens, and the"
              + " most output tokens that the request allows itself) and settled by the report;"
              + " concurrency holds a slot from the check to the report.");
  static final Field<Duration> WINDOW =
      Field.derived(
          "window",
          FieldTypes.duration(
              Duration.ofMillis(LimitBounds.MIN_WINDOW_MILLIS),
              Duration.ofMillis(LimitBounds.MAX_WINDOW_MILLIS)),
          "for concurrency 10m, otherwise none: the key is required",
          "The sliding window in which use counts. For concurrency: how long a slot is held if"
              + " no report gives it back. Above a day, in whole seconds.");
  static final Field<Algorithm> ALGORITHM =
      Field.derived(
          "algorithm",
          FieldTypes.choice(Algorithm.class),
          "slots for concurrency, otherwise sliding_window",
          "`sliding_window` counts in constant memory, with the error bound that limits.md"
              + " states. `exact_log` is exact, remembers every admission, and so takes a `max`"
              + " of at most 1000. Concurrency is always counted in `slots`.");
  static final Field<MaxType.Max> MAX =
      Field.required(
          "max",
          new MaxType(),
          new MaxType.Max(Optional.empty(), Map.of()),
          "The most that may be used in a window: one amount, or one for each tier. `default`"
              + " is for accounts of any other tier; without it they get the smallest. For cost,"
              + " in the currency of the prices (such as 12.50), counted in millionths.");
  static final Field<BigDecimal> LEASE =
      Field.optional(
          "lease",
          FieldTypes.number(new BigDecimal("0.000001"), new BigDecimal("0.5")),
          "The share of `max` that a replica may take in advance, for a second at most, for a"
              + " subject that asks it often: it then admits without asking the store. Only for"
              + " requests in a `sliding_window`; see limits.md for what it costs.");
  static final Field<ConditionText> WHEN =
      Field.derived(
          "when",
          PolicyTypes.CONDITION,
          "every request",
          "On which requests the limit applies. Cannot read limits. Where it fails, the limit"
              + " applies.");
  static final Field<Mode> MODE =
      Field.withDefault(
          "mode",
          FieldTypes.choice(Mode.class),
          Mode.ENFORCE,
          "enforce",
          "`shadow` counts and reports, but refuses nothing, and `limits.exceeded` does not see"
              + " it.");

  static final Section<LimitModel> SECTION =
      new Section<>(
          "limits",
          "How much may be used. A limit refuses nothing by itself: a rule that reads"
              + " `limits.exceeded` or `limits.NAME.exceeded` does.",
          List.of(NAME, BY, MEASURE, WINDOW, ALGORITHM, MAX, LEASE, WHEN, MODE),
          values ->
              new LimitModel(
                  values.isComplete(),
                  values.at(NAME),
                  values.at(BY),
                  values.get(MEASURE),
                  values.find(WINDOW),
                  values.find(ALGORITHM),
                  values.at(MAX),
                  values.find(LEASE),
                  values.find(WHEN).map(Located::value),
                  values.get(MODE)));

  private LimitFields() {}
}
