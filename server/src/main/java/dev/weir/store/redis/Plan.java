package dev.weir.store.redis;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Demand;
import dev.weir.limit.HashTag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The steps in which an acquisition is counted: all parts but one, at once; then the home part,
 * which knows how the others fared, decides, and has the records.
 *
 * @param home perhaps without demands
 * @param others empty where everything is on one server
 * @param reserves whether some limit settles
 * @param retryTag where the outcome for a retry is kept
 */
record Plan(Acquisition acquisition, Part home, List<Part> others, boolean reserves, int retryTag) {
  /** How many demands a script can be told of. */
  private static final int MOST = 255;

  /** Returns the plan of an acquisition. */
  static Plan of(Acquisition acquisition, boolean sharded) {
    List<Demand> demands = acquisition.demands();
    if (demands.isEmpty() || demands.size() > MOST) {
      throw new IllegalArgumentException(
          "demands of one acquisition: " + demands.size() + " (expected: 1 to " + MOST + ")");
    }
    boolean reserves = demands.stream().anyMatch(demand -> demand.limit().settles());
    boolean records = reserves || !acquisition.retryKey().isEmpty();
    int homeTag =
        records ? Keys.tagOfDecision(acquisition.decisionId()) : demands.getFirst().subject().tag();
    Map<Integer, Part> parts = new LinkedHashMap<>();
    Part home = new Part(homeTag);
    parts.put(homeTag, home);
    for (int i = 0; i < demands.size(); i++) {
      int tag = sharded ? demands.get(i).subject().tag() : homeTag;
      parts.computeIfAbsent(tag, Part::new).add(demands.get(i), i);
    }
    List<Part> others = new ArrayList<>(parts.values());
    others.remove(home);
    // On one server a retry is found wherever its first try was placed; in a cluster it has to be
    // where the decision is.
    int retryTag = sharded ? homeTag : HashTag.of(acquisition.retryKey());
    return new Plan(acquisition, home, others, reserves, retryTag);
  }

  boolean retries() {
    return !acquisition.retryKey().isEmpty();
  }

  /** Returns all parts in the order in which records list their demands: home, then the others. */
  List<Part> parts() {
    List<Part> all = new ArrayList<>(others.size() + 1);
    all.add(home);
    all.addAll(others);
    return all;
  }
}
