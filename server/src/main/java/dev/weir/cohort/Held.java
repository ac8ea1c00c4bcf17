package dev.weir.cohort;

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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Held that && judgement.equals(that.judgement);
  }

  @Override
  public int hashCode() {
    return judgement.hashCode();
  }

  @Override
  public String toString() {
    return judgement.toString();
  }

  private static String words(Judgement judgement) {
    String standing = judgement.standing().name().toLowerCase(Locale.ROOT);
    String by = judgement.isSetByOperator() ? " by " + judgement.setBy() : "";
    return Words.of(judgement) + " (" + standing + by + ")";
  }
}
