package dev.weir.cohort;

import java.util.Locale;

/** Puts what was found of a cohort into words, for operators. */
public final class Words {
  private Words() {}

  /** Returns what was found, without the standing that follows from it; never the value itself. */
  public static String of(Judgement judgement) {
    Finding finding = judgement.finding();
    String trait = judgement.key().trait().replace('_', ' ');
    if (finding.accounts() == 0) {
      return "nobody here was seen with this " + trait + " when it was last assessed";
    }
    return String.format(
        Locale.ROOT,
        "%,.0f accounts share this %s, %.0f %% unverified against %.0f %% of all, %.0f %% younger"
            + " than a month against %.0f %%%s%s",
        finding.accounts(),
        trait,
        100 * finding.unverified(),
        100 * finding.unverifiedOfAll(),
        100 * finding.fresh(),
        100 * finding.freshOfAll(),
        evenness(finding.evenness()),
        answers(finding));
  }

  /** Says nothing where too few requests are known to tell. */
  private static String evenness(double evenness) {
    return evenness == 0 ? "" : String.format(Locale.ROOT, ", %.2f even", evenness);
  }

  private static String answers(Finding finding) {
    int asked = finding.asked();
    int silent = asked - finding.passed();
    if (asked == 0) {
      return "";
    }
    return silent > finding.passed()
        ? String.format(Locale.ROOT, "; %,d of %,d who were asked have not answered", silent, asked)
        : String.format(
            Locale.ROOT, "; %,d of %,d who were asked answered", finding.passed(), asked);
  }
}
