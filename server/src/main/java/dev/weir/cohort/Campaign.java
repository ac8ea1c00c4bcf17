package dev.weir.cohort;

import java.util.Comparator;
import java.util.List;

/**
 * Cohorts that share members, and so are one campaign. Times are epoch milliseconds.
 *
 * @param id names it: that of its oldest cohort, so that it stays while the campaign grows. Where
 *     two turn out to be one, the id of the older stays, and the other's still finds it
 * @param cohorts the oldest first; at least one
 * @param traits what they share, the most shared first
 * @param evidence the strongest of each family
 * @param accounts how many distinct accounts they have together; an estimate where one cohort has
 *     more than {@link CohortStore#SAMPLE} members
 * @param requests how many requests these sent; likewise
 * @param standing the most severe of its cohorts'
 * @param asked how many members of a cohort were asked, and {@code passed} how many of them
 *     answered: the most of any cohort, since an account in several is counted in each
 */
public record Campaign(
    String id,
    List<Linked> cohorts,
    List<Shared> traits,
    List<Evidence> evidence,
    long accounts,
    long requests,
    Standing standing,
    int asked,
    int passed,
    long firstSeen,
    long lastSeen) {
  /** The oldest first; for those of one age, in an order that does not change. */
  static final Comparator<Linked> OLDEST =
      Comparator.<Linked>comparingLong(linked -> linked.cohort().judgement().firstSeen())
          .thenComparing(linked -> linked.cohort().key().text());

  private static final int ID_DIGITS = 12;

  public Campaign {
    cohorts = List.copyOf(cohorts);
    traits = List.copyOf(traits);
    evidence = List.copyOf(evidence);
  }

  /** Returns the id of a campaign whose oldest cohort this is. */
  public static String id(Cohort.Key oldest) {
    long mixed = SightingFilter.mix(oldest.value() ^ oldest.trait().hashCode());
    return "c" + new Cohort.Key(oldest.trait(), mixed).hex().substring(0, ID_DIGITS);
  }

  /** Returns whether an id names this campaign: it is that of one of its cohorts. */
  public boolean isNamed(String other) {
    return cohorts.stream().anyMatch(linked -> id(linked.cohort().key()).equals(other));
  }

  /**
   * A cohort of a campaign.
   *
   * @param family of evidence, that its trait belongs to
   * @param bystanders whether people who have nothing to do with a campaign share its value, too:
   *     its trait is of a network, or weak
   */
  public record Linked(Cohort cohort, String family, boolean bystanders) {}

  /**
   * A trait that the accounts of a campaign share.
   *
   * @param cohorts how many values of it
   * @param accounts how many accounts share the most common one
   */
  public record Shared(String trait, String family, int cohorts, long accounts) {}

  /**
   * What speaks for a campaign.
   *
   * @param words for operators
   */
  public record Evidence(String family, Cohort.Key cohort, String words) {}
}
