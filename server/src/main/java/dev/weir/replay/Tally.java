package dev.weir.replay;

import dev.weir.decision.Decision;
import dev.weir.decision.Verdict;
import dev.weir.replay.ReplayReport.GroupResult;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts verdicts, for each group of callers that a trace tells apart. Takes memory for each
 * account of each group, not for each check. Not thread-safe.
 */
final class Tally {
  private final VerdictCounts verdicts = new VerdictCounts();
  private final Map<GroupKey, Group> groups = new HashMap<>();

  /** Counts one decision. */
  void add(Truth truth, String accountId, Decision decision) {
    verdicts.add(decision.verdict());
    groups
        .computeIfAbsent(
            new GroupKey(truth.campaign(), truth.callerClass()),
            key -> new Group(!key.campaign.isEmpty()))
        .add(accountId, decision.verdict(), decision.rule());
  }

  /** Returns how many decisions there were of each verdict, the mildest first. */
  Map<Verdict, Long> verdicts() {
    return verdicts.byVerdict();
  }

  /** Returns what became of each group, by the names of campaign and class. */
  List<GroupResult> groups() {
    return groups.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(GroupKey.ORDER))
        .map(e -> e.getValue().result(e.getKey().campaign, e.getKey().callerClass))
        .toList();
  }

  private record GroupKey(String campaign, String callerClass) {
    static final Comparator<GroupKey> ORDER =
        Comparator.comparing(GroupKey::campaign).thenComparing(GroupKey::callerClass);
  }
}
