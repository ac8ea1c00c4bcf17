package dev.weir.demo;

import dev.weir.demo.DemoReport.Outcome;
import dev.weir.v1.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what one server decided, for each group of callers. Takes memory for each account, not for
 * each request. For one thread at a time, but for {@link #stopped}.
 */
final class Tally {
  private final Map<Group, Counts> groups = new HashMap<>();
  private long checks;
  private final LongAdder stopped = new LongAdder();

  /**
   * A group of callers.
   *
   * @param campaign empty for the innocent
   */
  record Group(String campaign, String callerClass) {}

  /** Counts one decision. */
  void add(Truth truth, String accountId, Verdict verdict) {
    checks++;
    stopped.add(verdict == Verdict.ALLOW ? 0 : 1);
    groups
        .computeIfAbsent(new Group(truth.campaign(), truth.callerClass()), group -> new Counts())
        .add(accountId, verdict);
  }

  /** Returns how many decisions there were. */
  long checks() {
    return checks;
  }

  /** Returns how many decisions were to challenge or to deny, so far. Thread-safe. */
  long stopped() {
    return stopped.sum();
  }

  /** Returns the groups that sent requests, in no order. */
  Set<Group> groups() {
    return groups.keySet();
  }

  /** Returns how many accounts of a group sent requests. */
  int accounts(Group group) {
    return counts(group).accounts.size();
  }

  /** Returns what became of a group. */
  Outcome outcome(Group group) {
    Counts counts = counts(group);
    return new Outcome(
        counts.allowed,
        counts.challenged,
        counts.denied,
        counts.accountsChallenged.size(),
        counts.accountsDenied.size());
  }

  private Counts counts(Group group) {
    return groups.getOrDefault(group, new Counts());
  }

  private static final class Counts {
    private final Set<String> accounts = new HashSet<>();
    private final Set<String> accountsChallenged = new HashSet<>();
    private final Set<String> accountsDenied = new HashSet<>();
    private long allowed;
    private long challenged;
    private long denied;

    void add(String accountId, Verdict verdict) {
      accounts.add(accountId);
      switch (verdict) {
        case ALLOW -> allowed++;
        case CHALLENGE -> {
          challenged++;
          accountsChallenged.add(accountId);
        }
        case DENY -> {
          denied++;
          accountsDenied.add(accountId);
        }
        case VERDICT_UNSPECIFIED, UNRECOGNIZED ->
            throw new IllegalStateException("an answer without a verdict");
      }
    }
  }
}
