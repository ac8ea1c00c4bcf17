package dev.weir.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.weir.decision.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a replay saw. The components, in snake_case and in this order, are the report's JSON.
 *
 * @param checks how many requests were decided
 * @param seconds how long the replay took
 * @param checksPerSecond the rate
 * @param verdicts how many decisions had each verdict
 * @param groups what became of each group of callers, by the names of campaign and class
 * @param badLines how many lines could not be replayed
 * @param policy {@code name@digest}
 * @param candidate what a second policy would have decided; absent without one
 * @param transitions what that changes; absent without a second policy
 * @param cut why the trace could not be read to its end, and after which line; absent where it was
 */
record ReplayReport(
    long checks,
    double seconds,
    long checksPerSecond,
    Map<Verdict, Long> verdicts,
    List<GroupResult> groups,
    long badLines,
    String policy,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<CandidateResult> candidate,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<Transition>> transitions,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> cut) {

  /**
   * What became of one group: the callers of one campaign and class.
   *
   * @param campaign empty for callers of no campaign
   * @param callerClass empty where the trace states none
   * @param accounts how many sent requests
   * @param accountsChallenged how many of them were ever challenged
   * @param accountsDenied how many of them were ever denied
   * @param leakedShare the share of a campaign's requests that were allowed; 0 for callers of no
   *     campaign, from whom nothing leaks
   * @param leakedBeforeHalfStopped how many of a campaign's requests were allowed before half of
   *     its accounts had been challenged or denied once; all that were, if they never had; 0 for
   *     callers of no campaign
   * @param rules whom each rule challenged or denied, by the rule's name; rules that stopped nobody
   *     are not there
   */
  record GroupResult(
      String campaign,
      @JsonProperty("class") String callerClass,
      long accounts,
      long checks,
      long allowed,
      long challenged,
      long denied,
      long accountsChallenged,
      long accountsDenied,
      double leakedShare,
      long leakedBeforeHalfStopped,
      Map<String, RuleResult> rules) {
    GroupResult {
      rules = Collections.unmodifiableMap(new TreeMap<>(rules));
    }
  }

  /** How many accounts one rule ever challenged or denied, in how many checks. */
  record RuleResult(long accounts, long checks) {}

  /** What a second policy would have decided. */
  record CandidateResult(String policy, Map<Verdict, Long> verdicts, List<GroupResult> groups) {}

  /**
   * How often the second policy turned one decision into another, or took it by another rule.
   *
   * @param fromRule the rule that decided under the first policy; empty for an ALLOW
   * @param toRule the rule that decided under the second policy; empty for an ALLOW
   */
  record Transition(Verdict from, String fromRule, Verdict to, String toRule, long checks) {}
}
