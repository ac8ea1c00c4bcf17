package dev.weir.cohort;

import dev.weir.cohort.Campaign.Linked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Links cohorts that share members. Pure: the same cohorts give the same campaigns, in whatever
 * order they come.
 *
 * <p>Two cohorts are joined where at least half of the smaller one is in the larger, and at least
 * {@link #FEWEST_SHARED} accounts were seen in both, among the ids that both samples cover. Half,
 * because a card or a device of a campaign is used by that campaign: nearly all of its accounts are
 * in the larger cohort, whereas of an unrelated cohort only so many are as of all accounts. And at
 * least four, the fewest that are judged at all: of two unrelated cohorts, one of which holds a
 * hundredth of all accounts, four of eight accounts that can be compared are shared with a
 * probability of 7 in ten million. The price is that a small cohort, of which fewer than four ids
 * are below the bound of a very large one, is a campaign by itself.
 *
 * <p>What bystanders share (networks, and weak traits) joins nothing: one proxy carries several
 * campaigns. Such a cohort is added to the campaign that most of its members are in, if at least
 * half of them are.
 */
final class CampaignLinker {
  /** The most cohorts that are linked: as many as have a place in the low bits of an index. */
  static final int MOST = 4_096;

  static final double LEAST_OVERLAP = 0.5;
  static final int FEWEST_SHARED = 4;

  /** With how many cohorts before it, in the list of one member, each is compared at most. */
  private static final int MOST_NEIGHBOURS = 64;

  /** The most comparisons that fail; each takes about a microsecond. */
  private static final int MOST_FAILED = 500_000;

  private final List<Linked> cohorts;
  private final int[] parents;

  private CampaignLinker(List<Linked> cohorts) {
    this.cohorts = cohorts;
    this.parents = new int[cohorts.size()];
    Arrays.setAll(parents, i -> i);
  }

  /**
   * Returns the cohorts in groups, each the oldest first, and the oldest group first.
   *
   * @param cohorts at most {@link #MOST}
   */
  static List<List<Linked>> link(List<Linked> cohorts) {
    if (cohorts.size() > MOST) {
      throw new IllegalArgumentException(
          "cohorts: " + cohorts.size() + " (expected: at most " + MOST + ")");
    }
    List<Linked> strong = new ArrayList<>();
    List<Linked> shared = new ArrayList<>();
    for (Linked linked : cohorts) {
      (linked.bystanders() ? shared : strong).add(linked);
    }
    strong.sort(Campaign.OLDEST);
    CampaignLinker linker = new CampaignLinker(strong);
    linker.join();
    return linker.groups(shared);
  }

  private void join() {
    long[] index = index(cohorts);
    Set<Long> failed = new HashSet<>();
    for (int start = 0; start < index.length; ) {
      int end = start + 1;
      while (end < index.length && id(index[end]) == id(index[start])) {
        end++;
      }
      for (int j = start + 1; j < end && failed.size() < MOST_FAILED; j++) {
        for (int i = Math.max(start, j - MOST_NEIGHBOURS); i < j; i++) {
          join(cohort(index[i]), cohort(index[j]), failed);
        }
      }
      start = end;
    }
  }

  private void join(int one, int other, Set<Long> failed) {
    int first = root(one);
    int second = root(other);
    long pair = (long) one * MOST + other;
    if (first == second || failed.contains(pair)) {
      return;
    }
    Sample.Overlap overlap =
        cohorts.get(one).cohort().sample().overlap(cohorts.get(other).cohort().sample());
    if (overlap.both() >= FEWEST_SHARED && overlap.coefficient() >= LEAST_OVERLAP) {
      // The smaller index is the older cohort, and becomes the root.
      parents[Math.max(first, second)] = Math.min(first, second);
    } else {
      failed.add(pair);
    }
  }

  private int root(int cohort) {
    int root = cohort;
    while (parents[root] != root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  }

  private List<List<Linked>> groups(List<Linked> shared) {
    Map<Integer, List<Linked>> byRoot = new HashMap<>();
    for (int i = 0; i < cohorts.size(); i++) {
      byRoot.computeIfAbsent(root(i), root -> new ArrayList<>()).add(cohorts.get(i));
    }
    List<List<Linked>> groups = new ArrayList<>(byRoot.values());
    attach(shared, groups);
    groups.forEach(group -> group.sort(Campaign.OLDEST));
    groups.sort((one, other) -> Campaign.OLDEST.compare(one.getFirst(), other.getFirst()));
    return groups;
  }

  /**
   * Adds each cohort that bystanders share to the group that most of its members are in, or makes
   * it a group of its own. Which accounts a group has is known up to the smallest bound of its
   * samples.
   */
  private static void attach(List<Linked> shared, List<List<Linked>> groups) {
    List<Union> unions = shared.isEmpty() ? List.of() : groups.stream().map(Union::of).toList();
    for (Linked linked : shared) {
      int best = -1;
      double most = 0;
      for (int i = 0; i < unions.size(); i++) {
        double share = unions.get(i).share(linked.cohort().sample(), FEWEST_SHARED);
        if (share >= LEAST_OVERLAP && share > most) {
          best = i;
          most = share;
        }
      }
      if (best < 0) {
        groups.add(new ArrayList<>(List.of(linked)));
      } else {
        groups.get(best).add(linked);
      }
    }
  }

  /**
   * Returns an inverted index: for each member of each sample, the upper bits of its id and the
   * place of the cohort, sorted. Ids are hashes: that two have the same 52 bits is unlikely, and
   * costs a comparison.
   */
  private static long[] index(List<Linked> cohorts) {
    int size = 0;
    for (Linked linked : cohorts) {
      size += linked.cohort().sample().size();
    }
    long[] index = new long[size];
    int next = 0;
    for (int i = 0; i < cohorts.size(); i++) {
      for (Member member : cohorts.get(i).cohort().sample().members()) {
        index[next++] = (member.id() & -MOST) | i;
      }
    }
    Arrays.sort(index);
    return index;
  }

  private static long id(long entry) {
    return entry & -MOST;
  }

  private static int cohort(long entry) {
    return (int) (entry & (MOST - 1));
  }
}
