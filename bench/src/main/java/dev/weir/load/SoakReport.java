package dev.weir.load;

import dev.weir.load.SoakFaults.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a soak saw. The components, in snake_case and in this order, are its JSON. Times are in
 * milliseconds, but where a name says otherwise.
 *
 * @param problems what does not hold that should; empty where all does
 * @param load what was asked and answered, second by second
 * @param faults what Redis suffered, in seconds after measuring began
 * @param open what was admitted of the limit that has room, and what Redis counted
 * @param tight the same of the limit that has not
 * @param replicas what each replica held, time after time
 */
record SoakReport(
    List<String> problems,
    LoadReport load,
    List<Fault> faults,
    Counted open,
    Admitted tight,
    Map<String, List<Sample>> replicas) {

  /** By how much a heap may differ after a collection and have not grown. */
  private static final double HEAP_SHARE = 0.25;

  private static final long HEAP_BYTES = 16L << 20;

  /** Threads and files that come and go. */
  private static final long SPARE = 10;

  /**
   * A limit that has room for everything.
   *
   * @param accounts that asked
   * @param admittedByRedis requests that were admitted with complete evidence
   * @param admittedByReplicas requests that were admitted and counted by a replica alone
   * @param counted what Redis counted in the end
   * @param missing of those that Redis admitted, how many it has not counted
   * @param surplus what it counted beyond those, by no account more than replicas admitted: calls
   *     whose answers were lost
   */
  record Counted(
      int accounts,
      long admittedByRedis,
      long admittedByReplicas,
      long counted,
      long missing,
      long surplus) {}

  /**
   * A limit that was used up.
   *
   * @param max the limit
   * @param bound what replicas may admit together, outages included
   * @param accounts that asked
   * @param mostByRedis what Redis admitted of the account of which it admitted most
   * @param most what was admitted of the account of which most was
   */
  record Admitted(long max, long bound, int accounts, long mostByRedis, long most) {}

  /** What a replica held at a time. */
  record Sample(double second, long heapBytes, long threads, Optional<Long> files) {}

  /**
   * Returns what is wrong with samples of one replica: what has grown from the first to the last.
   */
  static List<String> growth(String replica, List<Sample> samples) {
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    return List.of(
            grown(
                replica + ": bytes of heap",
                first.heapBytes(),
                last.heapBytes(),
                HEAP_BYTES + Math.round(first.heapBytes() * HEAP_SHARE)),
            grown(replica + ": threads", first.threads(), last.threads(), SPARE),
            grown(replica + ": files", first.files().orElse(0L), last.files().orElse(0L), SPARE))
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> grown(String what, long first, long last, long allowed) {
    return last <= first + allowed
        ? Optional.empty()
        : Optional.of(
            "%s grew from %,d to %,d (expected: by at most %,d)"
                .formatted(what, first, last, allowed));
  }
}
