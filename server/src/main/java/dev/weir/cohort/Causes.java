package dev.weir.cohort;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is held of the cohorts for whose sake members were asked, kept close by while one cohort
 * after the other is judged: most silent members of all of them were asked for the same few, and to
 * look for one among all standings waits for memory several times. Of two cohorts that share a
 * place, the one that was looked for last has it. Not thread-safe.
 */
final class Causes {
  private static final int PLACES = 1 << 8;

  private final Standings standings;
  private final Cohort.@Nullable Key[] causes = new Cohort.Key[PLACES];

  /** What is held of the cause that has the same place; null if nothing is. */
  private final @Nullable Held[] held = new Held[PLACES];

  /** Of the standings that all of it was read from. */
  private long version;

  Causes(Standings standings) {
    this.standings = standings;
    this.version = standings.version();
  }

  /**
   * Returns whether an account was asked for a campaign's sake, and what it was asked has not
   * lapsed since.
   */
  boolean isAwaitedByCampaign(Answer answer) {
    Held found = find(answer.cause());
    return found != null
        && found.judgement().standing() == Standing.CONFIRMED
        && found.judgement().awaits(answer);
  }

  /** Returns whether an account was asked, and what it was asked has not lapsed since. */
  boolean isAwaited(Answer answer) {
    Held found = answer.isSilent() ? find(answer.cause()) : null;
    return found != null && found.judgement().awaits(answer);
  }

  private @Nullable Held find(Cohort.Key cause) {
    long now = standings.version();
    if (now != version) {
      Arrays.fill(causes, null);
      version = now;
    }
    int place = (int) SightingFilter.mix(cause.value()) & (PLACES - 1);
    if (!cause.equals(causes[place])) {
      held[place] = standings.find(cause.value());
      causes[place] = cause;
    }
    return held[place];
  }
}
