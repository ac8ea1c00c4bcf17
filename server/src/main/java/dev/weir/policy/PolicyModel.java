package dev.weir.policy;

import dev.weir.account.Level;
import dev.weir.challenge.Kind;
import dev.weir.decision.Verdict;
import dev.weir.limit.Algorithm;
import dev.weir.limit.Measure;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A policy as its file has it, with defaults filled in: each value is valid by itself, not yet all
 * of them together.
 */
record PolicyModel(
    String name,
    Duration budget,
    Duration reservation,
    Optional<Located<List<Located<String>>>> tiers,
    List<Located<PriceModel>> prices,
    List<Located<LimitModel>> limits,
    RiskModel risk,
    CohortsModel cohorts,
    Duration challengeTtl,
    List<Located<RuleModel>> rules,
    Map<Level, Verdict> failure) {

  /** What a million tokens of the models that match a pattern cost. */
  record PriceModel(Located<String> model, double input, double output) {}

  /**
   * A limit.
   *
   * @param complete whether every key is there that must be, and valid; otherwise some values are
   *     stand-ins
   */
  record LimitModel(
      boolean complete,
      Located<String> name,
      Located<List<Located<Dimension>>> by,
      Measure measure,
      Optional<Located<Duration>> window,
      Optional<Located<Algorithm>> algorithm,
      Located<MaxType.Max> max,
      Optional<Located<BigDecimal>> lease,
      Optional<ConditionText> when,
      Mode mode) {}

  record RiskModel(
      double cap,
      Map<String, Located<SourceModel>> sources,
      Map<String, Located<SignalModel>> signals) {}

  /** What accounts may share, and what is done about it. */
  record CohortsModel(
      List<Located<TraitModel>> traits,
      Level probed,
      Level confirmed,
      double suspicion,
      Duration cleared,
      Duration remembered,
      double slowDown,
      List<String> exemptProgrammes) {}

  /**
   * Something that accounts may share.
   *
   * @param complete whether every key is there that must be, and valid; otherwise some values are
   *     stand-ins
   */
  record TraitModel(
      boolean complete,
      Located<String> name,
      String family,
      Located<List<Located<TraitSource>>> of,
      Duration window,
      int most,
      boolean weak,
      double weight,
      List<String> exempt) {}

  /** How much the pushed scores of one source can add. */
  record SourceModel(double cap) {}

  /** How much one upstream signal can add; without a cap of its own, the default cap. */
  record SignalModel(Optional<Double> cap, double weight) {}

  /**
   * A rule.
   *
   * @param complete whether every key is there that must be, and valid; otherwise some values are
   *     stand-ins
   */
  record RuleModel(
      boolean complete,
      Located<String> name,
      ConditionText when,
      Verdict verdict,
      Optional<String> code,
      Optional<Located<List<Located<Kind>>>> kinds,
      String detail,
      Mode mode,
      Located<OnMissing> onMissing,
      OnError onError,
      Optional<Located<Duration>> challengeTtl,
      Optional<Located<Boolean>> singleUse) {}

  /** Whether something decides or is only watched. */
  enum Mode {
    ENFORCE,
    SHADOW
  }

  /** What a rule does when something that it reads did not arrive in time. */
  enum OnMissing {
    SKIP,
    MATCH,
    CHALLENGE,
    DENY,
    ALLOW
  }

  /** What a rule does when its condition fails. */
  enum OnError {
    /** It counts as matched: a mistake in a policy must not open it. */
    STRICT,
    SKIP
  }
}
