package dev.weir.replay;

import dev.weir.decision.Verdict;
import java.util.EnumMap;
import java.util.Map;

/** Counts verdicts. Not thread-safe. */
final class VerdictCounts {
  private long allowed;
  private long challenged;
  private long denied;

  void add(Verdict verdict) {
    switch (verdict) {
      case ALLOW -> allowed++;
      case CHALLENGE -> challenged++;
      case DENY -> denied++;
    }
  }

  long allowed() {
    return allowed;
  }

  long challenged() {
    return challenged;
  }

  long denied() {
    return denied;
  }

  long all() {
    return allowed + challenged + denied;
  }

  /** Returns the count of every verdict, the mildest first. */
  Map<Verdict, Long> byVerdict() {
    return new EnumMap<>(
        Map.of(Verdict.ALLOW, allowed, Verdict.CHALLENGE, challenged, Verdict.DENY, denied));
  }
}
