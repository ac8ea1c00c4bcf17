package dev.weir.replay;

import dev.weir.decision.Decision;
import dev.weir.decision.Verdict;
import dev.weir.replay.ReplayReport.Transition;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts how two policies decide the same requests, by the rules that decide. Takes memory for each
 * pair of rules. Not thread-safe.
 */
final class Transitions {
  private static final Comparator<Transition> ORDER =
      Comparator.comparing(Transition::from)
          .thenComparing(Transition::fromRule)
          .thenComparing(Transition::to)
          .thenComparing(Transition::toRule);

  private final Map<Key, Count> counts = new HashMap<>();

  /** Counts one request. */
  void add(Decision from, Decision to) {
    Key key = new Key(from.verdict(), from.rule(), to.verdict(), to.rule());
    counts.computeIfAbsent(key, k -> new Count()).checks++;
  }

  /** Returns every pair that occurred, those that change nothing among them. */
  List<Transition> all() {
    return counts.entrySet().stream()
        .map(
            e ->
                new Transition(
                    e.getKey().from,
                    e.getKey().fromRule,
                    e.getKey().to,
                    e.getKey().toRule,
                    e.getValue().checks))
        .sorted(ORDER)
        .toList();
  }

  private record Key(Verdict from, String fromRule, Verdict to, String toRule) {}

  private static final class Count {
    long checks;
  }
}
