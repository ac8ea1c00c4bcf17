package dev.weir.cohort;

import dev.weir.cohort.Campaign.Evidence;
import dev.weir.cohort.Campaign.Linked;
import dev.weir.cohort.Campaign.Shared;
import dev.weir.cohort.CohortPolicy.Trait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All campaigns, as of one time. Immutable.
 *
 * @param all the largest first
 * @param unseen cohorts in which nobody was seen so far, as far as is remembered, and which
 *     therefore are no campaign: an operator spoke of their value, or an import brought it
 * @param leftOut how many cohorts were left out because there were too many
 */
public record Campaigns(List<Campaign> all, List<Linked> unseen, int leftOut) {
  public Campaigns {
    all = List.copyOf(all);
    unseen = List.copyOf(unseen);
  }

  /** Returns whether cohorts of a standing are part of a campaign. */
  static boolean counts(Standing standing) {
    return switch (standing) {
      case PROBING, CONFIRMED, OVERUSED, BLOCKED -> true;
      case OBSERVED, CLEARED, EXEMPT -> false;
    };
  }

  /**
   * Links cohorts. Those that do not count, and those of traits that the policy does not have, are
   * passed over; of too many, those that were seen longest ago. Those that nobody was seen in are
   * kept apart.
   *
   * @param counted says which standings count: {@link #counts}, as a rule
   * @param families of the traits, by name
   * @param now epoch milliseconds; members who were seen before a trait's window do not count
   */
  static Campaigns of(
      List<Cohort> cohorts,
      Predicate<Standing> counted,
      CohortPolicy policy,
      Map<String, String> families,
      long now) {
    List<Linked> linked = new ArrayList<>();
    List<Linked> unseen = new ArrayList<>();
    for (Cohort cohort : cohorts) {
      Trait trait = policy.traits().get(cohort.key().trait());
      if (trait != null && counted.test(cohort.judgement().standing())) {
        (isUnseen(cohort) ? unseen : linked)
            .add(
                new Linked(
                    new Cohort(
                        cohort.sample().since(now - trait.window().toMillis()), cohort.judgement()),
                    families.getOrDefault(cohort.key().trait(), cohort.key().trait()),
                    trait.weak() || trait.isNetwork()));
      }
    }
    linked.sort(
        Comparator.<Linked>comparingLong(one -> -one.cohort().judgement().lastSeen())
            .thenComparing(Campaign.OLDEST));
    int kept = Math.min(linked.size(), CampaignLinker.MOST);
    List<Campaign> all = new ArrayList<>();
    for (List<Linked> group : CampaignLinker.link(linked.subList(0, kept))) {
      all.add(campaign(group));
    }
    all.sort(Comparator.comparingLong(Campaign::accounts).reversed());
    return new Campaigns(all, unseen, linked.size() - kept);
  }

  /** Returns these, of which so many cohorts more were left out. */
  Campaigns leavingOut(int more) {
    return new Campaigns(all, unseen, leftOut + more);
  }

  /** Returns the cohorts of all campaigns, and those that nobody was seen in. */
  public List<Linked> cohorts() {
    return Stream.concat(
            all.stream().flatMap(campaign -> campaign.cohorts().stream()), unseen.stream())
        .toList();
  }

  /** Returns the campaign that an id names, though it may have another by now. */
  public Optional<Campaign> find(String id) {
    return all.stream()
        .filter(campaign -> campaign.id().equals(id))
        .findFirst()
        .or(() -> all.stream().filter(campaign -> campaign.isNamed(id)).findFirst());
  }

  /** Returns which campaign each cohort is part of. */
  public Map<Cohort.Key, String> ids() {
    Map<Cohort.Key, String> ids = new HashMap<>();
    for (Campaign campaign : all) {
      campaign.cohorts().forEach(linked -> ids.put(linked.cohort().key(), campaign.id()));
    }
    return ids;
  }

  /** A campaign whose members are all gone is still one: it was seen for longer than a moment. */
  private static boolean isUnseen(Cohort cohort) {
    Judgement judgement = cohort.judgement();
    return cohort.sample().size() == 0 && judgement.lastSeen() == judgement.firstSeen();
  }

  private static Campaign campaign(List<Linked> group) {
    Union union = Union.of(group);
    Standing standing = Standing.PROBING;
    int asked = 0;
    int passed = 0;
    long first = Long.MAX_VALUE;
    long last = 0;
    for (Linked linked : group) {
      Judgement judgement = linked.cohort().judgement();
      Finding finding = judgement.finding();
      standing =
          severity(judgement.standing()) > severity(standing) ? judgement.standing() : standing;
      if (finding.asked() > asked) {
        asked = finding.asked();
        passed = finding.passed();
      }
      first = Math.min(first, judgement.firstSeen());
      last = Math.max(last, judgement.lastSeen());
      for (Member member : linked.cohort().sample().members()) {
        last = Math.max(last, member.lastSeen());
      }
    }
    return new Campaign(
        Campaign.id(group.getFirst().cohort().key()),
        group,
        shared(group),
        evidence(group),
        union.accounts(),
        union.requests(),
        standing,
        asked,
        passed,
        first,
        last);
  }

  private static int severity(Standing standing) {
    return switch (standing) {
      case OBSERVED, CLEARED, EXEMPT -> 0;
      case PROBING -> 1;
      case OVERUSED -> 2;
      case CONFIRMED -> 3;
      case BLOCKED -> 4;
    };
  }

  private static List<Shared> shared(List<Linked> group) {
    Map<String, Shared> byTrait = new TreeMap<>();
    for (Linked linked : group) {
      byTrait.merge(
          linked.cohort().key().trait(),
          new Shared(
              linked.cohort().key().trait(),
              linked.family(),
              1,
              Math.round(linked.cohort().sample().distinct())),
          (one, other) ->
              new Shared(
                  one.trait(),
                  one.family(),
                  one.cohorts() + other.cohorts(),
                  Math.max(one.accounts(), other.accounts())));
    }
    return byTrait.values().stream()
        .sorted(Comparator.comparingLong(Shared::accounts).reversed())
        .toList();
  }

  private static List<Evidence> evidence(List<Linked> group) {
    Map<String, Linked> strongest = new TreeMap<>();
    for (Linked linked : group) {
      strongest.merge(linked.family(), linked, Campaigns::stronger);
    }
    return strongest.values().stream()
        .sorted(Comparator.comparingDouble(Campaigns::weight).reversed())
        .map(
            linked ->
                new Evidence(
                    linked.family(), linked.cohort().key(), Words.of(linked.cohort().judgement())))
        .toList();
  }

  private static Linked stronger(Linked one, Linked other) {
    return weight(other) > weight(one) ? other : one;
  }

  private static double weight(Linked linked) {
    return linked.cohort().judgement().finding().score();
  }
}
