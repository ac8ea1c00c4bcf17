package dev.weir.store;

import dev.weir.account.Level;
import dev.weir.cohort.Activity;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Member;
import dev.weir.cohort.ModelUse;
import dev.weir.cohort.Sighting;
import java.util.List;
import java.util.stream.LongStream;

/** What all contracts of a store of cohorts share. */
abstract class CohortContract extends StoreContract {
  static final Cohort.Key CARD = new Cohort.Key("card", 0x8000_0000_0000_0007L);
  static final Cohort.Key OTHER = new Cohort.Key("card", 8);

  /** Returns the store's cohorts. */
  final CohortStore cohorts() {
    return store.cohorts();
  }

  /** Sees members in a cohort. */
  final void observe(long now, Cohort.Key key, List<Member> members) throws Exception {
    get(cohorts().observe(members.stream().map(member -> new Sighting(key, member)).toList(), now));
  }

  /** Returns so many members of whom nothing special is known. */
  static List<Member> members(int count) {
    return LongStream.range(0, count).mapToObj(CohortContract::member).toList();
  }

  static Member member(long id) {
    return new Member(
        id, 0, Level.NONE, 0, false, false, NOW, NOW, Activity.at(NOW), ModelUse.NONE);
  }
}
