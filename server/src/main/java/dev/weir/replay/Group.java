package dev.weir.replay;

import dev.weir.decision.Verdict;
import dev.weir.replay.ReplayReport.GroupResult;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Counts what became of one group of callers. Not thread-safe. */
final class Group {
  private final boolean isCampaign;
  private final Map<String, Member> members = new HashMap<>();
  private final VerdictCounts verdicts = new VerdictCounts();

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

  void add(String accountId, Verdict verdict) {
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
        isCampaign ? allowedBeforeHalfStopped() : 0);
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

  /** Whether an account was ever stopped, and how. */
  private static final class Member {
    boolean challenged;
    boolean denied;
  }
}
