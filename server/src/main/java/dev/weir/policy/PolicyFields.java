package dev.weir.policy;

import dev.weir.account.Level;
import dev.weir.challenge.Kind;
import dev.weir.decision.Verdict;
import dev.weir.limit.Algorithm;
import dev.weir.limit.Measure;
import dev.weir.policy.PolicyModel.LimitModel;
import dev.weir.policy.PolicyModel.Mode;
import dev.weir.policy.PolicyModel.OnError;
import dev.weir.policy.PolicyModel.OnMissing;
import dev.weir.policy.PolicyModel.PriceModel;
import dev.weir.policy.PolicyModel.RiskModel;
import dev.weir.policy.PolicyModel.RuleModel;
import dev.weir.policy.PolicyModel.SignalModel;
import dev.weir.policy.PolicyModel.SourceModel;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Every key of a policy: its type, default, unit and meaning. The loader, the editors' schema and
 * the reference are all made from this.
 */
final class PolicyFields {
  static final int MOST_TIERS = 32;
  private static final int MOST_LIMITS = 64;
  private static final int MOST_RULES = 256;
  private static final int MOST_PRICES = 256;
  private static final int MOST_SOURCES = 64;

  /** A name of the author's own, which conditions can read. */
  static final FieldType<String> NAME =
      FieldTypes.text(
          "[a-z][a-z0-9_]{0,63}", "a name of lower-case letters, digits and _, such as per_minute");

  private static final FieldType<String> SOURCE =
      FieldTypes.text("[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}|\\*", "a name, or * for any other");

  private static final FieldType<BigDecimal> PRICE =
      FieldTypes.number(BigDecimal.ZERO, new BigDecimal(1_000_000));

  private static final FieldType<ConditionText> CONDITION = new ConditionType();

  private PolicyFields() {}

  /** Prices of tokens. */
  static final class Price {
    static final Field<String> MODEL =
        Field.required(
            "model",
            FieldTypes.text("[^\\s]{1,128}", "a model's name, in which * stands for anything"),
            "Which models: a name, in which `*` stands for any run of characters.");
    static final Field<BigDecimal> INPUT =
        Field.required(
            "input", PRICE, "What a million input tokens cost, in your currency (any one).");
    static final Field<BigDecimal> OUTPUT =
        Field.required("output", PRICE, "What a million output tokens cost, in the same currency.");

    static final Section<PriceModel> SECTION =
        new Section<>(
            "prices",
            "What tokens cost, for limits that measure cost. The first entry whose pattern matches"
                + " the model counts. Where a limit measures cost, the last entry must match any"
                + " model (`*`).",
            List.of(MODEL, INPUT, OUTPUT),
            values ->
                new PriceModel(
                    values.at(MODEL),
                    values.get(INPUT).doubleValue(),
                    values.get(OUTPUT).doubleValue()));

    private Price() {}
  }

  /** Limits. */
  static final class Limit {
    static final Field<String> LIMIT_NAME =
        Field.required(
            "name",
            NAME,
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
            FieldTypes.duration(Duration.ofSeconds(1), Duration.ofDays(30)),
            "for concurrency 10m, otherwise none: the key is required",
            "The sliding window in which use counts. For concurrency: how long a slot is held if"
                + " no report gives it back.");
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
    static final Field<ConditionText> WHEN =
        Field.derived(
            "when",
            CONDITION,
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
            List.of(LIMIT_NAME, BY, MEASURE, WINDOW, ALGORITHM, MAX, WHEN, MODE),
            values ->
                new LimitModel(
                    values.isComplete(),
                    values.at(LIMIT_NAME),
                    values.at(BY),
                    values.get(MEASURE),
                    values.find(WINDOW),
                    values.find(ALGORITHM),
                    values.at(MAX),
                    values.find(WHEN).map(Located::value),
                    values.get(MODE)));

    private Limit() {}
  }

  /** How risk is put together. */
  static final class Risk {
    private static final String CAP_DOC = "The most that it can add to the risk, from 0 to 1.";

    static final Field<Double> SOURCE_CAP =
        Field.withDefault("cap", FieldTypes.share(), 1.0, "1", CAP_DOC);
    static final Section<SourceModel> SOURCE_SECTION =
        new Section<>(
            "risk.sources",
            "A source of pushed scores.",
            List.of(SOURCE_CAP),
            values -> new SourceModel(values.get(SOURCE_CAP)));

    static final Field<Double> SIGNAL_CAP =
        Field.derived("cap", FieldTypes.share(), "risk.cap", CAP_DOC);
    static final Field<Double> WEIGHT =
        Field.withDefault(
            "weight", FieldTypes.share(), 1.0, "1", "What the signal is multiplied with.");
    static final Section<SignalModel> SIGNAL_SECTION =
        new Section<>(
            "risk.signals",
            "A signal of an upstream classifier, from the request.",
            List.of(SIGNAL_CAP, WEIGHT),
            values ->
                new SignalModel(values.find(SIGNAL_CAP).map(Located::value), values.get(WEIGHT)));

    static final Field<Double> CAP =
        Field.withDefault(
            "cap",
            FieldTypes.share(),
            0.6,
            "0.6",
            "The most that one family of evidence can add, where it has no cap of its own: with"
                + " 0.6, one alone cannot pass a threshold of 0.8, and two can.");
    static final Field<Map<String, Located<SourceModel>>> SOURCES =
        Field.withDefault(
            "sources",
            FieldTypes.mapOf(SOURCE, SOURCE_SECTION, MOST_SOURCES),
            Map.of(),
            "every source, with cap 1",
            "Pushed scores, by source: each is a family. `*` is any source that is not named. The"
                + " default cap is 1, because these are your own systems: they may decide alone.");
    static final Field<Map<String, Located<SignalModel>>> SIGNALS =
        Field.withDefault(
            "signals",
            FieldTypes.mapOf(SOURCE, SIGNAL_SECTION, MOST_SOURCES),
            Map.of(),
            "none",
            "Signals of the request that count towards the risk, by name: each is a family. `*` is"
                + " any signal that is not named. Rules can read every signal, whether it is"
                + " listed here or not.");

    static final Section<RiskModel> SECTION =
        new Section<>(
            "risk",
            "How `risk.score` is put together: the noisy-OR, 1 − ∏(1 − family), over all families"
                + " of evidence, each cut at its cap.",
            List.of(CAP, SOURCES, SIGNALS),
            values -> new RiskModel(values.get(CAP), values.get(SOURCES), values.get(SIGNALS)));

    private Risk() {}
  }

  /** Challenges. */
  static final class Challenges {
    static final FieldType<Duration> TTL_TYPE =
        FieldTypes.duration(Duration.ofSeconds(10), Duration.ofDays(30));
    static final Field<Duration> TTL =
        Field.withDefault(
            "ttl",
            TTL_TYPE,
            Duration.ofHours(1),
            "1h",
            "How long a challenge can be answered, where its rule does not say.");

    static final Section<Duration> SECTION =
        new Section<>(
            "challenges",
            "What all challenges have in common.",
            List.of(TTL),
            values -> values.get(TTL));

    private Challenges() {}
  }

  /** Rules. */
  static final class Rule {
    static final Field<String> RULE_NAME =
        Field.required(
            "name", NAME, "unnamed", "Names the rule in reasons, clearances and metrics.");
    static final Field<ConditionText> WHEN =
        Field.required("when", CONDITION, "When the rule matches.");
    static final Field<Verdict> VERDICT =
        Field.required(
            "verdict",
            FieldTypes.choice(List.of(Verdict.CHALLENGE, Verdict.DENY)),
            Verdict.DENY,
            "What a match asks for. Of all matching rules the most severe verdict decides; where"
                + " none matches, the request is allowed.");
    static final Field<String> CODE =
        Field.derived(
            "code",
            FieldTypes.text("[A-Z][A-Z0-9_]{0,63}", "a code such as RATE_LIMITED"),
            "the name in upper case",
            "What the caller is told. Front ends act on it, so it should not change.");
    static final Field<List<Located<Kind>>> KINDS =
        Field.optional(
            "kinds",
            FieldTypes.oneOrMore(FieldTypes.choice(Kind.class), Kind.values().length),
            "For a challenge: what may be proved, any one of which will do.");
    static final Field<String> DETAIL =
        Field.withDefault(
            "detail",
            FieldTypes.text("(?s).{0,256}", "a text of at most 256 characters"),
            "",
            "the values that the condition read",
            "What operators are told, in the decision log. Never shown to a caller.");
    static final Field<Mode> MODE =
        Field.withDefault(
            "mode",
            FieldTypes.choice(Mode.class),
            Mode.ENFORCE,
            "enforce",
            "`shadow` evaluates and reports the rule, and decides nothing by it.");
    static final Field<OnMissing> ON_MISSING =
        Field.withDefault(
            "on_missing",
            FieldTypes.choice(OnMissing.class),
            OnMissing.SKIP,
            "skip",
            "What the rule does when something that it reads (account, risk or limits) did not"
                + " arrive in time: `skip` it, `match` with its verdict, or with another one.");
    static final Field<OnError> ON_ERROR =
        Field.withDefault(
            "on_error",
            FieldTypes.choice(OnError.class),
            OnError.STRICT,
            "strict",
            "What the rule does when its condition fails, such as by a division by zero: `strict`"
                + " counts it as matched, `skip` as not.");
    static final Field<Duration> CHALLENGE_TTL =
        Field.derived(
            "challenge_ttl",
            Challenges.TTL_TYPE,
            "challenges.ttl",
            "How long the challenge can be answered.");
    static final Field<Boolean> SINGLE_USE =
        Field.derived(
            "single_use",
            FieldTypes.bool(),
            "false",
            "Whether a clearance for this rule counts for one request only.");

    static final Section<RuleModel> SECTION =
        new Section<>(
            "rules",
            "What is done, and when. Every rule is evaluated; those that match are the reasons of"
                + " the verdict, in this order.",
            List.of(
                RULE_NAME,
                WHEN,
                VERDICT,
                CODE,
                KINDS,
                DETAIL,
                MODE,
                ON_MISSING,
                ON_ERROR,
                CHALLENGE_TTL,
                SINGLE_USE),
            values ->
                new RuleModel(
                    values.isComplete(),
                    values.at(RULE_NAME),
                    values.get(WHEN),
                    values.get(VERDICT),
                    values.find(CODE).map(Located::value),
                    values.find(KINDS),
                    values.get(DETAIL),
                    values.get(MODE),
                    values.at(ON_MISSING),
                    values.get(ON_ERROR),
                    values.find(CHALLENGE_TTL),
                    values.find(SINGLE_USE)));

    private Rule() {}
  }

  /** The verdict when nothing is known. */
  static final class Failure {
    private static final FieldType<Verdict> VERDICT =
        FieldTypes.choice(List.of(Verdict.ALLOW, Verdict.DENY));
    static final Field<Verdict> DEFAULT =
        Field.withDefault(
            "default", VERDICT, Verdict.ALLOW, "allow", "For every level that is not named.");
    static final Map<Level, Field<Verdict>> LEVELS = levels();

    static final Section<Map<Level, Verdict>> SECTION =
        new Section<>(
            "failure",
            "The verdict when nothing could be found out in time, by how far the account was last"
                + " known to be verified.",
            fields(),
            Failure::build);

    private Failure() {}

    private static Map<Level, Field<Verdict>> levels() {
      Map<Level, Field<Verdict>> fields = new EnumMap<>(Level.class);
      for (Level level : Level.values()) {
        String name = level.name().toLowerCase(Locale.ROOT);
        fields.put(
            level,
            Field.derived(
                name,
                VERDICT,
                "failure.default",
                "For accounts whose verification level is " + name + "."));
      }
      return fields;
    }

    private static List<Field<?>> fields() {
      List<Field<?>> fields = new ArrayList<>();
      fields.add(DEFAULT);
      fields.addAll(LEVELS.values());
      return fields;
    }

    private static Map<Level, Verdict> build(Values values) {
      Map<Level, Verdict> verdicts = new EnumMap<>(Level.class);
      LEVELS.forEach(
          (level, field) ->
              verdicts.put(
                  level, values.find(field).map(Located::value).orElse(values.get(DEFAULT))));
      return verdicts;
    }
  }

  /** The document. */
  static final class Root {
    static final Field<String> API_VERSION =
        Field.required(
            "apiVersion",
            FieldTypes.text("weir\\.dev/v1", "weir.dev/v1"),
            "weir.dev/v1",
            "The version of the policy language.");
    static final Field<String> NAME =
        Field.required(
            "name",
            FieldTypes.text(
                "[a-z][a-z0-9_-]{0,63}", "a name of lower-case letters, digits, _ and -"),
            "unnamed",
            "Names the policy; the version that answers carry is name@digest.");
    static final Field<Duration> BUDGET =
        Field.withDefault(
            "budget",
            FieldTypes.duration(Duration.ofMillis(1), Duration.ofSeconds(10)),
            Duration.ofMillis(5),
            "5ms",
            "How long a check may take inside the server. What has not arrived by then is missing,"
                + " and each rule's `on_missing` says what that means.");
    static final Field<Duration> RESERVATION =
        Field.withDefault(
            "reservation",
            FieldTypes.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
            Duration.ofMinutes(10),
            "10m",
            "How long the report of a decision is waited for. After that the decision keeps what"
                + " it reserved, and a report changes nothing.");
    static final Field<List<Located<String>>> TIERS =
        Field.derived(
            "tiers",
            FieldTypes.listOf(PolicyFields.NAME, MOST_TIERS),
            "every tier that some max names",
            "The names of your tiers. Where they are listed, a limit or a condition that names"
                + " another one is an error.");
    static final Field<List<Located<PriceModel>>> PRICES =
        Field.withDefault(
            "prices",
            FieldTypes.listOf(Price.SECTION, MOST_PRICES),
            List.of(),
            "none",
            "What tokens cost, for limits that measure cost.");
    static final Field<List<Located<LimitModel>>> LIMITS =
        Field.withDefault(
            "limits",
            FieldTypes.listOf(Limit.SECTION, MOST_LIMITS),
            List.of(),
            "none",
            "How much may be used.");
    static final Field<RiskModel> RISK =
        Field.withDefault(
            "risk",
            Risk.SECTION,
            new RiskModel(Risk.CAP.initial().orElseThrow(), Map.of(), Map.of()),
            "the defaults of its keys",
            "How `risk.score` is put together.");
    static final Field<Duration> CHALLENGES =
        Field.withDefault(
            "challenges",
            Challenges.SECTION,
            Challenges.TTL.initial().orElseThrow(),
            "the defaults of its keys",
            "What all challenges have in common.");
    static final Field<List<Located<RuleModel>>> RULES =
        Field.withDefault(
            "rules",
            FieldTypes.listOf(Rule.SECTION, MOST_RULES),
            List.of(),
            "none",
            "What is done, and when.");
    static final Field<Map<Level, Verdict>> FAILURE =
        Field.withDefault(
            "failure",
            Failure.SECTION,
            Failure.build(new Values(Place.START, true, Map.of())),
            "allow",
            "The verdict when nothing could be found out in time.");

    static final Section<PolicyModel> SECTION =
        new Section<>(
            "policy",
            "A policy of Weir.",
            List.of(
                API_VERSION,
                NAME,
                BUDGET,
                RESERVATION,
                TIERS,
                PRICES,
                LIMITS,
                RISK,
                CHALLENGES,
                RULES,
                FAILURE),
            values ->
                new PolicyModel(
                    values.get(NAME),
                    values.get(BUDGET),
                    values.get(RESERVATION),
                    values.find(TIERS),
                    values.get(PRICES),
                    values.get(LIMITS),
                    values.get(RISK),
                    values.get(CHALLENGES),
                    values.get(RULES),
                    values.get(FAILURE)));

    private Root() {}
  }
}
