package dev.weir.store.redis;

import dev.weir.limit.Demand;
import dev.weir.limit.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Those demands of an acquisition that are counted in one atomic step. */
final class Part {
  private final int tag;
  private final List<Demand> demands = new ArrayList<>();
  private final List<Integer> indexes = new ArrayList<>();
  private final Map<Subject, Integer> subjects = new LinkedHashMap<>();

  /** Creates one without demands, all of whose keys have the tag, or are on one server anyway. */
  Part(int tag) {
    this.tag = tag;
  }

  void add(Demand demand, int index) {
    demands.add(demand);
    indexes.add(index);
    subjects.putIfAbsent(demand.subject(), subjects.size() + 1);
  }

  int tag() {
    return tag;
  }

  List<Demand> demands() {
    return demands;
  }

  /** Returns the place of each demand among all of the acquisition. */
  List<Integer> indexes() {
    return indexes;
  }

  /** Returns a subject's number among the keys, from 1. */
  int number(Subject subject) {
    return subjects.getOrDefault(subject, 0);
  }

  /** Returns how many subjects there are. */
  int keyCount() {
    return subjects.size();
  }

  /** Returns the keys of all subjects, in the order of their numbers; to be added to. */
  List<byte[]> keys(Keys keys) {
    List<byte[]> all = new ArrayList<>(subjects.size() + 2);
    subjects.keySet().forEach(subject -> all.add(keys.subject(subject)));
    return all;
  }
}
