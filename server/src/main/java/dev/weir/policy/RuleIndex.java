package dev.weir.policy;

import dev.weir.decision.Inputs;
import dev.weir.decision.Match;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rules, found by what they can match, so that a request does not pay for each rule that its policy
 * has. Every alternative of every condition has a bit. A variable that is compared with constants
 * is looked up once, which gives the bits of all alternatives that its value does not rule out;
 * those that no variable rules out are left, and only their rules are evaluated, in the policy's
 * order. The bits make it the bit vector scheme by which packets are classified (Lakshman and
 * Stiliadis, SIGCOMM 1998); conditions are taken apart into comparisons as in publish/subscribe
 * systems (Fabret et al., Filtering algorithms and implementation for very fast publish/subscribe
 * systems, SIGMOD 2001). Immutable, thread-safe.
 */
final class RuleIndex {
  /** With fewer rules, to evaluate each costs less than to look up their variables. */
  static final int FEWEST = 16;

  private final List<CompiledRule> rules;

  /** The place of the rule that a bit stands for. */
  private final int[] places;

  /** Empty where no rule is indexed. */
  private final List<VariableIndex> indexes;

  private RuleIndex(List<CompiledRule> rules, int[] places, List<VariableIndex> indexes) {
    this.rules = List.copyOf(rules);
    this.places = places;
    this.indexes = List.copyOf(indexes);
  }

  /** Returns an index of rules, in the order in which they are to be evaluated. */
  static RuleIndex of(List<CompiledRule> rules) {
    return of(rules, FEWEST);
  }

  /** Returns the same, which evaluates each rule if there are fewer than {@code fewest}. */
  static RuleIndex of(List<CompiledRule> rules, int fewest) {
    if (rules.size() < fewest) {
      return new RuleIndex(rules, new int[0], List.of());
    }
    List<Conjunction> alternatives = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      for (Conjunction alternative : rules.get(i).condition().alternatives()) {
        alternatives.add(alternative);
        places.add(i);
      }
    }
    return new RuleIndex(
        rules, places.stream().mapToInt(Integer::intValue).toArray(), indexes(alternatives));
  }

  private static List<VariableIndex> indexes(List<Conjunction> alternatives) {
    Map<String, VariableIndex.Builder> builders = new LinkedHashMap<>();
    for (int i = 0; i < alternatives.size(); i++) {
      for (Comparison comparison : alternatives.get(i).comparisons()) {
        Variable variable = comparison.variable();
        builders
            .computeIfAbsent(
                variable.name(), name -> new VariableIndex.Builder(variable, alternatives.size()))
            .add(i, comparison);
      }
    }
    return builders.values().stream().map(VariableIndex.Builder::build).toList();
  }

  /** Returns a match for each rule that matches, in the rules' order. */
  List<Match> apply(InputValues values) {
    // Made once a rule matches: most requests match none.
    List<Match> matches = List.of();
    // A rule also matches by what its condition lacks.
    if (indexes.isEmpty() || !values.inputs().missing().isEmpty()) {
      for (int i = 0; i < rules.size(); i++) {
        matches = with(matches, rules.get(i).apply(values));
      }
      return matches;
    }
    long[] candidates = candidates(values.inputs());
    int last = -1;
    for (int i = 0; i < candidates.length; i++) {
      for (long word = candidates[i]; word != 0; word &= word - 1) {
        int place = places[i * Long.SIZE + Long.numberOfTrailingZeros(word)];
        if (place != last) {
          matches = with(matches, rules.get(place).apply(values));
          last = place;
        }
      }
    }
    return matches;
  }

  private static List<Match> with(List<Match> matches, Optional<Match> found) {
    if (found.isEmpty()) {
      return matches;
    }
    List<Match> more = matches.isEmpty() ? new ArrayList<>() : matches;
    more.add(found.get());
    return more;
  }

  /** Returns the bits of all alternatives that may hold. */
  private long[] candidates(Inputs inputs) {
    long[] candidates = indexes.getFirst().find(inputs).clone();
    for (int i = 1; i < indexes.size(); i++) {
      long[] found = indexes.get(i).find(inputs);
      for (int j = 0; j < candidates.length; j++) {
        candidates[j] &= found[j];
      }
    }
    return candidates;
  }
}
