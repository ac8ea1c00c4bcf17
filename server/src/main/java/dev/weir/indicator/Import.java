package dev.weir.indicator;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortPolicy;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Standing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What an import changes. Pure, so that it can be shown before it is done.
 *
 * <p>An import never denies anybody by itself. A cohort becomes probed: a few of its members here
 * are asked, and what they do decides, as for any other cohort. Only where the importer says so
 * does what the issuer confirmed or blocked become confirmed, and that asks members. What was found
 * or said here counts more: a cohort of which more is held than an import would make of it stays,
 * and so does one that was decided on after the bundle was issued. So the same bundle changes
 * nothing the second time.
 *
 * @param changes what is to be written
 * @param skipped how many indicators are left as they are, by the reason why
 */
public record Import(List<Judgement> changes, Map<String, Integer> skipped) {
  /** Who set a standing that was imported, before the issuer's name. */
  public static final String SET_BY = "import:";

  public Import {
    changes = List.copyOf(changes);
  }

  /**
   * Returns what an import would change.
   *
   * @param held what is held here of each cohort of the bundle
   * @param sources what a trait is of here; empty where there is no such trait
   * @param confirm whether what the issuer confirmed or blocked is to be confirmed
   * @param now epoch milliseconds
   */
  public static Import of(
      Bundle bundle,
      Function<Cohort.Key, Judgement> held,
      CohortPolicy policy,
      Function<String, List<String>> sources,
      boolean confirm,
      long now) {
    List<Judgement> changes = new ArrayList<>();
    Map<String, Integer> skipped = new TreeMap<>();
    Set<Cohort.Key> seen = new HashSet<>();
    for (Indicator indicator : bundle.indicators()) {
      Judgement here = held.apply(indicator.cohort());
      boolean confirmed = confirm && isConfirmed(indicator.standing());
      String why =
          seen.add(indicator.cohort())
              ? unfit(indicator, policy, sources)
              : "named twice in the bundle";
      why = why.isEmpty() ? kept(here, confirmed, bundle.issuedAt()) : why;
      if (why.isEmpty()) {
        changes.add(
            confirmed
                ? here.dispose(Standing.CONFIRMED, SET_BY + bundle.issuer(), now)
                : here.assessedFrom(Standing.PROBING, now));
      } else {
        skipped.merge(why, 1, Integer::sum);
      }
    }
    return new Import(changes, skipped);
  }

  /** Returns how many cohorts would become so. */
  public int count(Standing standing) {
    return (int) changes.stream().filter(change -> change.standing() == standing).count();
  }

  private static boolean isConfirmed(Standing standing) {
    return standing == Standing.CONFIRMED || standing == Standing.BLOCKED;
  }

  /** Returns why an indicator means nothing here; empty if it does. */
  private static String unfit(
      Indicator indicator, CohortPolicy policy, Function<String, List<String>> sources) {
    String name = indicator.cohort().trait();
    CohortPolicy.Trait trait = policy.traits().get(name);
    if (trait == null) {
      return "the policy here has no trait " + name;
    }
    if (!sources.apply(name).equals(indicator.sources())) {
      return "trait "
          + name
          + " is of "
          + String.join(", ", sources.apply(name))
          + " here, and of "
          + String.join(", ", indicator.sources())
          + " there";
    }
    return isLocal(trait) ? "trait " + name + " says nothing of accounts elsewhere" : "";
  }

  /** Returns why what is held here stays; empty if it does not. */
  private static String kept(Judgement here, boolean confirmed, long issuedAt) {
    boolean decided = here.standing() == Standing.OBSERVED && here.since() > here.firstSeen();
    if (decided && here.since() >= issuedAt) {
      return "decided on here after the bundle was issued";
    }
    boolean open =
        here.standing() == Standing.OBSERVED || (confirmed && here.standing() == Standing.PROBING);
    return open ? "" : "already " + here.standing().name().toLowerCase(Locale.ROOT) + " here";
  }

  /**
   * Returns whether cohorts of a trait mean nothing elsewhere: what an account owns is this
   * installation's, and what bystanders share would ask bystanders there.
   */
  public static boolean isLocal(CohortPolicy.Trait trait) {
    return trait.owned() || trait.weak() || trait.isNetwork();
  }
}
