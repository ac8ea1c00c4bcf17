package dev.weir.replay;

import dev.weir.decision.Verdict;
import dev.weir.replay.ReplayReport.GroupResult;
import dev.weir.replay.ReplayReport.RuleResult;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts what became of one group of callers. Not thread-safe. */
final class Group {
  private final boolean isCampaign;
  private final Map<String, Member> members = new HashMap<>();
  private final VerdictCounts verdicts = new VerdictCounts();
  private final Map<String, Stopped> stoppedBy = new TreeMap<>();

  /**
   * For each account that was ever stopped, in that order: how much the whole group had been
   * allowed by then. How many accounts are half of them is known only at the trace's end.
   */
  private long[] allowedBeforeStops = new long[16];

  private int stops;
  private int challengedAccounts;
  private int deniedAccounts;

  Group(boolean isCampaign) {
    this.isCampaign = isCampaign;
  }

  /**
   * Counts one decision.
   *
   * @param rule the rule that decided; empty for an ALLOW
   */
  void add(String accountId, Verdict verdict, String rule) {
    Member member = members.computeIfAbsent(accountId, id -> new Member());
    switch (verdict) {
      case ALLOW -> {}
      case CHALLENGE -> {
        stop(member);
        challengedAccounts += member.challenged ? 0 : 1;
        member.challenged = true;
      }
      case DENY -> {
        stop(member);
        deniedAccounts += member.denied ? 0 : 1;
        member.denied = true;
      }
    }
    if (verdict != Verdict.ALLOW) {
      stoppedBy.computeIfAbsent(rule, r -> new Stopped()).add(accountId);
    }
    verdicts.add(verdict);
  }

  GroupResult result(String campaign, String callerClass) {
    return new GroupResult(
        campaign,
        callerClass,
        members.size(),
        verdicts.all(),
        verdicts.allowed(),
        verdicts.challenged(),
        verdicts.denied(),
        challengedAccounts,
        deniedAccounts,
        isCampaign ? verdicts.allowed() / (double) verdicts.all() : 0,
        isCampaign ? allowedBeforeHalfStopped() : 0,
        rules());
  }

  private Map<String, RuleResult> rules() {
    Map<String, RuleResult> rules = new TreeMap<>();
    stoppedBy.forEach((rule, stopped) -> rules.put(rule, stopped.result()));
    return rules;
  }

  private long allowedBeforeHalfStopped() {
    int half = (members.size() + 1) / 2;
    return stops < half ? verdicts.allowed() : allowedBeforeStops[half - 1];
  }

  private void stop(Member member) {
    if (member.challenged || member.denied) {
      return;
    }
    if (stops == allowedBeforeStops.length) {
      allowedBeforeStops = Arrays.copyOf(allowedBeforeStops, 2 * stops);
    }
    allowedBeforeStops[stops++] = verdicts.allowed();
  }

  /** What one rule challenged or denied. */
  private static final class Stopped {
    private final Set<String> accounts = new HashSet<>();
    private long checks;

    void add(String accountId) {
      accounts.add(accountId);
      checks++;
    }

    RuleResult result() {
      return new RuleResult(accounts.size(), checks);
    }
  }

  /** Whether an account was ever stopped, and how. */
  private static final class Member {
    boolean challenged;
    boolean denied;
  }
}
