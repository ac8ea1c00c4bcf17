package dev.weir.cohort;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Counts who answers for members: organizations, or accounts without one. */
final class Owners {
  private Owners() {}

  /** Returns whether members are of at least so many owners. */
  static boolean areAtLeast(int fewest, List<Member> members) {
    if (members.size() < fewest) {
      return false;
    }
    long[] owners = new long[fewest];
    int count = 0;
    for (int i = 0; i < members.size() && count < fewest; i++) {
      long owner = members.get(i).owner();
      int at = 0;
      while (at < count && owners[at] != owner) {
        at++;
      }
      owners[at] = owner;
      count = Math.max(count, at + 1);
    }
    return count >= fewest;
  }

  /** Returns how many owners members have. */
  static long count(List<Member> members) {
    Set<Long> owners = new HashSet<>();
    for (Member member : members) {
      owners.add(member.owner());
    }
    return owners.size();
  }
}
