package dev.weir.policy;

import dev.weir.challenge.Kind;
import dev.weir.decision.Verdict;
import dev.weir.policy.PolicyModel.Mode;
import dev.weir.policy.PolicyModel.OnError;
import dev.weir.policy.PolicyModel.OnMissing;
import dev.weir.policy.PolicyModel.RuleModel;
import java.time.Duration;
import java.util.List;

/** The keys of a rule. */
final class RuleFields {
  static final Field<String> NAME =
      Field.required(
          "name",
          PolicyTypes.NAME,
          "unnamed",
          "Names the rule in reasons, clearances and metrics.");
  static final Field<ConditionText> WHEN =
      Field.required("when", PolicyTypes.CONDITION, "When the rule matches.");
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
          "What may be proved, any one of which will do. Required for a challenge. A rule that"
              + " denies may have it, too: its refusals carry a challenge, whose pass ends them"
              + " only where the rule then matches no more.");
  static final Field<String> DETAIL =
      Field.withDefault(
          "detail",
          FieldTypes.text("[\\s\\S]{0,256}", "a text of at most 256 characters"),
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
          ChallengeFields.TTL_TYPE,
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
              NAME,
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
                  values.at(NAME),
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

  private RuleFields() {}
}
