package dev.weir.cohort;

import dev.weir.account.Level;
import java.time.Duration;

/**
 * How cohorts are judged.
 *
 * @param window how long ago a member was last seen at most
 * @param suspicion the score in nats from which a cohort is probed. One random draw of the
 *     population in e^suspicion, times the size of the draw, reaches it
 * @param fewest the fewest members that are judged
 * @param asked the verification that members are asked for; who has it is left alone
 * @param firstProbes how many members are asked at first
 * @param mostProbes how many members are asked at most before the cohort is confirmed
 * @param patience how long a member may take to call again before another is asked too
 * @param cleared how long a cohort that answered is left alone
 * @param remembered how long a confirmed one stays so after it was last seen
 */
record AssessmentConfig(
    Duration window,
    double suspicion,
    int fewest,
    Level asked,
    int firstProbes,
    int mostProbes,
    Duration patience,
    Duration cleared,
    Duration remembered) {

  static AssessmentConfig defaults() {
    return new AssessmentConfig(
        Duration.ofDays(7),
        14,
        4,
        Level.IDENTITY,
        4,
        12,
        Duration.ofMinutes(20),
        Duration.ofDays(7),
        Duration.ofDays(90));
  }
}
