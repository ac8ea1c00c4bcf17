package dev.weir.policy;

import dev.weir.account.Level;
import dev.weir.decision.Verdict;
import dev.weir.policy.PolicyModel.CohortsModel;
import dev.weir.policy.PolicyModel.LimitModel;
import dev.weir.policy.PolicyModel.PriceModel;
import dev.weir.policy.PolicyModel.RiskModel;
import dev.weir.policy.PolicyModel.RuleModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The keys of a policy; those of its sections stand in the other {@code ...Fields}. Each has its
 * type, default, unit and meaning: the loader, the editors' schema and the reference are all made
 * from them.
 */
final class PolicyFields {
  static final Field<String> API_VERSION =
      Field.required(
          "apiVersion",
          FieldTypes.text("weir\\.dev/v1", "weir.dev/v1"),
          "weir.dev/v1",
          "The version of the policy language.");
  static final Field<String> NAME =
      Field.required(
          "name",
          FieldTypes.text("[a-z][a-z0-9_-]{0,63}", "a name of lower-case letters, digits, _ and -"),
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
          FieldTypes.listOf(PolicyTypes.NAME, PolicyTypes.MOST_TIERS),
          "every tier that some max names",
          "The names of your tiers. Where they are listed, a limit or a condition that names"
              + " another one is an error.");
  static final Field<List<Located<PriceModel>>> PRICES =
      Field.list(
          "prices",
          PriceFields.SECTION,
          PolicyTypes.MOST_PRICES,
          "What tokens cost, for limits that measure cost.");
  static final Field<List<Located<LimitModel>>> LIMITS =
      Field.list("limits", LimitFields.SECTION, PolicyTypes.MOST_LIMITS, "How much may be used.");
  static final Field<RiskModel> RISK =
      Field.withDefault(
          "risk",
          RiskFields.SECTION,
          new RiskModel(RiskFields.CAP.initial().orElseThrow(), Map.of(), Map.of()),
          "the defaults of its keys",
          "How `risk.score` is put together.");
  static final Field<CohortsModel> COHORTS =
      Field.withDefault(
          "cohorts",
          TraitFields.SECTION,
          TraitFields.NOTHING,
          "none",
          "What accounts may share, by which campaigns are found.");
  static final Field<Duration> CHALLENGES =
      Field.withDefault(
          "challenges",
          ChallengeFields.SECTION,
          ChallengeFields.TTL.initial().orElseThrow(),
          "the defaults of its keys",
          "What all challenges have in common.");
  static final Field<List<Located<RuleModel>>> RULES =
      Field.list("rules", RuleFields.SECTION, PolicyTypes.MOST_RULES, "What is done, and when.");
  static final Field<Map<Level, Verdict>> FAILURE =
      Field.withDefault(
          "failure",
          FailureFields.SECTION,
          FailureFields.build(new Values(Place.START, true, Map.of())),
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
              COHORTS,
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
                  values.get(COHORTS),
                  values.get(CHALLENGES),
                  values.get(RULES),
                  values.get(FAILURE)));

  private PolicyFields() {}
}
