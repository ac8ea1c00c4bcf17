package dev.weir.policy;

import dev.weir.policy.PolicyModel.RiskModel;
import dev.weir.policy.PolicyModel.SignalModel;
import dev.weir.policy.PolicyModel.SourceModel;
import java.util.List;
import java.util.Map;

/** The keys of {@code risk}: how the risk is put together. */
final class RiskFields {
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
          FieldTypes.mapOf(PolicyTypes.SOURCE, SOURCE_SECTION, PolicyTypes.MOST_SOURCES),
          Map.of(),
          "every source, with cap 1",
          "Pushed scores, by source: each is a family. `*` is any source that is not named. The"
              + " default cap is 1, because these are your own systems: they may decide alone.");
  static final Field<Map<String, Located<SignalModel>>> SIGNALS =
      Field.withDefault(
          "signals",
          FieldTypes.mapOf(PolicyTypes.SOURCE, SIGNAL_SECTION, PolicyTypes.MOST_SOURCES),
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

  private RiskFields() {}
}
