package dev.weir.cohort;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is held of a cohort, and why. Immutable, as seen from outside. */
public final class Held {
  private final Judgement judgement;

  /** Made when it is first read, and then kept, since it is read on each request. */
  private @Nullable String evidence;

  /** Creates what is held. */
  public Held(Judgement judgement) {
    this.judgement = judgement;
  }

  /** Returns what is held. */
  public Judgement judgement() {
    return judgement;
  }

  /** Returns the evidence in words, for operators. */
  public String evidence() {
    String made = evidence;
    if (made == null) {
      // Two threads may both make it, and make the same.
      made = words(judgement);
      evidence = made;
    }
    return made;
  }

  private static String words(Judgement judgement) {
    Finding finding = judgement.finding();
    List<String> parts = new ArrayList<>();
    parts.add(
        String.format(
            Locale.ROOT,
            "%.0f accounts share this %s",
            finding.accounts(),
            judgement.key().trait().replace('_', ' ')));
    parts.add(compared(finding.unverified(), "unverified", finding.unverifiedOfAll()));
    parts.add(compared(finding.fresh(), "younger than a month", finding.freshOfAll()));
    if (finding.moved() > finding.movedOfAll()) {
      parts.add(
          compared(finding.moved(), "moved to a new model on its first day", finding.movedOfAll()));
    }
    if (finding.evenness() > 0) {
      parts.add(String.format(Locale.ROOT, "%.2f even", finding.evenness()));
    }
    if (finding.synchrony() > 0) {
      parts.add("at work at the same hours");
    }
    if (finding.asked() > 0) {
      parts.add(finding.passed() + " of " + finding.asked() + " who were asked answered");
    }
    String standing = judgement.standing().name().toLowerCase(Locale.ROOT);
    String by = judgement.isSetByOperator() ? " by " + judgement.setBy() : "";
    return String.join(", ", parts) + " (" + standing + by + ")";
  }

  private static String compared(double share, String what, double ofAll) {
    return String.format(
        Locale.ROOT, "%.0f %% %s against %.0f %% of all", 100 * share, what, 100 * ofAll);
  }
}
