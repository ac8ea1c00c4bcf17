package dev.weir.cohort;

import java.util.List;

/**
 * What was written of cohorts. Immutable.
 *
 * @param judgements what is held now of cohorts of which something else was held before, or that
 *     were judged again
 * @param answers how accounts answered that were asked, or answered
 * @param at when it was read, in epoch milliseconds
 */
public record News(List<Judgement> judgements, List<Answer> answers, long at) {
  /** Copies the lists. */
  public News {
    judgements = List.copyOf(judgements);
    answers = List.copyOf(answers);
  }
}
