package dev.weir.api.admin;

import dev.weir.cohort.Judgement;
import dev.weir.cohort.Standing;
import dev.weir.policy.NamedTraits;
import dev.weir.v1.Cohort;
import dev.weir.v1.ListCohortsRequest;
import dev.weir.validation.Check;
import dev.weir.validation.InvalidFieldException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which cohorts are listed, on which page. Those that were changed last come first; one that is
 * changed while pages are read may be missed, and is on the first page of the next reading.
 *
 * @param after where the page before ended; empty on the first one
 */
record CohortPage(Optional<Standing> standing, String trait, int size, Optional<Place> after) {
  private static final int DEFAULT_SIZE = 100;
  private static final int MOST = 1_000;
  private static final Comparator<Place> ORDER =
      Comparator.comparingLong(Place::since).reversed().thenComparing(Place::key);

  /**
   * A place in the list.
   *
   * @param since when it was changed, in epoch milliseconds
   */
  record Place(long since, String key) {
    static Place of(Judgement judgement) {
      return new Place(judgement.since(), judgement.key().text());
    }
  }

  /** Returns what a request asks for, or throws {@code InvalidFieldException}. */
  static CohortPage of(ListCohortsRequest request, NamedTraits traits) {
    String trait = Check.text("trait", request.getTrait());
    if (!trait.isEmpty()) {
      traits.require("trait", trait);
    }
    int size = request.getPageSize() == 0 ? DEFAULT_SIZE : request.getPageSize();
    if (size < 0 || size > MOST) {
      throw new InvalidFieldException("page_size", "0 to " + MOST, Integer.toUnsignedString(size));
    }
    return new CohortPage(standing(request.getState()), trait, size, after(request));
  }

  /** Returns the cohorts of this page, and one more if there is another page. */
  List<Judgement> select(List<Judgement> all) {
    return all.stream()
        .filter(one -> one.standing() != Standing.OBSERVED)
        .filter(one -> standing.isEmpty() || one.standing() == standing.get())
        .filter(one -> trait.isEmpty() || one.key().trait().equals(trait))
        .filter(one -> after.isEmpty() || ORDER.compare(Place.of(one), after.get()) > 0)
        .sorted(Comparator.comparing(Place::of, ORDER))
        .limit(size + 1L)
        .toList();
  }

  /** Returns those that are shown, of what was selected. */
  List<Judgement> shown(List<Judgement> selected) {
    return selected.subList(0, Math.min(size, selected.size()));
  }

  /** Returns the token of the next page; empty if this is the last. */
  String next(List<Judgement> selected) {
    if (selected.size() <= size) {
      return "";
    }
    Place last = Place.of(selected.get(size - 1));
    return last.since + "/" + last.key;
  }

  private static Optional<Standing> standing(Cohort.State state) {
    return switch (state) {
      case STATE_UNSPECIFIED -> Optional.empty();
      case PROBING, CONFIRMED, CLEARED, EXEMPT, OVERUSED, BLOCKED -> CohortMessages.standing(state);
      case OBSERVED, UNRECOGNIZED ->
          throw new InvalidFieldException(
              "state",
              "PROBING, CONFIRMED, CLEARED, EXEMPT, OVERUSED or BLOCKED: those that are only"
                  + " observed are not listed",
              state);
    };
  }

  private static Optional<Place> after(ListCohortsRequest request) {
    String token = Check.text("page_token", request.getPageToken());
    if (token.isEmpty()) {
      return Optional.empty();
    }
    int slash = token.indexOf('/');
    try {
      return Optional.of(
          new Place(
              Long.parseLong(token.substring(0, Math.max(0, slash))), token.substring(slash + 1)));
    } catch (NumberFormatException e) {
      throw new InvalidFieldException("page_token", "the next_page_token of a page before", token);
    }
  }
}
